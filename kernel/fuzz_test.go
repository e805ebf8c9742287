package main

import (
	"os"
	"os/exec"
	"testing"
)

// fuzzed are the targets that look for new inputs: the transformation of cells,
// the values that are carried between them, and the messages of clients.
var fuzzed = []struct{ pkg, name string }{
	{"./cell", "FuzzCompile"}, {"./cell/live", "FuzzCarry"}, {"./cell/live", "FuzzDecode"},
	{"./wire", "FuzzParse"}, {"./front", "FuzzMessages"},
}

// TestFuzz looks for new inputs for a minute each. What it finds it writes to
// testdata/fuzz, which is to be committed with what mends it.
func TestFuzz(t *testing.T) {
	if testing.Short() {
		t.Skip("not run: it takes some minutes; run without -short")
	}
	fuzz(t, "1m")
}

// TestSoakFuzz looks for ten minutes each.
func TestSoakFuzz(t *testing.T) {
	if os.Getenv("FATHOM_SOAK") == "" {
		t.Skip("an hour of fuzzing: run by make soak")
	}
	fuzz(t, "10m")
}

// fuzz gives each target one worker, beside the others and other tests.
func fuzz(t *testing.T, long string) {
	for _, target := range fuzzed {
		t.Run(target.name, func(t *testing.T) {
			t.Parallel()
			cmd := exec.Command("go", "test", "-run=^$", "-fuzz=^"+target.name+"$", "-fuzztime="+long, "-fuzzminimizetime=5s", "-parallel=1", target.pkg)
			if out, err := cmd.CombinedOutput(); err != nil {
				t.Errorf("%v\n%s", err, out)
			}
		})
	}
}
