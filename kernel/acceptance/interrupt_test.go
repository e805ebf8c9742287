package acceptance

import (
	"strings"
	"testing"
	"time"

	"github.com/seed-380714d4/fathom/kernel/wire"
)

// TestInterruptTraining interrupts a training that would take hours: the cell
// says so, what it showed stays, and the kernel goes on.
func TestInterruptTraining(t *testing.T) {
	k := start(t, "FATHOM_HISTORY=off")
	run(t, k, "net := dsl.Input(28, 28, 1).Flatten().Dense(32).ReLU().Dense(10)")
	ctx := within(t, 2*time.Minute)
	go func() {
		// The first steps wait for the engine and for compiling.
		time.Sleep(8 * time.Second)
		_ = k.Interrupt(ctx)
	}()
	o, err := k.Run(ctx, "net.Train(dsl.MNIST()).Optimizer(dsl.SGD(0.01)).BatchSize(32).Epochs(10000).Seed(1)")
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("the cell took %v; it ended with\n%s", o.Took, o)
	if o.Status != "error" || o.Name != "Interrupted" {
		t.Errorf("want an interrupted cell, got %s %s", o.Status, o.Name)
	}
	if text := o.String(); !strings.Contains(text, "step") && !strings.Contains(text, "epoch") {
		t.Errorf("want to see how far the training came, got\n%s", text)
	}
	if o := run(t, k, "net.Shape()"); !strings.Contains(o.String(), "10") {
		t.Errorf("the cell after: got\n%s", o)
	}
}

// An interrupt takes effect where nothing can be stopped, too: while a deep
// network compiles, and while a large one is evaluated. The kernel goes on at
// once.
func TestInterruptWhatCannotStop(t *testing.T) {
	k := start(t, "FATHOM_HISTORY=off")
	run(t, k, "image := dsl.Input(28, 28, 1).Flatten()\nimage.Dense(10).Train(dsl.MNIST().Take(100)).Steps(1)") // the engine is there
	for name, c := range map[string]struct{ code, when string }{
		"compiling":  {"image.Repeat(150, func(m dsl.Model) dsl.Model { return m.Dense(30).LayerNorm().Tanh() }).Dense(10).Train(dsl.MNIST()).Epochs(100)", "compiling"},
		"evaluating": {"image.Dense(4096).Dense(4096).Dense(10).Train(dsl.MNIST().Take(64)).BatchSize(8).Steps(1)", "step 1 of 1"},
	} {
		t.Run(name, func(t *testing.T) {
			var at time.Time
			o, err := k.Follow(within(t, 3*time.Minute), c.code, func(p wire.Message) {
				if at.IsZero() && strings.Contains(string(p.Content), c.when) {
					at = time.Now()
					go k.Interrupt(within(t, time.Minute))
				}
			})
			if err != nil || o.Status != "error" || o.Name != "Interrupted" {
				t.Fatalf("want the cell interrupted, got %v\n%s", err, o)
			}
			t.Logf("the cell ended %v after the interrupt", time.Since(at))
			begin := time.Now()
			if o := run(t, k, "image.Dense(10).Train(dsl.MNIST().Take(100)).Steps(1)"); !strings.Contains(o.String(), "store") {
				t.Errorf("the cell after: want a known run, got\n%s", o)
			}
			t.Logf("the cell after it took %v", time.Since(begin))
		})
	}
}
