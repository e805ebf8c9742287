package dsl_test

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/seed-380714d4/fathom/dsl"
	"github.com/seed-380714d4/fathom/dsl/session"
)

func probedRun() dsl.Training {
	return dsl.Input(28, 28, 1).Flatten().Dense(8).Tanh().Dense(10).Train(dsl.MNIST())
}

// TestProbesAreValues: adding one changes a copy, and the copy travels.
func TestProbesAreValues(t *testing.T) {
	run := probedRun()
	probed := run.Probe(dsl.GradientNorm().Every(10), dsl.WeightHistogram().Every(50)).Probe(dsl.UpdateRatio(), dsl.UpdateRatio())
	if len(run.Request().Probes) != 0 {
		t.Error("the run that the probes were added to has them, too")
	}
	want := []dsl.ProbeSpec{
		{Measure: "norm", Of: "gradients", Every: 10},
		{Measure: "histogram", Of: "weights", Every: 50, Bins: 64},
		{Measure: "ratio", Of: "updates", Every: 10},
	}
	if got := probed.Request().Probes; fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("probes: want %v, each once, got %v", want, got)
	}
	text, err := json.Marshal(probed)
	if err != nil {
		t.Fatal(err)
	}
	var back dsl.Training
	if err := json.Unmarshal(text, &back); err != nil || fmt.Sprint(back.Request().Probes) != fmt.Sprint(want) {
		t.Errorf("there and back: %v, %v", err, back.Request().Probes)
	}
	a, _ := run.Request().Canonical()
	b, _ := probed.Request().Canonical()
	if string(a) != string(b) {
		t.Error("probes that only read are in the identity")
	}
}

func TestProbeMistakes(t *testing.T) {
	run := probedRun()
	for want, probe := range map[string]dsl.Probe{
		"steps between two looks; want 1 or more, got 0": dsl.GradientNorm().Every(0),
		"want the norm of weights":                       dsl.UpdateRatio().RMS(),
		"and 4 to 1024":                                  dsl.WeightHistogram().Bins(2),
		"want a histogram, got norm of weights":          dsl.WeightNorm().Log(),
		"start with one such as dsl.GradientNorm()":      {},
	} {
		err := run.Probe(probe).Err()
		if err == nil || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), "probe_test.go:") {
			t.Errorf("want an error with %q at this file's line, got %v", want, err)
		}
	}
	if err := run.Model().Inspect(dsl.MNIST().Batch(8)).Probe(dsl.UpdateNorm()).Err(); err == nil || !strings.Contains(err.Error(), "run.Probe(…)") {
		t.Errorf("updates at rest: want an error that says where they are, got %v", err)
	}
	if _, err := run.Probes(context.Background()); err == nil || !strings.Contains(err.Error(), "add Probe(") {
		t.Errorf("no probes: want an error, got %v", err)
	}
}

func TestHistogramForms(t *testing.T) {
	h := dsl.Histogram{N: 10, From: -1, Width: 0.25, Counts: []int{2, 6}, Zeros: 2}
	if got := fmt.Sprint(h.Edges(), h.Density()); got != "[-0.25 0 0.25] [0.8 2.4]" {
		t.Errorf("linear: got %s", got)
	}
	l := dsl.Histogram{N: 4, Log: true, From: -4, Counts: []int{1, 1, 1, 1, 0}}
	if got := fmt.Sprint(l.Edges()); got != "[0.5 0.625 0.75 0.875 1 1.25]" {
		t.Errorf("logarithmic: got %s", got)
	}
	if got, want := l.Density()[3], 0.25/math.Log10(1/0.875); math.Abs(got-want) > 1e-12 {
		t.Errorf("share per decade: want %v, got %v", want, got)
	}
}

func ExampleProbeSeries_CSV() {
	s := dsl.ProbeSeries{Layers: []string{"Dense 1", "Dense 2"}, Steps: []int{1, 11}, Values: []dsl.Floats{{0.5, 2}, {0.25, math.NaN()}}}
	fmt.Print(s.CSV())
	// Output:
	// step,layer,value
	// 1,Dense 1,0.5
	// 1,Dense 2,2
	// 11,Dense 1,0.25
	// 11,Dense 2,NaN
}

func ExampleProbeSeries_CSV_histograms() {
	s := dsl.ProbeSeries{Layers: []string{"Dense 1"}, Steps: []int{1},
		Histograms: [][]dsl.Histogram{{{N: 9, From: -1, Width: 0.5, Counts: []int{3, 0, 4}, Over: 1, Zeros: 1}}}}
	fmt.Print(s.CSV())
	// Output:
	// step,layer,from,to,count
	// 1,Dense 1,-0.5,0,3
	// 1,Dense 1,0.5,1,4
	// 1,Dense 1,1,,1
	// 1,Dense 1,0,0,1
}

// replaying answers "probes" as an engine that knew the run.
type replaying struct{ series []dsl.ProbeSeries }

func (r replaying) Do(_ context.Context, op string, body []byte, _ func([]byte)) ([]byte, error) {
	var req dsl.TrainRequest
	if err := json.Unmarshal(body, &req); err != nil || op != "probes" || len(req.Probes) != len(r.series) {
		return nil, fmt.Errorf("%s with %v: %v", op, req.Probes, err)
	}
	return json.Marshal(dsl.ProbesReply{Again: true, Series: r.series})
}

func TestProbesGivesSeries(t *testing.T) {
	session.Use(replaying{[]dsl.ProbeSeries{{Layers: []string{"Dense 1"}, Steps: []int{1, 11}, Values: []dsl.Floats{{3}, {4}}}}})
	t.Cleanup(func() { session.Use(nil) })
	got, err := probedRun().Probe(dsl.GradientNorm()).Probes(context.Background())
	if err != nil || len(got) != 1 || fmt.Sprint(got[0].Layer(0)) != "[3 4]" {
		t.Errorf("want the layer's course, got %v, %v", got, err)
	}
}
