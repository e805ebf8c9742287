package nn

import (
	"crypto/sha256"
	"encoding/hex"
	"os"
	"runtime"
	"runtime/debug"
	"sort"
	"strings"
	"sync"
)

// environment is what of the machine and the libraries decides bits. Two
// machines with equal environments give a training equal weights.
type environment struct {
	GoMLX   string `json:"gomlx"`
	Compute string `json:"compute"`
	GoXLA   string `json:"go_xla"`
	Backend string `json:"backend"`
	Plugin  string `json:"plugin"`  // SHA-256 of its file
	Options string `json:"options"` // that the client was made with
	Flags   string `json:"xla_flags"`
	Threads int    `json:"threads"`
	CPU     string `json:"cpu"` // architecture and hash of the feature set
}

func (e *engine) environment() (environment, error) {
	env := environment{
		GoMLX: moduleVersion("github.com/gomlx/gomlx"), Compute: moduleVersion("github.com/gomlx/compute"),
		GoXLA: moduleVersion("github.com/gomlx/go-xla"), Backend: e.info.Backend, Options: e.options,
		Flags: xlaFlags(), Threads: runtime.NumCPU(), CPU: runtime.GOARCH + " " + cpuFeatures(),
	}
	if e.plugin == "" {
		// The Go backend splits its work by GOMAXPROCS; XLA by the CPUs that
		// the process may use, which is what NumCPU is.
		env.Threads = runtime.GOMAXPROCS(0)
		return env, nil
	}
	var err error
	env.Plugin, err = fileHash(e.plugin)
	return env, err
}

// xlaFlags is what the environment tells XLA's compiler: in its own words, and
// in those that go-xla passes on.
func xlaFlags() string {
	return strings.TrimSpace(os.Getenv("XLA_FLAGS") + " " + os.Getenv("XLA_DEBUG_OPTIONS"))
}

// moduleVersions are those of the modules that compute, as this binary was
// built with them; those of go.mod where a binary does not say.
var moduleVersions = sync.OnceValue(func() map[string]string {
	versions := map[string]string{
		"github.com/gomlx/gomlx": "v0.28.8", "github.com/gomlx/compute": "v0.1.6", "github.com/gomlx/go-xla": "v0.4.5",
	}
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return versions
	}
	for _, m := range info.Deps {
		if _, ours := versions[m.Path]; ours {
			if m.Replace != nil {
				m = &debug.Module{Path: m.Path, Version: m.Replace.Path + "@" + m.Replace.Version}
			}
			versions[m.Path] = m.Version
		}
	}
	return versions
})

func moduleVersion(path string) string { return moduleVersions()[path] }

// cpuFeatures is a hash of what the CPU can do, from which XLA's compiler
// chooses its instructions.
var cpuFeatures = sync.OnceValue(func() string {
	info, err := os.ReadFile("/proc/cpuinfo")
	if err != nil {
		return runtime.GOOS
	}
	for _, line := range strings.Split(string(info), "\n") {
		name, value, _ := strings.Cut(line, ":")
		if name = strings.TrimSpace(name); name == "flags" || name == "Features" {
			flags := strings.Fields(value)
			sort.Strings(flags)
			sum := sha256.Sum256([]byte(strings.Join(flags, " ")))
			return hex.EncodeToString(sum[:8])
		}
	}
	return runtime.GOOS
})
