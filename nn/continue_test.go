package nn

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/seed-380714d4/fathom/dsl"
)

func asText(t *testing.T, v any) string {
	t.Helper()
	text, err := json.Marshal(v)
	must(t, err)
	return string(text)
}

// TestContinue: a run continued is the run with the sum of the epochs, to the
// bit, whatever the optimiser keeps, and wherever the first one ended.
func TestContinue(t *testing.T) {
	mnist := dsl.MNIST().Take(500)
	base := deepTanh(2).Train(mnist).BatchSize(64).Seed(4)
	r := fresh(t, usual(t)) // one for all: what is compiled is compiled
	for name, c := range map[string]struct{ sum, parts dsl.Training }{
		"momentum": {base.Optimizer(dsl.SGD(0.05).Momentum(0.9)).Epochs(5), base.Optimizer(dsl.SGD(0.05).Momentum(0.9)).Epochs(2).Continue(3)},
		"adam":     {base.Optimizer(dsl.Adam(1e-3)).Epochs(3), base.Optimizer(dsl.Adam(1e-3)).Epochs(1).Continue(1).Continue(1)},
		"schedule": {base.Optimizer(scheduled()).Epochs(5), base.Optimizer(scheduled()).Epochs(2).Continue(2).Continue(1)},
		"parts":    {base.Augment(dsl.RandomCrop(1)).MicroBatches(2).Epochs(3), base.Augment(dsl.RandomCrop(1)).MicroBatches(2).Epochs(2).Continue(1)},
		"plain":    {base.Epochs(4), base.Epochs(3).Continue(1)},
		"float64":  {base.Epochs(2).Precision(dsl.Float64), base.Epochs(1).Continue(1).Precision(dsl.Float64)},
		"seed":     {base.Epochs(2).Seed(9), base.Epochs(1).Continue(1).Seed(9)},
	} {
		t.Run(name, func(t *testing.T) {
			want, got := trained(t, r, c.sum.Request()), trained(t, r, c.parts.Request())
			if told(t, got) != told(t, want) {
				t.Errorf("want\n%s, got\n%s", told(t, want), told(t, got))
			}
			if got.Key == want.Key {
				t.Error("want another key than that of the sum, got the same")
			}
		})
	}
}

// scheduled changes its rate at every step and with the validation loss.
func scheduled() dsl.Optimizer {
	return dsl.RMSProp(1e-2).Schedule(dsl.WarmUp(3).Then(dsl.Exponential(0.9, 10)).Times(dsl.Plateau(0.3, 0).Threshold(0.1)))
}

// TestContinueWithAnotherSchedule: it begins where the optimiser took over, as
// the schedule of a first training does.
func TestContinueWithAnotherSchedule(t *testing.T) {
	run := small().Train(spiral(20)).Optimizer(dsl.SGD(0.1)).BatchSize(5).Epochs(2)
	r := fresh(t, usual(t))
	stopped := dsl.SGD(0.5).Schedule(dsl.Hold(1, 1).Then(dsl.Hold(0, 99))) // moves in its first step alone
	want := trained(t, r, run.Continue(1).Optimizer(stopped).Steps(1).Request())
	for name, got := range map[string]dsl.Training{
		"one part":        run.Continue(3).Optimizer(stopped),
		"continued again": run.Continue(1).Optimizer(stopped).Continue(2),
	} {
		if got := trained(t, r, got.Request()); got.Reply.Digest != want.Reply.Digest {
			t.Errorf("%s: want the weights after one step at 0.5, got others", name)
		}
	}
}

// TestContinueWithinAnEpoch: the first ended in the middle of one; the weights
// go on as if it had not, while its evaluation there stays in the history.
func TestContinueWithinAnEpoch(t *testing.T) {
	run := deepTanh(1).Train(dsl.MNIST().Take(500)).Optimizer(dsl.SGD(0.05).Momentum(0.9)).BatchSize(64)
	r := fresh(t, usual(t))
	want := trained(t, r, run.Steps(5+2*8).Request())
	got := trained(t, r, run.Steps(5).Continue(2).Request())
	if got.Reply.Digest != want.Reply.Digest || asText(t, got.Reply.Loss) != asText(t, want.Reply.Loss) {
		t.Errorf("want the weights and losses of 21 steps, got %d with %v", got.Reply.Steps, got.Reply.Loss)
	}
	var steps []int
	for _, e := range got.Reply.Validation {
		steps = append(steps, e.Step)
	}
	if asText(t, steps) != "[5,8,16,21]" {
		t.Errorf("evaluations: want them after steps 5, 8, 16 and 21, got %v", steps)
	}
}

// TestContinueTrainsOnlyWhatIsMissing, also from a store of tomorrow.
func TestContinueTrainsOnlyWhatIsMissing(t *testing.T) {
	dir := t.TempDir()
	run := deepTanh(1).Train(dsl.MNIST().Take(500)).Optimizer(dsl.Adam(1e-3)).BatchSize(50).Epochs(2).Seed(1)
	r := newRunner(usual(t), keptAt(t, dir))
	first := trained(t, r, run.Request())
	r = newRunner(usual(t), keptAt(t, dir))
	got := trained(t, r, run.Continue(1).Request())
	if r.stats.trainings.Load() != 1 || r.stats.steps.Load() != 10 {
		t.Errorf("want 1 training of 10 steps, got %d of %d", r.stats.trainings.Load(), r.stats.steps.Load())
	}
	if asText(t, got.Reply.Loss[:20]) != asText(t, first.Reply.Loss) {
		t.Error("its history does not begin with that of the first")
	}
	if again := trained(t, r, run.Named("x").Continue(1).Named("y").Request()); !again.Reply.Cached {
		t.Error("asked again under other names: want it from the store")
	}
}

// TestContinueWithoutState: the first was kept without its optimiser's state,
// as by an earlier version; it is trained once more for that.
func TestContinueWithoutState(t *testing.T) {
	run := deepTanh(1).Train(dsl.MNIST().Take(500)).Optimizer(dsl.Adam(1e-3)).BatchSize(50).Epochs(1)
	r := fresh(t, usual(t))
	want := trained(t, r, run.Epochs(2).Request())
	first := trained(t, r, run.Request())
	first.Optimizer = nil
	must(t, r.runs.Put(context.Background(), first))
	if got := trained(t, r, run.Continue(1).Request()); told(t, got) != told(t, want) {
		t.Errorf("want\n%s, got\n%s", told(t, want), told(t, got))
	}
}

// TestContinueWithAnotherOptimizer: the same rule keeps its state with another
// rate; another rule starts without one.
func TestContinueWithAnotherOptimizer(t *testing.T) {
	run := small().Train(spiral(20)).Optimizer(dsl.SGD(0.1).Momentum(0.9)).BatchSize(5).Epochs(5)
	r := fresh(t, usual(t))
	first := trained(t, r, run.Request())
	slow := trained(t, r, run.Continue(1).Optimizer(dsl.SGD(0).Momentum(0.9)).Request())
	if slow.Reply.Digest != first.Reply.Digest {
		t.Error("a rate of 0: want the first's weights, got others")
	}
	if string(slow.Optimizer) == string(first.Optimizer) {
		t.Error("a rate of 0: want the velocity to go on, got the first's")
	}
	adam := trained(t, r, run.Continue(1).Optimizer(dsl.Adam(1e-3)).Request())
	list, err := (&training{plan: mustPlan(t, run.Request())}).plan.fromSafetensors(adam.Weights)
	must(t, err)
	release(list...)
	if !strings.Contains(string(adam.Optimizer[:200]), "variance") || adam.Reply.Steps != 24 {
		t.Errorf("want Adam's state after 24 steps, got %d and %q", adam.Reply.Steps, adam.Optimizer[:200])
	}
}

func mustPlan(t *testing.T, req dsl.TrainRequest) *plan {
	t.Helper()
	p, err := newPlan(req.Graph, req.Loss, req.Precision)
	must(t, err)
	return p
}

// TestContinueWhatItIsNot: a request that changes what goes on is refused.
func TestContinueWhatItIsNot(t *testing.T) {
	run := small().Train(spiral(20)).BatchSize(5)
	for name, edit := range map[string]func(*dsl.TrainRequest){
		"batch size": func(r *dsl.TrainRequest) { r.BatchSize = 4 },
		"seed":       func(r *dsl.TrainRequest) { r.Seed++ },
		"data":       func(r *dsl.TrainRequest) { r.Data = spiral(30).Batch(1).Spec().Data },
	} {
		t.Run(name, func(t *testing.T) {
			req := run.Continue(1).Request()
			edit(&req)
			_, err := fresh(t, usual(t)).train(context.Background(), req, func(dsl.Progress) {})
			var said *dsl.Error
			if !errors.As(err, &said) || said.Where != "Continue" {
				t.Errorf("want it refused, got %v", err)
			}
		})
	}
}
