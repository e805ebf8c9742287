package acceptance

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/seed-380714d4/fathom/kernel/client"
	"github.com/seed-380714d4/fathom/kernel/layout"
)

// TestMain builds the programs under test anew: go's cache makes that quick,
// and no test passes on an old binary.
func TestMain(m *testing.M) {
	if err := build(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Exit(m.Run())
}

func build() error {
	l, err := layout.Find()
	if err != nil {
		return err
	}
	for _, need := range []string{l.Bin("gonb"), l.Bin("goimports"), l.Python()} {
		if _, err := os.Stat(need); err != nil {
			return fmt.Errorf("acceptance: %w; run make setup", err)
		}
	}
	for program, pkg := range map[string]string{"fathom": "./kernel", "fathom-engine": "./nn/engine"} {
		cmd := exec.Command("go", "build", "-buildvcs=false", "-o", l.Bin(program), pkg)
		cmd.Dir = l.Root
		if out, err := cmd.CombinedOutput(); err != nil {
			return fmt.Errorf("acceptance: build %s: %w\n%s", program, err, out)
		}
	}
	return nil
}

func root(t testing.TB) layout.Layout {
	t.Helper()
	l, err := layout.Find()
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// within is a context for one test.
func within(t testing.TB, d time.Duration) context.Context {
	ctx, cancel := context.WithTimeout(context.Background(), d)
	t.Cleanup(cancel)
	return ctx
}

// start starts the kernel with an empty store of its own.
func start(t testing.TB, env ...string) *client.Kernel {
	t.Helper()
	return startIn(t, t.TempDir(), env...)
}

// startIn starts it in a directory.
func startIn(t testing.TB, dir string, env ...string) *client.Kernel {
	t.Helper()
	k, err := client.Start(within(t, 2*time.Minute), client.Options{
		Argv: []string{root(t).Bin("fathom"), "kernel", "{connection_file}"},
		Dir:  dir,
		Env:  append([]string{"FATHOM_STORE=" + t.TempDir()}, env...),
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(k.Kill)
	return k
}

// run runs a cell that must succeed.
func run(t testing.TB, k *client.Kernel, code string) client.Outcome {
	t.Helper()
	o, err := k.Run(within(t, 3*time.Minute), code)
	if err != nil {
		t.Fatal(err)
	}
	if o.Status != "ok" {
		t.Fatalf("the cell\n%s\nended with\n%s", code, o)
	}
	return o
}

// golden compares text with a file in testdata, or writes it with
// UPDATE_GOLDEN=1.
func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if os.Getenv("UPDATE_GOLDEN") != "" {
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatalf("%v; look at what the kernel says, then write it with UPDATE_GOLDEN=1:\n%s", err, got)
	}
	if got != string(want) {
		t.Errorf("%s differs; want\n%s\ngot\n%s", path, want, got)
	}
}

// innocent fails when text names what no user has written: generated files and
// names, temporary directories, Fathom's own lines.
func innocent(t *testing.T, text string) {
	t.Helper()
	for _, leak := range []string{"fathomCell", "gonb_", "/tmp/", "main.go", os.TempDir(), ".go:", "goroutine ", "live."} {
		if strings.Contains(text, leak) {
			t.Errorf("the output names %q, which the user never wrote:\n%s", leak, text)
		}
	}
}
