package lab

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/seed-380714d4/fathom/kernel/layout"
)

// asLab makes the test program become JupyterLab, as `fathom lab` does.
const asLab = "FATHOM_TEST_AS_LAB"

func TestMain(m *testing.M) {
	if os.Getenv(asLab) == "" {
		os.Exit(m.Run())
	}
	l, err := layout.Find()
	if err == nil {
		err = Exec(l, os.Args[1:])
	}
	fmt.Fprintln(os.Stderr, err)
	os.Exit(1)
}

func TestArgs(t *testing.T) {
	l := layout.Layout{Root: "/a/checkout"}
	got := strings.Join(Args(l, true, "--no-browser --port=1", []string{"--port=2"}), " ")
	for _, want := range []string{"--ServerApp.root_dir=/a/checkout/notebooks", "default_kernel_name=fathom", "--allow-root"} {
		if !strings.Contains(got, want) {
			t.Errorf("want %s in %s", want, got)
		}
	}
	if !strings.HasSuffix(got, "--no-browser --port=1 --port=2") {
		t.Errorf("want the command line's arguments last, got %s", got)
	}
	for _, mine := range []string{"--ServerApp.root_dir=/mine", "--notebook-dir=/mine"} {
		got := strings.Join(Args(l, false, mine, []string{"--allow-root"}), " ")
		if strings.Contains(got, "/a/checkout") || !strings.Contains(got, mine) {
			t.Errorf("Jupyter refuses a setting made twice: want only %s, got %s", mine, got)
		}
	}
	if got := strings.Join(Args(l, false, "", nil), " "); strings.Contains(got, "--allow-root") {
		t.Errorf("--allow-root is for root only, got %s", got)
	}
}
