package acceptance

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/seed-380714d4/fathom/kernel/wire"
)

const shallowCell = `net := dsl.Input(28, 28, 1).Flatten().Dense(16).ReLU().Dense(10).Named("shallow")
run := net.Train(dsl.MNIST().Take(2000)).Optimizer(dsl.SGD(0.01).Momentum(0.9)).BatchSize(100).Epochs(2)
run.Why()`

// Experiments are values: what is asked again is known, what is changed is
// said, a run goes on.
func TestExperimentsAreValues(t *testing.T) {
	k := start(t)
	says := func(code string, parts ...string) {
		t.Helper()
		text := run(t, k, code).String()
		for _, p := range parts {
			if !strings.Contains(text, p) {
				t.Errorf("%s: want %q in\n%s", code, p, text)
			}
		}
	}
	says(shallowCell, "will train: no run is stored")
	says("run", "40 steps")
	says("run.Why()", "known: trained on ")
	says("faster := run.Optimizer(dsl.SGD(0.02).Momentum(0.9))\nfaster.Why()",
		"nearest stored run, shallow (", "optimizer.learning_rate 0.01 → 0.02; everything else is equal")
	says("run.Continue(1)", "60 steps")
	says(`a, err := run.Continue(1).Result(context.Background())
b, err2 := run.Epochs(3).Result(context.Background())
fmt.Println(a.Digest == b.Digest, a.Cached, b.Cached, err, err2)`, "true true false <nil> <nil>")
	says(`run.Continue(1).BatchSize(50).Err()`, "call BatchSize before Continue")
}

// An interrupt in the middle of a training ends the cell, and what was trained
// is not trained again.
func TestInterruptKeepsACheckpoint(t *testing.T) {
	k := start(t)
	long := strings.Replace(trainingCell, "Epochs(2)", "Epochs(2000)", 1)
	var at time.Time
	o, err := k.Follow(within(t, 3*time.Minute), long, func(p wire.Message) {
		if at.IsZero() && strings.Contains(string(p.Content), "steps/s") {
			at = time.Now()
			go k.Interrupt(within(t, time.Minute))
		}
	})
	if err != nil || o.Status != "error" {
		t.Fatalf("want the cell interrupted, got %v\n%s", err, o)
	}
	t.Logf("the cell ended %v after the interrupt", time.Since(at))
	why := run(t, k, long[:strings.LastIndex(long, "\n")]+"\nrun.Why()").String()
	if !strings.Contains(why, "will go on from step ") {
		t.Errorf("want a checkpoint, got\n%s", why)
	}
}

// `fathom runs` shows what a kernel has trained.
func TestRunsOfAKernel(t *testing.T) {
	store := filepath.Join(t.TempDir(), "runs")
	k := start(t, "FATHOM_STORE="+store)
	run(t, k, shallowCell)
	run(t, k, "run")
	cmd := exec.Command(root(t).Bin("fathom"), "runs")
	cmd.Env = append(os.Environ(), "FATHOM_STORE="+store)
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	for _, part := range []string{"shallow", "Dense 16 relu, Dense 10", "SGD(0.01, momentum 0.9)", "MNIST, first 2000", "40"} {
		if !strings.Contains(string(out), part) {
			t.Errorf("want %q in\n%s", part, out)
		}
	}
}
