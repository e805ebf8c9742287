package nn

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"strings"
	"testing"

	"github.com/seed-380714d4/fathom/dsl"
)

// probeReference is testdata/probes.json, which testdata/probes.py makes with
// JAX and numpy.
type probeReference struct {
	Versions       map[string]string
	Sizes          []int
	Rate, Momentum float64
	Bins           int
	Cases          []struct {
		Activation, DType string
		Inputs            []dsl.Floats
		Labels            json.RawMessage
		Weights           []any
		Looks             []map[string]json.RawMessage
	}
}

type histogramReference struct {
	Edges               []float64
	Counts              []int
	Zeros, N            int
	Min, Max, Mean, Std float64
}

// TestProbeReference compares every probe, at two steps, with what JAX and
// numpy measure.
func TestProbeReference(t *testing.T) {
	raw, err := os.ReadFile("testdata/probes.json")
	must(t, err)
	var ref probeReference
	must(t, json.Unmarshal(raw, &ref))
	t.Logf("against %v", ref.Versions)
	for backend, e := range backends(t) {
		for _, c := range ref.Cases {
			t.Run(backend+"/"+c.Activation+"/"+c.DType, func(t *testing.T) {
				b := newBench(t, e, ref.Sizes, referenceCase{Activation: c.Activation, LossName: "cross-entropy", DType: c.DType,
					Inputs: c.Inputs, Targets: c.Labels, Weights: c.Weights})
				b.looks(t, ref, c.Looks)
			})
		}
	}
}

// specOf is the probe that a reference is called by: "log histogram weights".
func specOf(name string, bins int) dsl.ProbeSpec {
	rest, log := strings.CutPrefix(name, "log ")
	measure, of, _ := strings.Cut(rest, " ")
	p := dsl.ProbeSpec{Measure: measure, Of: of, Log: log}
	if measure == "histogram" && !log {
		p.Bins = bins
	}
	return p
}

// looks makes the steps and measures all that the reference has.
func (b *bench) looks(t *testing.T, ref probeReference, want []map[string]json.RawMessage) {
	opt, err := optimizerOf(dsl.OptimizerSpec{Kind: "sgd", LearningRate: ref.Rate, Momentum: ref.Momentum})
	must(t, err)
	s := b.p.newState(opt, 0)
	s.weights = b.weights
	n := b.x.n
	rows := matrix(repeat(n, len(want)), n)
	constants := constantsAt(opt, ref.Rate)
	stepper, err := b.r.stepper(context.Background(), b.p, opt, b.x, len(want), n)
	must(t, err)
	var names []string
	var probes []dsl.ProbeSpec
	for name := range want[0] {
		names, probes = append(names, name), append(probes, specOf(name, ref.Bins))
	}
	for i, look := range want {
		next, _, err := stepper.do(s, b.x, rows, constants)
		must(t, err)
		got, err := b.r.measure(context.Background(), b.p, probes, s.weights, next.weights, s.cursor, b.x, rows)
		must(t, err)
		for k, name := range names {
			b.compare(t, fmt.Sprintf("step %d: %s", i+1, name), got[k], look[name])
		}
		s = next
	}
}

func (b *bench) compare(t *testing.T, what string, got dsl.ProbeSeries, raw json.RawMessage) {
	t.Helper()
	within := 1e-9
	if b.c.DType == "float32" {
		within = 1e-4
	}
	close := func(what string, got dsl.Float, want, scale float64) {
		t.Helper()
		if !near(float64(got), want, within*math.Max(math.Abs(want), scale)) {
			t.Errorf("%s: want %v, got %v", what, want, got)
		}
	}
	if got.Values != nil {
		var want []float64
		must(t, json.Unmarshal(raw, &want))
		for k, w := range want {
			close(fmt.Sprintf("%s, layer %d", what, k+1), dsl.Float(got.Values[0][k]), w, 0)
		}
		return
	}
	var want []histogramReference
	must(t, json.Unmarshal(raw, &want))
	for k, w := range want {
		at := fmt.Sprintf("%s, layer %d", what, k+1)
		h := got.Histograms[0][k]
		size := math.Max(math.Abs(w.Min), math.Abs(w.Max))
		for name, pair := range map[string][2]float64{"min": {float64(h.Min), w.Min}, "max": {float64(h.Max), w.Max}, "mean": {float64(h.Mean), w.Mean}, "std": {float64(h.Std), w.Std}} {
			close(at+": "+name, dsl.Float(pair[0]), pair[1], size)
		}
		checkSums(t, at, h)
		if b.c.DType == "float32" { // a value may round to the other side of an edge
			continue
		}
		if g, w := fmt.Sprint(h.Edges(), h.Counts, h.Zeros, h.N), fmt.Sprint(w.Edges, w.Counts, w.Zeros, w.N); g != w {
			t.Errorf("%s:\nwant %s\ngot  %s", at, w, g)
		}
	}
}
