package imports

import (
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
)

const module = "github.com/seed-380714d4/fathom"

func root(t *testing.T) string {
	t.Helper()
	dir, err := filepath.Abs("../../..")
	if err != nil {
		t.Fatal(err)
	}
	return dir
}

// TestStd holds the table to what this toolchain has.
func TestStd(t *testing.T) {
	out, err := exec.Command("go", "list", "std").Output()
	if err != nil {
		t.Fatal(err)
	}
	hidden := regexp.MustCompile(`(^|/)(internal|vendor)(/|$)`)
	var want []string
	for _, p := range strings.Fields(string(out)) {
		if !hidden.MatchString(p) {
			want = append(want, p)
		}
	}
	if got := strings.Join(Std(), "\n"); got != strings.Join(want, "\n") {
		t.Errorf("std.txt is not what `go list std` says: write it anew\n%s", strings.Join(want, "\n"))
	}
}

func TestImport(t *testing.T) {
	cache := filepath.Join(t.TempDir(), "sub", "imports.json")
	for _, from := range []string{"go list", "the cache"} {
		l := New(root(t), module)
		l.cache = cache
		var all sync.WaitGroup
		for path, member := range map[string]string{"fmt": "Println", "math/rand/v2": "IntN", module + "/dsl": "Input", "container/ring": "New"} {
			all.Add(1)
			go func() {
				defer all.Done()
				p, err := l.Import(path)
				if err != nil || p.Scope().Lookup(member) == nil {
					t.Errorf("from %s: %s: %v %v", from, path, p, err)
				}
			}()
		}
		all.Wait()
		if _, err := l.Import("example.com/no/such"); err == nil {
			t.Errorf("from %s: a package that is not there is imported", from)
		}
		if from == "the cache" && l.first["container/ring"] == "" {
			t.Error("a package that was asked for is not kept for the next kernel")
		}
		a, _ := l.Import("io")
		b, _ := l.Import("io")
		if a != b {
			t.Errorf("from %s: one path, two packages", from)
		}
	}
}
