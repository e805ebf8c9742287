package acceptance

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// Every committed notebook runs from top to bottom, from an empty store, and
// every claim in it is held or explained. Those that know budgets run in the
// quick one, which tries every cell out and enforces the claims that are exact
// at any size; make notebooks runs them as they are committed.
func TestNotebooks(t *testing.T) {
	l := root(t)
	notebooks, err := filepath.Glob(l.Path("notebooks", "*.ipynb"))
	if err != nil || len(notebooks) == 0 {
		t.Fatalf("want notebooks, got %v, %v", notebooks, err)
	}
	for _, nb := range notebooks {
		t.Run(filepath.Base(nb), func(t *testing.T) {
			out := t.TempDir()
			cmd := exec.CommandContext(within(t, 10*time.Minute), l.Bin("fathom"), "run", "-o", out, nb)
			cmd.Env = append(os.Environ(), "FATHOM_STORE="+t.TempDir(), "FATHOM_BUDGET=quick")
			report, err := cmd.CombinedOutput()
			t.Logf("%s", report)
			if err != nil || !strings.Contains(string(report), "held") {
				t.Errorf("want a notebook whose claims hold: %v", err)
			}
		})
	}
}
