package front

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestNothingIsOpenToOthers looks at all that a kernel at work has on disk:
// sockets, values, the history, GoNB's directory. A directory that others may
// not enter guards all that is below it.
func TestNothingIsOpenToOthers(t *testing.T) {
	k := startKernel(t)
	k.execute("x := []float64{1, 2, 3}")
	k.execute("!true")
	found := map[string]bool{}
	sockets, err := filepath.Glob(filepath.Join(k.run, "fathom-*"))
	if err != nil || len(sockets) != 1 {
		t.Fatalf("the directory of sockets: got %v, %v", sockets, err)
	}
	for _, top := range append(sockets, filepath.Join(k.cache, "fathom")) {
		closed := map[string]bool{}
		_ = filepath.WalkDir(top, func(path string, d fs.DirEntry, err error) error {
			info, statErr := os.Lstat(path)
			if err != nil || statErr != nil {
				return nil // a program of a cell's was just being built there
			}
			found[kind(path, info)] = true
			closed[path] = closed[filepath.Dir(path)] || d.IsDir() && info.Mode().Perm()&0o077 == 0
			if !closed[path] && info.Mode().Perm()&0o077 != 0 {
				t.Errorf("%s is open to others: %v", path, info.Mode())
			}
			return nil
		})
	}
	for _, what := range []string{"a socket", "a value", "the history"} {
		if !found[what] {
			t.Errorf("%s is not there to be looked at", what)
		}
	}
}

func kind(path string, info fs.FileInfo) string {
	switch {
	case info.Mode().Type() == os.ModeSocket:
		return "a socket"
	case strings.HasSuffix(path, ".value"):
		return "a value"
	case strings.HasSuffix(path, "history.jsonl"):
		return "the history"
	}
	return ""
}
