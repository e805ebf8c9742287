package layout

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestFindFromAPackageDirectory(t *testing.T) {
	t.Setenv(RootEnv, "")
	l, err := Find()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(l.Path("kernel", "layout", "layout_test.go")); err != nil {
		t.Errorf("root %s does not hold this test: %v", l.Root, err)
	}
}

func TestFindObeysTheVariable(t *testing.T) {
	dir := t.TempDir()
	t.Setenv(RootEnv, dir)
	if _, err := Find(); err == nil || !strings.Contains(err.Error(), RootEnv) {
		t.Errorf("%s names no checkout: want an error that names the variable, got %v", RootEnv, err)
	}
	gomod := filepath.Join(dir, "go.mod")
	if err := os.WriteFile(gomod, []byte("// a comment\nmodule "+Module+"\n\ngo 1.26\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	l, err := Find()
	if err != nil || l.Root != dir {
		t.Errorf("want root %s, got %s (%v)", dir, l.Root, err)
	}
	if want := filepath.Join(dir, ".fathom", "bin", "gonb"); l.Bin("gonb") != want {
		t.Errorf("Bin: want %s, got %s", want, l.Bin("gonb"))
	}
}

func TestFindOutsideSaysHowToMend(t *testing.T) {
	t.Setenv(RootEnv, "")
	t.Chdir(t.TempDir())
	if _, err := Find(); err == nil || !strings.Contains(err.Error(), "change to the checkout") {
		t.Errorf("want an error with its cure, got %v", err)
	}
}
