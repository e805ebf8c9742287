package dsl

import (
	"math"
	"testing"
)

// TestErrors: an error is what is left of the accuracy, and nothing where there
// are no classes.
func TestErrors(t *testing.T) {
	r := Result{TrainReply: TrainReply{Loss: Floats{2, 1}, Accuracy: Floats{0.5, 0.75}, Test: Evaluation{Accuracy: 0.875}}}
	for m, want := range map[Metric]float64{TrainError: 0.25, TestError: 0.125, TestAccuracy: 0.875} {
		if got := m.Of(r); got != want || !m.Share() {
			t.Errorf("%s: want %g, a share, got %g", m.Name, want, got)
		}
	}
	if got := TrainError.Of(Result{}); !math.IsNaN(got) {
		t.Errorf("without classes: want NaN, got %g", got)
	}
}
