package dsl_test

import (
	"math"
	"strings"
	"testing"

	"github.com/seed-380714d4/fathom/dsl"
)

func TestConfusion(t *testing.T) {
	c := dsl.ConfusionOf([][]int{{8, 2, 0}, {1, 9, 0}, {0, 0, 0}}, "cat", "dog")
	for what, v := range map[string][2]float64{
		"recall of cats":    {c.Recall(0), 0.8},
		"precision of dogs": {c.Precision(1), 9.0 / 11},
		"recall of none":    {c.Recall(2), math.NaN()},
		"precision of none": {c.Precision(2), math.NaN()},
	} {
		if got, want := v[0], v[1]; got != want && !(math.IsNaN(got) && math.IsNaN(want)) {
			t.Errorf("%s: want %v, got %v", what, want, got)
		}
	}
	if c.Name(1) != "dog" || c.Name(2) != "2" {
		t.Errorf("names: got %s and %s", c.Name(1), c.Name(2))
	}
	for want, c := range map[string]dsl.Confusion{
		"row 1; want 2 counts, one for each class, got 1": dsl.ConfusionOf([][]int{{1, 2}, {3}}),
		"counts; want a row for each class, got none":     dsl.ConfusionOf(nil),
	} {
		if err := c.Err(); err == nil || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), "(confusion_test.go:") || c.Display() != err {
			t.Errorf("want %q, got %v", want, err)
		}
	}
	if v := (dsl.Evaluated{}).TopK(1); !math.IsNaN(v) {
		t.Errorf("top 1 of nothing: want NaN, got %v", v)
	}
}

// TestLearningRates of a training that is continued with another optimiser.
func TestLearningRates(t *testing.T) {
	run := deep(1).Train(dsl.MNIST().Take(100)).BatchSize(40).Optimizer(dsl.SGD(1).Schedule(dsl.StepDecay(0.5, 1).Epochs())).Epochs(2)
	got := run.Continue(1).Continue(1).Optimizer(dsl.SGD(0.1).Schedule(dsl.WarmUp(2))).LearningRates(dsl.Result{})
	want := []float64{1, 1, 1, 0.5, 0.5, 0.5, 0.25, 0.25, 0.25, 0.05, 0.1, 0.1}
	if len(got) != len(want) {
		t.Fatalf("want %v, got %v", want, got)
	}
	for i := range want {
		if math.Abs(got[i]-want[i]) > 1e-12 {
			t.Fatalf("want %v, got %v", want, got)
		}
	}
	if !run.Continue(1).Foreseeable() || run.Optimizer(dsl.SGD(1).Schedule(dsl.Plateau(0.1, 1))).Foreseeable() || run.StopEarly(dsl.Patience(1)).Foreseeable() {
		t.Error("foreseeable: want a schedule by steps alone, without early stopping")
	}
}
