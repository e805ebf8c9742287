package doctor

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestFinishedRuns(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "runs")
	t.Setenv("FATHOM_STORE", dir)
	expect := func(want string) {
		t.Helper()
		if got, err := finishedRuns(); err != nil || !strings.Contains(got, want) {
			t.Errorf("want %q, got %q (%v)", want, got, err)
		}
	}
	expect("made by the first training")
	for _, key := range []string{"ab/abcdef", "ab/ab0123", "cd/cdef01"} {
		if err := os.MkdirAll(filepath.Join(dir, key), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, key, "run.json"), []byte("{}"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.MkdirAll(filepath.Join(dir, "damaged", "abcdef"), 0o755); err != nil {
		t.Fatal(err)
	}
	expect("3 finished trainings in " + dir)
	t.Setenv("FATHOM_STORE", "off")
	expect("switched off")
	if left, _ := filepath.Glob(filepath.Join(dir, ".doctor-*")); len(left) != 0 {
		t.Errorf("left behind: %v", left)
	}
}
