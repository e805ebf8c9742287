package imports

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// key names what the answer of the go command depends on: the toolchain, the
// module's requirements, and the sources of Fathom's own packages.
func (l *Loader) key(paths []string) string {
	h := sha256.New()
	// The go command's own version, not this program's: they may differ.
	env := exec.Command("go", "env", "GOVERSION", "GOFLAGS", "GOEXPERIMENT", "GOOS", "GOARCH", "GOCACHE")
	env.Dir = l.root
	out, _ := env.Output()
	fmt.Fprintln(h, string(out), l.root, paths)
	for _, name := range []string{"go.mod", "go.sum"} {
		b, _ := os.ReadFile(filepath.Join(l.root, name))
		h.Write(b)
	}
	for _, dir := range []string{"dsl", "kernel/cell/live"} {
		_ = filepath.WalkDir(filepath.Join(l.root, dir), func(path string, e fs.DirEntry, err error) error {
			if err == nil && !e.IsDir() && strings.HasSuffix(path, ".go") {
				if info, err := e.Info(); err == nil {
					fmt.Fprintln(h, path, info.Size(), info.ModTime().UnixNano())
				}
			}
			return nil
		})
	}
	return hex.EncodeToString(h.Sum(nil)[:16])
}

// cacheFile is where the last answer lies; "" where the system has no cache.
func cacheFile() string {
	dir, err := os.UserCacheDir()
	if err != nil {
		return ""
	}
	return filepath.Join(dir, "fathom", "imports.json")
}

type cached struct {
	Key    string            `json:"key"`
	Export map[string]string `json:"export"`
}

// readCache takes the last answer if nothing has changed since. The go command
// trims its build cache, so every file must still be there.
func (l *Loader) readCache(key string) bool {
	b, err := os.ReadFile(l.cache)
	if err != nil {
		return false
	}
	var c cached
	if json.Unmarshal(b, &c) != nil || c.Key != key {
		return false
	}
	for _, file := range c.Export {
		if _, err := os.Stat(file); err != nil {
			return false
		}
	}
	l.export = c.Export
	return true
}

// writeCache keeps the answer: what there was at the start, and what has come of
// the standard library; the key tells nothing of other modules' sources. It only
// saves time: a failure is no error.
func (l *Loader) writeCache() {
	name := l.cache
	if name == "" || os.MkdirAll(filepath.Dir(name), 0o700) != nil {
		return
	}
	keep := maps.Clone(l.first)
	for path, file := range l.export {
		if !Remote(path) {
			keep[path] = file
		}
	}
	b, err := json.Marshal(cached{l.cached, keep})
	if err != nil {
		return
	}
	tmp, err := os.CreateTemp(filepath.Dir(name), "imports-*")
	if err != nil {
		return
	}
	_, werr := tmp.Write(b)
	if cerr := tmp.Close(); werr != nil || cerr != nil || os.Rename(tmp.Name(), name) != nil {
		os.Remove(tmp.Name())
	}
}
