package nn

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"sync"

	"github.com/gomlx/go-xla/pjrt"
)

// findPlugin returns the name to open an XLA plugin by, and its file. It looks
// where go-xla looks: in the directories of PJRT_PLUGIN_LIBRARY_PATH, then in
// ~/.local/lib/go-xla and the system's. config is a path, a plugin's name or
// "" for any. Nothing is ever downloaded: go-xla's installer is not linked.
func findPlugin(config string) (name, path string) {
	if filepath.IsAbs(config) {
		if _, err := os.Stat(config); err != nil {
			return "", ""
		}
		return config, config
	}
	// The variable also says where a plugin lies when it names the file.
	if file := os.Getenv("PJRT_PLUGIN_LIBRARY_PATH"); config == "" && strings.HasSuffix(file, ".so") {
		if _, err := os.Stat(file); err == nil {
			return file, file
		}
	}
	found := pjrt.AvailablePlugins()
	var names []string
	for n := range found {
		if config == "" || n == config || strings.HasPrefix(n, config+"_v") {
			names = append(names, n)
		}
	}
	if len(names) == 0 {
		return "", ""
	}
	// A CPU plugin first: what a run gives on the CPU can be repeated anywhere.
	sort.Slice(names, func(i, j int) bool {
		ci, cj := strings.HasPrefix(names[i], "cpu"), strings.HasPrefix(names[j], "cpu")
		if ci != cj {
			return ci
		}
		return names[i] > names[j] // the newest version of one name
	})
	return names[0], found[names[0]]
}

// fileHashes remembers the hash of a file while its size and time stay as they
// are: a plugin has 200 MB and is hashed once per process, not once per run.
var fileHashes sync.Map

// fileHash is the SHA-256 of a file's content.
func fileHash(path string) (string, error) {
	real, err := filepath.EvalSymlinks(path)
	if err != nil {
		return "", fmt.Errorf("nn: hash of the XLA plugin: %w", err)
	}
	f, err := os.Open(real)
	if err != nil {
		return "", fmt.Errorf("nn: hash of the XLA plugin: %w", err)
	}
	defer f.Close()
	st, err := f.Stat()
	if err != nil {
		return "", fmt.Errorf("nn: hash of the XLA plugin: %w", err)
	}
	memo := fmt.Sprintf("%s %d %d", real, st.Size(), st.ModTime().UnixNano())
	if h, ok := fileHashes.Load(memo); ok {
		return h.(string), nil
	}
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return "", fmt.Errorf("nn: hash of the XLA plugin: %w", err)
	}
	sum := hex.EncodeToString(h.Sum(nil))
	fileHashes.Store(memo, sum)
	return sum, nil
}
