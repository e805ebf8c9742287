package nn

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/seed-380714d4/fathom/dsl"
)

// everyProbe is every reading probe, some together and some not.
func everyProbe() []dsl.Probe {
	return []dsl.Probe{
		dsl.WeightNorm().Every(3), dsl.GradientNorm().Every(3), dsl.PreActivationGradientNorm().Every(3),
		dsl.UpdateNorm().Every(5), dsl.ActivationNorm().Every(5).RMS(), dsl.UpdateRatio().Every(5),
		dsl.WeightHistogram().Every(5), dsl.GradientHistogram().Every(5).Log(),
		dsl.UpdateHistogram().Every(5), dsl.ActivationHistogram().Every(3).Bins(16),
	}
}

// TestReadingProbesChangeNothing trains with and without: the same key, the
// same weights and the same history to the bit, on every backend.
func TestReadingProbesChangeNothing(t *testing.T) {
	for name, e := range backends(t) {
		for _, p := range []dsl.Precision{dsl.Float32, dsl.Float64} {
			if name == "go" && p == dsl.Float64 {
				continue // slow, and no other code
			}
			t.Run(name+"/"+string(p), func(t *testing.T) {
				size, steps := 9, 24 // 7 full batches an epoch and a smaller one
				if p == dsl.Float64 {
					size, steps = 10, 21 // which compiles half as much
				}
				run := dsl.Input(2).Dense(16).Tanh().Dense(8).ReLU().Dense(2).
					Train(spiral(70)).Optimizer(dsl.SGD(0.05).Momentum(0.9)).BatchSize(size).Epochs(3).Precision(p).Seed(3)
				bare := trained(t, fresh(t, e), run.Request())
				probed := trained(t, fresh(t, e), run.Probe(everyProbe()...).Request())
				if bare.Key != probed.Key || bare.Reply.Digest != probed.Reply.Digest {
					t.Errorf("with probes: want key %.12s and digest %.12s, got %.12s and %.12s", bare.Key, bare.Reply.Digest, probed.Key, probed.Reply.Digest)
				}
				if a, b := history(t, bare), history(t, probed); a != b {
					t.Errorf("with probes: want the same history, got\n%s\nand\n%s", a, b)
				}
				checkLooks(t, probed.Probes, steps)
			})
		}
	}
}

func history(t *testing.T, f *Finished) string {
	t.Helper()
	r := f.Reply
	r.Seconds = 0
	b, err := json.Marshal(r)
	must(t, err)
	return string(b)
}

// checkLooks: each probe looked when it should, at every layer.
func checkLooks(t *testing.T, all []dsl.ProbeSeries, steps int) {
	t.Helper()
	if len(all) != len(everyProbe()) {
		t.Fatalf("series: want %d, got %d", len(everyProbe()), len(all))
	}
	for _, s := range all {
		var want []int
		for step := 1; step <= steps; step++ {
			if (step-1)%s.Probe.Every == 0 || step == steps {
				want = append(want, step)
			}
		}
		if fmt.Sprint(s.Steps) != fmt.Sprint(want) {
			t.Errorf("%v: steps: want %v, got %v", s.Probe, want, s.Steps)
		}
		if len(s.Values)+len(s.Histograms) != len(want) {
			t.Errorf("%v: want %d looks, got %d and %d", s.Probe, len(want), len(s.Values), len(s.Histograms))
		}
		for _, v := range s.Values {
			if len(v) != 3 {
				t.Errorf("%v: want a value for each of 3 layers, got %v", s.Probe, v)
			}
		}
		for _, row := range s.Histograms {
			for k, h := range row {
				checkSums(t, fmt.Sprintf("%v, layer %d", s.Probe, k+1), h)
			}
		}
	}
}

// checkSums: no value is lost.
func checkSums(t *testing.T, what string, h dsl.Histogram) {
	t.Helper()
	sum := h.Under + h.Over + h.Zeros + h.NotFinite
	for _, c := range h.Counts {
		sum += c
	}
	if sum != h.N || h.N == 0 {
		t.Errorf("%s: counts add up to %d of %d", what, sum, h.N)
	}
}

// TestNewReadingProbe: a run that is known stays known when a probe is added;
// its numbers come from going through it once, and then they are known too.
func TestNewReadingProbe(t *testing.T) {
	r := fresh(t, usual(t))
	run := small().Train(spiral(40)).BatchSize(10).Epochs(2)
	first := trained(t, r, run.Request())
	probed := run.Probe(dsl.GradientNorm().Every(2))
	again := trained(t, r, probed.Request())
	if !again.Reply.Cached || again.Key != first.Key {
		t.Errorf("a new reading probe: want the known run, got cached %v", again.Reply.Cached)
	}
	why := func() *dsl.WhyReply {
		t.Helper()
		reply, err := r.why(context.Background(), probed.Request())
		must(t, err)
		return reply
	}
	if w := why(); !w.Known || len(w.Unmeasured) != 1 || !strings.Contains(dsl.Reason{WhyReply: *w}.String(), "not measured yet: norm of gradients") {
		t.Errorf("why: want it known and the probe not measured yet, got %v", dsl.Reason{WhyReply: *w})
	}
	var phases []string
	measured := func() *dsl.ProbesReply {
		t.Helper()
		reply, err := r.measured(context.Background(), probed.Request(), func(p dsl.Progress) { phases = append(phases, p.Phase) })
		must(t, err)
		return reply
	}
	one := measured()
	if !one.Again || len(phases) == 0 || one.Key != first.Key || len(one.Series) != 1 {
		t.Errorf("measured first: want it to go through the run, got again %v, phases %v", one.Again, phases)
	}
	if w := why(); !w.Known || len(w.Unmeasured) != 0 {
		t.Errorf("why: want it known and measured, got %v", dsl.Reason{WhyReply: *w})
	}
	phases = nil
	two := measured()
	if two.Again || phases != nil || fmt.Sprint(two.Series) != fmt.Sprint(one.Series) {
		t.Errorf("measured again: want what is known, got again %v, phases %v", two.Again, phases)
	}
	// What is measured along the way is what is measured afterwards.
	other := trained(t, fresh(t, usual(t)), probed.Request())
	if fmt.Sprint(other.Probes) != fmt.Sprint(one.Series) {
		t.Errorf("measured afterwards: want %v, as along the way, got %v", other.Probes, one.Series)
	}
}

// TestChangingProbe: one that changes the arithmetic is part of the identity,
// in whatever order probes are added; reading ones are not.
func TestChangingProbe(t *testing.T) {
	req := small().Train(spiral(40)).BatchSize(10).Request()
	form := func(probes ...dsl.ProbeSpec) string {
		t.Helper()
		r := req
		r.Probes = probes
		b, err := canonical(r)
		must(t, err)
		return string(b)
	}
	reads := dsl.GradientNorm().Spec()
	noise, clip := dsl.ProbeSpec{Measure: "noise", Of: "gradients", Every: 1, Changes: true}, dsl.ProbeSpec{Measure: "clip", Of: "gradients", Every: 1, Changes: true}
	if form() != form(reads) {
		t.Error("a reading probe is in the identity")
	}
	if form(noise) == form() || form(noise) == form(clip) {
		t.Error("a probe that changes the arithmetic is not in the identity")
	}
	if form(noise, reads, clip) != form(clip, noise) {
		t.Error("the order of probes is in the identity")
	}
	req.Probes = []dsl.ProbeSpec{noise}
	_, err := fresh(t, usual(t)).train(context.Background(), req, func(dsl.Progress) {})
	var e *dsl.Error
	if !errors.As(err, &e) || !strings.Contains(err.Error(), "one that this engine knows") {
		t.Errorf("a probe that this engine cannot build in: want it refused, got %v", err)
	}
}

// TestProbesAreTold: who watches a training sees what its probes see.
func TestProbesAreTold(t *testing.T) {
	req := small().Train(spiral(40)).BatchSize(10).Epochs(40).Probe(dsl.GradientNorm().Every(1), dsl.WeightHistogram()).Request()
	var course dsl.Course
	run, err := fresh(t, usual(t)).train(context.Background(), req, course.Add)
	must(t, err)
	if len(course.Looks) != 2 || len(course.Looks[0].Steps) == 0 {
		t.Fatalf("looks: got %v", course.Looks)
	}
	for i, step := range course.Looks[0].Steps {
		if want, got := run.Probes[0].Layer(1)[step-1], course.Looks[0].Layer(1)[i]; got != want {
			t.Errorf("step %v: want %v, as was measured, got %v", step, want, got)
		}
	}
}
