package figure_test

import (
	"strings"
	"testing"

	"github.com/seed-380714d4/fathom/dsl"
	"github.com/seed-380714d4/fathom/dsl/figure"
)

// TestConfusionFields: the right class goes down, the guess across.
func TestConfusionFields(t *testing.T) {
	s := figure.Confusion(dsl.ConfusionOf([][]int{{8, 2}, {1, 0}}, "cat", "dog")).Spec()
	strip := s.Heat[1] // taken for dogs, from below: dogs, cats
	if len(s.Heat) != 2 || strip.Shade[0] != 0 || strip.Shade[1] != 20 || strip.Labels[0] != "" || strip.Labels[1] != "2" || strip.From != 1.5 {
		t.Errorf("want 0 of the dogs and 20 %%, 2, of the cats, got %+v", s.Heat)
	}
	if s.Y.Ticks[0].Label != "cat" || s.Y.Ticks[0].Value != 2 || s.X.Ticks[1].Label != "dog" {
		t.Errorf("ticks: got %v and %v", s.X.Ticks, s.Y.Ticks)
	}
	if err := figure.Confusion(dsl.ConfusionOf(nil)).Err(); err == nil || !strings.Contains(err.Error(), "a row for each class") {
		t.Errorf("no counts: got %v", err)
	}
	if err := figure.New(figure.Spec{Bar: &figure.Bar{To: 1}, Heat: []figure.Strip{{To: 1, Edges: dsl.Floats{0, 1}, Shade: dsl.Floats{1}, Labels: []string{"a", "b"}}}}).Err(); err == nil || !strings.Contains(err.Error(), "as many as shades") {
		t.Errorf("too many labels: got %v", err)
	}
}

// TestLearningRateTrainsNothing where the schedule follows from the steps.
func TestLearningRateTrainsNothing(t *testing.T) {
	run := net(1).Train(dsl.MNIST()).BatchSize(55).Epochs(3)
	s := figure.LearningRate(run, run.Optimizer(dsl.SGD(0.1).Schedule(dsl.Milestones(0.1, 1000, 2000))), run.Optimizer(dsl.SGD(0.1).Schedule(dsl.Cosine(3000)))).Spec()
	if x := s.Series[1].X; len(x) != 6 || x[1] != 1000 || x[2] != 1001 || s.Series[1].Y[2] > 0.011 {
		t.Errorf("milestones: want the corners alone, got %v", s.Series[1])
	}
	if n := len(s.Series[2].X); n < 1000 || n > 1501 || s.Series[2].X[n-1] != 3000 {
		t.Errorf("cosine: want some 1,500 points to the last step, got %d", n)
	}
	if err := figure.LearningRate().Err(); err == nil {
		t.Error("no runs: want an error")
	}
	if err := figure.LearningRate(run.Epochs(0)).Err(); err == nil {
		t.Error("a mistake in a run: want an error")
	}
}

// TestLearningRateReacts: then it is that of the trained run.
func TestLearningRateReacts(t *testing.T) {
	with(t, 4)
	run := net(1).Train(dsl.MNIST()).FullBatch().Epochs(4).Optimizer(dsl.SGD(1).Schedule(dsl.Plateau(0.5, 0).On(dsl.TrainLoss)))
	s := figure.LearningRate(run).Spec()
	if len(s.Series) != 1 || s.Series[0].Y[0] != 1 {
		t.Errorf("a loss that falls: want a rate that stays, got %+v", s.Series)
	}
}
