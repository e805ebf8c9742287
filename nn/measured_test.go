package nn

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/seed-380714d4/fathom/dsl"
)

// probed is what a runner measures, with how it came by it.
func probed(t *testing.T, r *runner, run dsl.Training) *dsl.ProbesReply {
	t.Helper()
	reply, err := r.measured(context.Background(), run.Request(), func(dsl.Progress) {})
	must(t, err)
	return reply
}

// anew is a runner as of another process, but for what was compiled.
func anew(t *testing.T, old *runner, dir string) *runner {
	t.Helper()
	r := newRunner(old.engine, keptAt(t, dir))
	compiledFor(r, old)
	return r
}

// TestMeasuredOnce: numbers are kept with the run, for other processes too,
// and measured again where what is kept was spoilt.
func TestMeasuredOnce(t *testing.T) {
	dir := t.TempDir()
	run := small().Train(spiral(40)).BatchSize(10).Epochs(2).Probe(dsl.WeightHistogram().Every(3), dsl.GradientNorm().Every(2))
	r := anew(t, fresh(t, usual(t)), dir)
	first := trained(t, r, run.Request())
	one := probed(t, anew(t, r, dir), run)
	if one.Again || asText(t, one.Series) != asText(t, first.Probes) {
		t.Errorf("in another process: want what was measured along the way, got again %v", one.Again)
	}
	answers, err := filepath.Glob(filepath.Join(dir, "answers", "*", "*.json"))
	must(t, err)
	if len(answers) != 2 {
		t.Fatalf("want the numbers of 2 probes in the store, got %v", answers)
	}
	must(t, os.WriteFile(answers[0], []byte("{"), 0o644))
	r = anew(t, r, dir)
	two := probed(t, r, run)
	if !two.Again || asText(t, two.Series) != asText(t, one.Series) {
		t.Errorf("spoilt: want the same numbers by going through the run, got again %v", two.Again)
	}
	if again := trained(t, r, run.Request()); !again.Reply.Cached || again.Reply.Digest != first.Reply.Digest {
		t.Error("want the run known all the while")
	}
}

// TestMeasuringGoesOnFromCheckpoint: a measurement that was cut off goes on
// where it was, and tells the same.
func TestMeasuringGoesOnFromCheckpoint(t *testing.T) {
	dir := t.TempDir()
	bare := deepTanh(1).Train(dsl.MNIST().Take(500)).BatchSize(50).Epochs(30)
	run := bare.Probe(dsl.GradientNorm(), dsl.ActivationHistogram().Every(100))
	old := fresh(t, usual(t))
	want := trained(t, old, run.Request())
	trained(t, anew(t, old, dir), bare.Request())
	for _, phase := range []string{"first", "second"} {
		r := anew(t, old, dir)
		_, err := r.measured(countedContext{context.Background(), r, r.stats.steps.Load() + 60}, run.Request(), func(dsl.Progress) {})
		if !errors.Is(err, context.Canceled) {
			t.Fatalf("%s: want it interrupted, got %v", phase, err)
		}
	}
	r := anew(t, old, dir)
	got := probed(t, r, run)
	if asText(t, got.Series) != asText(t, want.Probes) {
		t.Error("measured in three goes: want the numbers of one")
	}
	if made := r.stats.steps.Load(); made >= int64(want.Reply.Steps) {
		t.Errorf("want the last go to make less than all %d steps, it made %d", want.Reply.Steps, made)
	}
}

// TestTrainingWithProbesGoesOn: a training with probes that was cut off tells
// what one in a single go does; one that goes on without having had the probes
// before is measured afterwards.
func TestTrainingWithProbesGoesOn(t *testing.T) {
	bare := deepTanh(1).Train(dsl.MNIST().Take(500)).BatchSize(50).Epochs(30)
	run := bare.Probe(dsl.GradientNorm(), dsl.UpdateRatio())
	old := fresh(t, usual(t))
	want := trained(t, old, run.Request())
	for name, before := range map[string]dsl.Training{"with them": run, "without": bare, "with others": bare.Probe(dsl.WeightNorm())} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			interruptedAt(t, anew(t, old, dir), before.Request(), 60)
			r := anew(t, old, dir)
			got := probed(t, r, run)
			if asText(t, got.Series) != asText(t, want.Probes) || got.Again != (name != "with them") {
				t.Errorf("want the same numbers, got again %v", got.Again)
			}
			if trained(t, r, bare.Request()).Reply.Digest != want.Reply.Digest {
				t.Error("want the same weights")
			}
		})
	}
}

// TestMeasuredContinuation: the looks of a continuation follow those of what
// it continues, at the same steps and values as of the whole; and of the first
// part's last step, at which its probes looked.
func TestMeasuredContinuation(t *testing.T) {
	base := deepTanh(1).Train(dsl.MNIST().Take(500)).BatchSize(50).Optimizer(dsl.SGD(0.05).Momentum(0.9))
	p := dsl.UpdateNorm().Every(4)
	r := fresh(t, usual(t))
	whole := probed(t, r, base.Epochs(2).Probe(p)).Series[0]
	parts := probed(t, r, base.Epochs(1).Continue(1).Probe(p)).Series[0]
	if fmt.Sprint(whole.Steps) != "[1 5 9 13 17 20]" || fmt.Sprint(parts.Steps) != "[1 5 9 10 13 17 20]" {
		t.Fatalf("steps: got %v and %v", whole.Steps, parts.Steps)
	}
	parts.Values = append(parts.Values[:3:3], parts.Values[4:]...)
	if asText(t, parts.Values) != asText(t, whole.Values) {
		t.Errorf("want %v, got %v", whole.Values, parts.Values)
	}
}

// TestProbesThatCannotBe: a request of another version, or for what a network
// at rest has not, is refused.
func TestProbesThatCannotBe(t *testing.T) {
	r := fresh(t, usual(t))
	for want, spec := range map[string]dsl.ProbeSpec{
		"one that this engine knows": {Measure: "sharpness", Of: "weights", Every: 1},
		"add Every(10)":              {Measure: "norm", Of: "weights"},
	} {
		req := small().Train(spiral(10)).BatchSize(5).Request()
		req.Probes = []dsl.ProbeSpec{spec}
		if _, err := r.measured(context.Background(), req, func(dsl.Progress) {}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("want an error with %q, got %v", want, err)
		}
	}
	look := small().Inspect(spiral(10).Batch(5)).Request()
	look.Probes = []dsl.ProbeSpec{dsl.UpdateRatio().Spec()}
	if _, err := r.look(context.Background(), look, func(dsl.Progress) {}); err == nil || !strings.Contains(err.Error(), "at rest") {
		t.Errorf("updates at rest: want an error, got %v", err)
	}
}

// TestProbesAtRest: an inspection's probes agree with what it measures itself.
func TestProbesAtRest(t *testing.T) {
	r := fresh(t, usual(t))
	look := small().Inspect(spiral(10).Batch(10)).Precision(dsl.Float64).Seeds(1, 2).
		Probe(dsl.GradientNorm(), dsl.PreActivationGradientNorm(), dsl.ActivationHistogram())
	reply, err := r.look(context.Background(), look.Request(), func(dsl.Progress) {})
	must(t, err)
	for _, s := range reply.Seeds {
		for k, l := range s.Layers {
			if got := s.Probes[0].Values[0][k]; !near(got, float64(l.WeightGradient), 1e-12) {
				t.Errorf("seed %d, %s: ‖∂L/∂W‖: want %v, got %v", s.Seed, l.Name, l.WeightGradient, got)
			}
			if got := s.Probes[1].Values[0][k]; !near(got, float64(l.PreActivationGradient), 1e-12) {
				t.Errorf("seed %d, %s: ∂L/∂z: want %v, got %v", s.Seed, l.Name, l.PreActivationGradient, got)
			}
			h := s.Probes[2].Histograms[0][k]
			if !near(float64(h.Mean), float64(l.ActivationMean), 1e-12) || !near(float64(h.Std), float64(l.ActivationStd), 1e-12) {
				t.Errorf("seed %d, %s: activations: want %v ± %v, got %v ± %v", s.Seed, l.Name, l.ActivationMean, l.ActivationStd, h.Mean, h.Std)
			}
		}
	}
}
