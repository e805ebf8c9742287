package dsl

import (
	"strings"
	"testing"
)

// TestSketches: what a run's probes see stands under its progress bar.
func TestSketches(t *testing.T) {
	layers := []string{"Dense 1", "Dense 2"}
	var w watch
	w.name = "run"
	for i, values := range []Floats{{0.25, 0}, {0.5, 4}} {
		step := 1 + 10*i
		w.last = Progress{Phase: "training", Step: step, Steps: 100, Looks: []ProbeSeries{
			{Probe: GradientNorm().Spec(), Layers: layers, Steps: []int{step}, Values: []Floats{values}},
			{Probe: WeightHistogram().Spec(), Layers: layers, Steps: []int{step}, Histograms: [][]Histogram{{{N: 1}, {N: 1}}}},
		}}
		w.sofar.Add(w.last)
	}
	b := w.bundle()
	text, html := b.Data["text/plain"].(string), b.Data["text/html"].(string)
	if !strings.Contains(text, "norm of gradients: 0.5 at layer 1, 4 at layer 2") || strings.Contains(text, "histogram") {
		t.Errorf("in words: %s", text)
	}
	for _, part := range []string{"norm of gradients, layers 1 to 2: 0.2 to 4", `points="24.0,87.0 264.0,66.0 "`, `points="264.0,3.0 "`} { // a norm of 0 is nowhere
		if !strings.Contains(html, part) {
			t.Errorf("want %s in\n%s", part, html)
		}
	}
	if n := strings.Count(html, "<svg"); n != 1 {
		t.Errorf("%d pictures, want that of the norm", n)
	}
	if pictures, words := new(Course).sketches(); pictures+words != "" {
		t.Errorf("without probes: %s%s", pictures, words)
	}
}
