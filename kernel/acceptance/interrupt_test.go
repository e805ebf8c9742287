package acceptance

import (
	"strings"
	"testing"
	"time"
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
