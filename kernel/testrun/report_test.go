package testrun

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/seed-380714d4/fathom/kernel/layout"
)

const source = `package p

import (
	"fmt"
	"testing"
)

func TestGood(t *testing.T) { fmt.Println("chatter"); t.Log("more chatter") }
func TestLacking(t *testing.T) { t.Skip("not run: it needs a browser") }
func TestGroup(t *testing.T) { t.Run("inner", func(t *testing.T) { t.Log("chatter too") }) }
`

// ran writes a module with one package of tests, runs it, and returns what was
// printed.
func ran(t *testing.T, tests string) (string, error) {
	t.Helper()
	dir := t.TempDir()
	for file, text := range map[string]string{"go.mod": "module p\n\ngo 1.24\n", "p_test.go": tests} {
		if err := os.WriteFile(filepath.Join(dir, file), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	t.Setenv("GOFLAGS", "")
	var out bytes.Buffer
	err := Run(t.Context(), layout.Layout{Root: dir}, []string{"./..."}, &out)
	return out.String(), err
}

func TestSaysWhatWasNotRun(t *testing.T) {
	text, err := ran(t, source)
	if err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	for _, want := range []string{"ok  \tp\t", "not run: TestLacking in p: it needs a browser\n", "3 passed, 0 failed, 1 skipped\n"} {
		if !strings.Contains(text, want) {
			t.Errorf("want %q in\n%s", want, text)
		}
	}
	if strings.Contains(text, "chatter") {
		t.Errorf("want nothing of what passed, got\n%s", text)
	}
}

func TestShowsWhatFailed(t *testing.T) {
	text, err := ran(t, source+`
func TestBad(t *testing.T) { t.Log("before"); t.Error("want 1, got 2") }
`)
	if err == nil {
		t.Error("a test failed: want an error")
	}
	for _, want := range []string{"--- FAIL: TestBad", "before", "want 1, got 2", "FAIL\tp\t", "3 passed, 1 failed, 1 skipped\n"} {
		if !strings.Contains(text, want) {
			t.Errorf("want %q in\n%s", want, text)
		}
	}
}

func TestShowsPanicsAndWhatDoesNotCompile(t *testing.T) {
	text, err := ran(t, source+`
func TestPanic(t *testing.T) { panic("oh no") }
`)
	if err == nil || !strings.Contains(text, "panic: oh no") {
		t.Errorf("want the panic, got %v\n%s", err, text)
	}
	text, err = ran(t, source+"\nfunc TestTypo(t *testing.T) { undefinedName() }\n")
	if err == nil || !strings.Contains(text, "undefined: undefinedName") {
		t.Errorf("want the compiler's message, got %v\n%s", err, text)
	}
}
