package runs

import (
	"bytes"
	"encoding/csv"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/seed-380714d4/fathom/dsl"
	"github.com/seed-380714d4/fathom/kernel/layout"
	"github.com/seed-380714d4/fathom/nn"
	"github.com/seed-380714d4/fathom/nn/store"
)

// checkout is a root with an engine of this source in .fathom/bin.
func checkout(t *testing.T) layout.Layout {
	t.Helper()
	l := layout.Layout{Root: t.TempDir()}
	cmd := exec.Command("go", "build", "-buildvcs=false", "-ldflags=-s -w", "-o", l.Bin("fathom-engine"), "../../nn/engine")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	return l
}

// command runs `fathom runs` with the store of the test.
func command(t *testing.T, l layout.Layout, args ...string) string {
	t.Helper()
	var out bytes.Buffer
	if err := Run(t.Context(), l, args, &out); err != nil {
		t.Fatalf("fathom runs %q: %v", args, err)
	}
	return out.String()
}

func points() dsl.Data {
	return dsl.Slices([][]float64{{0, 0}, {0, 1}, {1, 0}, {1, 1}}, []int{0, 1, 1, 0})
}

// TestRuns is a life with the command: nothing there, three runs, all that can
// be done with them.
func TestRuns(t *testing.T) {
	l, dir := checkout(t), filepath.Join(t.TempDir(), "runs")
	t.Setenv(store.Env, dir)
	if out := command(t, l); !strings.Contains(out, "no finished trainings in "+dir) {
		t.Errorf("an empty store: got %s", out)
	}
	s, err := store.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	nn.Register(nn.Kept(s, func(err error) { t.Error(err) }))
	base := dsl.Input(2).Repeat(2, func(m dsl.Model) dsl.Model { return m.Dense(4).Tanh() }).Dense(2).Train(points()).BatchSize(2).Epochs(3)
	var keys []string
	for _, run := range []dsl.Training{base.Named("first"), base.Optimizer(dsl.SGD(0.02)).Named("faster"), base.Named("first").Continue(2).Named("longer")} {
		r, err := run.Result(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		keys = append(keys, r.Key)
	}
	inspection := base.Inspect(points().Batch(4))
	if _, err := inspection.Result(t.Context()); err != nil {
		t.Fatal(err)
	}
	wants(t, command(t, l), keys[0][:8], "first", "faster", "longer", "2 × Dense 4 tanh, Dense 2", "SGD(0.01)", "SGD(0.02)", "Slices", "of 10.0 GiB in "+dir, "1 answer")
	wants(t, command(t, l, "show", keys[2][:12]), keys[2], "longer", "10 in ", "continuing another run", "validation 5", "github.com/gomlx/gomlx", dir)
	wants(t, command(t, l, "compare", keys[0][:12], keys[1][:12]), "optimizer.learning_rate  0.01", "0.02", "first", "faster", "test")
	wants(t, command(t, l, "compare", keys[0][:12], keys[0][:12]), "they are one run")

	rows, err := csv.NewReader(strings.NewReader(command(t, l, "export"))).ReadAll()
	if err != nil || len(rows) != 4 || len(rows[0]) != 20 {
		t.Errorf("export: want a head and 3 rows of 20, got %d, %v", len(rows), err)
	}
	rows, err = csv.NewReader(strings.NewReader(command(t, l, "export", keys[2]))).ReadAll()
	if err != nil || len(rows) != 11 || rows[2][3] == "" || rows[3][3] != "" || rows[1][2] == "" {
		t.Errorf("export of a run: want 10 steps, with a validation after every second, got %v, %v", rows, err)
	}

	wants(t, command(t, l, "pin", keys[0][:12]), "pinned "+keys[0][:12])
	wants(t, command(t, l), "pinned")
	refused(t, l, "is pinned", "clean", keys[0][:12])
	for _, k := range keys {
		old := time.Now().Add(-48 * time.Hour)
		if err := os.Chtimes(filepath.Join(dir, k[:2], k), old, old); err != nil {
			t.Fatal(err)
		}
	}
	wants(t, command(t, l, "clean", "-dry-run", "-older", "1d"), "run", keys[1][:12], keys[2][:12], "would remove 2 of them")
	wants(t, command(t, l, "clean", "-older", "1d"), "removed 2 of them")
	wants(t, command(t, l), "first", "of 10.0 GiB")
	wants(t, command(t, l, "unpin", keys[0][:12]), "unpinned")
	wants(t, command(t, l, "clean", keys[0][:12]), "removed 1 of them")
	wants(t, command(t, l, "clean"), "removed 0 of them")
	wants(t, command(t, l), "no finished trainings")
	if left, err := filepath.Glob(filepath.Join(os.TempDir(), "fathom-runs*")); err != nil || len(left) > 0 {
		t.Logf("directories of other commands that run now, or left: %v", left)
	}
}

func wants(t *testing.T, text string, parts ...string) {
	t.Helper()
	flat := regexp.MustCompile(` {2,}`).ReplaceAllString(text, "  ")
	for _, p := range parts {
		if !strings.Contains(flat, p) {
			t.Errorf("want %q in\n%s", p, text)
		}
	}
}

func refused(t *testing.T, l layout.Layout, says string, args ...string) {
	t.Helper()
	var out bytes.Buffer
	if err := Run(t.Context(), l, args, &out); err == nil || !strings.Contains(err.Error(), says) {
		t.Errorf("fathom runs %q: want an error with %q, got %v", args, says, err)
	}
}

// TestMistakes: what is wrong on the command line is said before an engine is
// asked, what only it can know after.
func TestMistakes(t *testing.T) {
	none := layout.Layout{Root: t.TempDir()}
	for says, args := range map[string][]string{
		"want list, show, compare":       {"frobnicate"},
		"want one key, got 0":            {"show"},
		"want two keys, got 1":           {"compare", "ab"},
		"want one key or none":           {"export", "ab", "cd"},
		"want a time such as 30d":        {"clean", "-older", "soon"},
		"want a size such as 2GiB":       {"clean", "-size", "much"},
		"want one of -older, -size":      {"clean", "-older", "1d", "ab"},
		"list: want no arguments":        {"list", "ab"},
		"flag provided but not defined":  {"clean", "-all"},
		"want the program fathom-engine": {"list"},
	} {
		refused(t, none, says, args...)
	}
	l := checkout(t)
	t.Setenv(store.Env, t.TempDir())
	refused(t, l, "no run has it; fathom runs lists", "show", "abcdef")
	t.Setenv(store.Env, "off")
	refused(t, l, "nothing is kept on disk", "list")
	t.Setenv(store.Env, filepath.Join(l.Bin("fathom-engine"), "runs"))
	refused(t, l, "see that FATHOM_STORE names a directory", "list")
}

func TestNumber(t *testing.T) {
	for text, want := range map[string]float64{`1.5`: 1.5, `"+Inf"`: math.Inf(1), `"-Inf"`: math.Inf(-1)} {
		var n number
		if err := n.UnmarshalJSON([]byte(text)); err != nil || float64(n) != want {
			t.Errorf("%s: got %v, %v", text, n, err)
		}
	}
	var n number
	if err := n.UnmarshalJSON([]byte(`"NaN"`)); err != nil || !math.IsNaN(float64(n)) {
		t.Errorf("NaN: got %v, %v", n, err)
	}
	if err := n.UnmarshalJSON([]byte(`"many"`)); err == nil {
		t.Error("a word: want an error")
	}
}

// TestDivergedIsSaid: a run without a test is not one with a test of NaN.
func TestDivergedIsSaid(t *testing.T) {
	nan := number(math.NaN())
	for want, e := range map[string]evaluation{
		"diverged, none: the training diverged": {Loss: nan, Accuracy: nan},
		"97.00 %, loss 0.1, 97.00 % right":      {Loss: 0.1, Accuracy: 0.97},
		"0.1, loss 0.1":                         {Loss: 0.1, Accuracy: nan},
	} {
		if got := e.score() + ", " + e.both(); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}
