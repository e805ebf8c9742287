package front

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestNothingIsOpenToOthers looks at all that a kernel at work has on disk:
// sockets, values, the history, GoNB's directory.
func TestNothingIsOpenToOthers(t *testing.T) {
	k := startKernel(t)
	k.execute("x := []float64{1, 2, 3}")
	k.execute("!true")
	k.execute("x")
	found := map[string]bool{}
	sockets, err := filepath.Glob(filepath.Join(k.run, "fathom-*"))
	if err != nil || len(sockets) != 1 {
		t.Fatalf("the directory of sockets: got %v, %v", sockets, err)
	}
	for _, top := range []string{sockets[0], filepath.Join(k.cache, "fathom")} {
		// A directory that others may not enter guards all that is below it.
		err := filepath.WalkDir(top, func(path string, d fs.DirEntry, err error) error {
			if err != nil {
				return nil // a program of a cell's was just being built there
			}
			info, err := d.Info()
			if err != nil {
				return nil
			}
			switch {
			case info.Mode().Type() == os.ModeSocket:
				found["socket"] = true
			case strings.HasSuffix(path, ".value"):
				found["value"] = true
			case strings.HasSuffix(path, "history.jsonl"):
				found["history"] = true
			}
			if d.IsDir() && info.Mode().Perm()&0o077 == 0 && path != filepath.Join(k.cache, "fathom") && !strings.HasSuffix(path, "sessions") {
				if n := seen(path, found); n == 0 {
					t.Logf("%s is empty", path)
				}
				return filepath.SkipDir
			}
			if info.Mode().Perm()&0o077 != 0 {
				t.Errorf("%s is open to others: %v", path, info.Mode())
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	for _, what := range []string{"socket", "value", "history"} {
		if !found[what] {
			t.Errorf("there is no %s to look at", what)
		}
	}
}

// seen notes what lies below a directory that is closed.
func seen(dir string, found map[string]bool) (n int) {
	_ = filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return nil
		}
		n++
		found["socket"] = found["socket"] || d.Type() == os.ModeSocket
		found["value"] = found["value"] || strings.HasSuffix(path, ".value")
		return nil
	})
	return n
}
