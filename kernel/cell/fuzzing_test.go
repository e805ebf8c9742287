package cell

import (
	"os"
	"os/exec"
	"testing"
)

// targets are what is fuzzed: the transformation of cells, and the values that
// are carried between them.
var targets = []struct{ pkg, name string }{{".", "FuzzCompile"}, {"./live", "FuzzDecode"}, {"./live", "FuzzCarry"}}

// TestFuzz looks for new inputs for a short while. What it finds it writes to
// testdata/fuzz, which is to be committed with what mends it.
func TestFuzz(t *testing.T) {
	if testing.Short() {
		t.Skip("it takes most of a minute")
	}
	fuzz(t, "15s")
}

// TestSoakFuzz looks for ten minutes each.
func TestSoakFuzz(t *testing.T) {
	if os.Getenv("FATHOM_SOAK") == "" {
		t.Skip("half an hour of fuzzing: run by make soak")
	}
	fuzz(t, "10m")
}

func fuzz(t *testing.T, long string) {
	for _, target := range targets {
		t.Run(target.name, func(t *testing.T) {
			cmd := exec.Command("go", "test", "-run=^$", "-fuzz=^"+target.name+"$", "-fuzztime="+long, "-fuzzminimizetime=5s", target.pkg)
			if out, err := cmd.CombinedOutput(); err != nil {
				t.Errorf("%v\n%s", err, out)
			}
		})
	}
}
