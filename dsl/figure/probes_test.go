package figure_test

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/seed-380714d4/fathom/dsl"
	"github.com/seed-380714d4/fathom/dsl/figure"
	"github.com/seed-380714d4/fathom/dsl/session"
)

// prober answers inspections and probes with numbers that follow from the
// layer and the look.
type prober struct{ asked int }

func (p *prober) Do(_ context.Context, op string, body []byte, _ func([]byte)) ([]byte, error) {
	p.asked++
	if op == "inspect" {
		var r dsl.InspectRequest
		if err := json.Unmarshal(body, &r); err != nil {
			return nil, err
		}
		out := inspected(r)
		for i := range out.Seeds {
			for _, spec := range r.Probes {
				out.Seeds[i].Probes = append(out.Seeds[i].Probes, looked(spec, len(out.Seeds[i].Layers), 1))
			}
		}
		return json.Marshal(out)
	}
	if op == "train" { // before it is asked for what probes measured on the way
		return json.Marshal(dsl.TrainReply{})
	}
	var r dsl.TrainRequest
	if err := json.Unmarshal(body, &r); err != nil || op != "probes" {
		return nil, fmt.Errorf("%s: %v", op, err)
	}
	reply := dsl.ProbesReply{}
	layers := 0
	for _, n := range r.Graph.Nodes {
		if n.Op.Kind() == "dense" {
			layers++
		}
	}
	for _, spec := range r.Probes {
		reply.Series = append(reply.Series, looked(spec, layers, 5))
	}
	return json.Marshal(reply)
}

// looked has layer k at look i at the value 10·k + i, or a histogram with that
// many values; the output layer's reach a hundred times as far.
func looked(p dsl.ProbeSpec, layers, looks int) dsl.ProbeSeries {
	s := dsl.ProbeSeries{Probe: p}
	for k := range layers {
		s.Layers = append(s.Layers, fmt.Sprintf("Dense %d", k+1))
	}
	for i := range looks {
		s.Steps = append(s.Steps, 1+i*p.Every)
		var values dsl.Floats
		var row []dsl.Histogram
		for k := range layers {
			n := 10*(k+1) + i
			values = append(values, float64(n))
			h := dsl.Histogram{N: 2 * n, Log: p.Log, From: -2, Width: 0.5, Counts: []int{0, n, 0, 0}, Zeros: n, Std: 2.5e-7}
			if p.Log {
				h.Width = 0
			}
			if k == layers-1 {
				h.Width *= 100
			}
			row = append(row, h)
		}
		if p.Measure == "histogram" {
			s.Histograms = append(s.Histograms, row)
		} else {
			s.Values = append(s.Values, values)
		}
	}
	return s
}

func probing(t *testing.T) *prober {
	t.Helper()
	p := &prober{}
	session.Use(p)
	t.Cleanup(func() { session.Use(nil) })
	return p
}

func TestHistogramRows(t *testing.T) {
	probing(t)
	b := dsl.MNIST().Batch(8)
	deep, flat := net(12).Named("deep").Inspect(b), net(2).Named("flat").Inspect(b)
	f := figure.WeightHistograms(deep, flat)
	if err := f.Err(); err != nil {
		t.Fatal(err)
	}
	g := f.Spec().Grid
	if g.Columns != 6 || len(g.Panels) != 12 || fmt.Sprint(g.Rows) != "[deep flat]" || !g.ShareX || g.ByRow {
		t.Errorf("grid: %d columns, %d panels, rows %v", g.Columns, len(g.Panels), g.Rows)
	}
	var titles []string
	for _, p := range g.Panels {
		titles = append(titles, p.Title)
	}
	if got := strings.Join(titles, ","); got != "layer 1,layer 3,layer 5,layer 8,layer 10,layer 12,layer 1,layer 2,,,," {
		t.Errorf("panels: %s", got)
	}
	first := g.Panels[0]
	if first.Subtitle != "std 2.5×10⁻⁷\n50 % at 0" || !near(first.Series[0].X, dsl.Floats{-1, -0.5, 0, 0.5, 1}) || !near(first.Series[0].Y, dsl.Floats{0, 1, 0, 0, 0}) {
		t.Errorf("first panel: %q %+v", first.Subtitle, first.Series)
	}
	if g.ShareY || !strings.Contains(strings.Join(f.Spec().Notes, " "), "own peak") {
		t.Error("peaks 100 apart: want heights of their own, and a note")
	}
	if words := f.String(); !strings.Contains(words, "deep: layer 1 std 2.5×10⁻⁷, 50 % at 0, layer 3") {
		t.Errorf("words: %s", words)
	}
}

// TestActivationHistograms leaves logits out, whose range would hide the rest.
func TestActivationHistograms(t *testing.T) {
	probing(t)
	g := figure.ActivationHistograms(net(4).Inspect(dsl.MNIST().Batch(8))).Spec().Grid
	if len(g.Panels) != 3 || !g.ByRow || !g.ShareY {
		t.Errorf("want the 3 hidden layers on axes of their row, got %d panels, by row %v, one height %v", len(g.Panels), g.ByRow, g.ShareY)
	}
	f := figure.GradientHistograms(net(4).Inspect(dsl.MNIST().Batch(8)))
	p := f.Spec().Grid.Panels
	if len(p) != 4 || !p[0].X.Log || p[0].Y.Label != "share per decade" {
		t.Errorf("gradients: %d panels, x %+v, y %+v", len(p), p[0].X, p[0].Y)
	}
}

func TestThrough(t *testing.T) {
	probing(t)
	run := net(4).Named("net").Train(dsl.MNIST())
	s := figure.Through(dsl.GradientNorm().Every(7), run).Spec()
	if len(s.Series) != 4 || s.Bar == nil || s.Bar.To != 4 || !s.Y.Log || s.Y.Label != "‖∂L/∂W‖" || s.Notes[0] != "Measured at every 7th step." {
		t.Fatalf("norms: %+v", s)
	}
	if r := s.Series[1]; !near(r.X, dsl.Floats{1, 8, 15, 22, 29}) || !near(r.Y, dsl.Floats{20, 21, 22, 23, 24}) || *r.Tone <= 0 || *r.Tone >= 1 {
		t.Errorf("layer 2: %+v", r)
	}
	two := figure.Through(dsl.UpdateRatio().Every(1), run, net(3).Train(dsl.MNIST())).Spec()
	if len(two.Grid.Panels) != 2 || two.Grid.Panels[0].Y.Label != "‖ΔW‖/‖W‖" || two.Notes[0] != "Measured at every step." {
		t.Errorf("two runs: %+v", two)
	}
	heat := figure.Through(dsl.WeightHistogram().Every(10), run).Spec()
	first := heat.Grid.Panels[0].Heat
	if len(heat.Grid.Panels) != 4 || len(first) != 5 || first[1].From != 6 || first[1].To != 16 {
		t.Fatalf("heat: %d panels, strips %+v", len(heat.Grid.Panels), first)
	}
	if !near(first[0].Edges, dsl.Floats{-0.5, 0}) || !near(first[0].Shade, dsl.Floats{1}) {
		t.Errorf("a strip: want the bins in which there is something, got %+v", first[0])
	}
	act := figure.Through(dsl.ActivationHistogram(), run).Spec()
	if len(act.Grid.Panels) != 3 || math.Abs(act.Bar.To-1) > 1e-12 || act.Bar.From != act.Bar.To/1000 {
		t.Errorf("activations: %d panels, bar %+v", len(act.Grid.Panels), act.Bar)
	}
}

// TestThroughKeepsItsArguments: values stay what they were.
func TestThroughKeepsItsArguments(t *testing.T) {
	probing(t)
	runs := []dsl.Training{net(3).Train(dsl.MNIST())}
	figure.Through(dsl.GradientNorm(), runs...)
	if len(runs[0].Request().Probes) != 0 {
		t.Error("the caller's run got a probe")
	}
}

func TestThroughMistakes(t *testing.T) {
	p := probing(t)
	ok := net(3).Train(dsl.MNIST())
	for name, f := range map[string]figure.Figure{
		"no runs":      figure.Through(dsl.GradientNorm()),
		"a wrong run":  figure.Through(dsl.GradientNorm(), ok, ok.Epochs(0)),
		"wrong probe":  figure.Through(dsl.GradientNorm().Every(0), ok),
		"no probe":     figure.Through(dsl.Probe{}, ok),
		"updates":      figure.WeightHistograms(net(3).Inspect(dsl.MNIST().Batch(8)).Probe(dsl.UpdateRatio())),
		"no networks":  figure.WeightHistograms(),
		"no figures":   figure.Tiles(2),
		"no columns":   figure.Tiles(0, figure.New(figure.Spec{})),
		"tiled model":  figure.Tiles(2, figure.Graph(net(2)), figure.Graph(net(3))),
		"tiled twice":  figure.Rows(figure.Rows(figure.New(figure.Spec{}))),
		"heat, no bar": figure.New(figure.Spec{Heat: []figure.Strip{{To: 1, Edges: dsl.Floats{0, 1}, Shade: dsl.Floats{1}}}}),
		"ragged strip": figure.New(figure.Spec{Bar: &figure.Bar{To: 1}, Heat: []figure.Strip{{To: 1, Edges: dsl.Floats{0}, Shade: dsl.Floats{1}}}}),
		"empty grid":   figure.New(figure.Spec{Grid: &figure.Grid{Columns: 1}}),
	} {
		if f.Err() == nil {
			t.Errorf("%s: want an error", name)
		} else {
			t.Logf("%s: %v", name, f.Err())
		}
	}
	if p.asked != 0 {
		t.Errorf("mistakes in a description: want nothing trained, got %d requests", p.asked)
	}
}

func TestTiles(t *testing.T) {
	line := func(name string, slot int) figure.Series {
		return figure.Series{Name: name, Slot: slot, X: dsl.Floats{1}, Y: dsl.Floats{1}}
	}
	a := figure.New(figure.Spec{Title: "a", Series: []figure.Series{line("one", 0), line("two", 1), {Kind: figure.Marks, Slot: 1, X: dsl.Floats{1}, Y: dsl.Floats{2}}}})
	b := figure.New(figure.Spec{Title: "b", Series: []figure.Series{line("two", 0), line("three", 1)}})
	f := figure.Tiles(2, a, b).Title("both").LogY(true)
	g := f.Spec().Grid
	slots := func(p figure.Spec) (out []int) {
		for _, r := range p.Series {
			out = append(out, r.Slot)
		}
		return out
	}
	if fmt.Sprint(slots(g.Panels[0]), slots(g.Panels[1])) != "[0 1 1] [1 2]" {
		t.Errorf("slots: want a name to have one colour, got %v and %v", slots(g.Panels[0]), slots(g.Panels[1]))
	}
	if !g.ShareX || !g.Panels[1].Y.Log || a.Spec().Y.Log || a.Spec().Series[0].Slot != 0 {
		t.Errorf("axes: %+v", g)
	}
	if other := figure.Tiles(2, a, b.Y("another")); other.Spec().Grid.ShareY {
		t.Error("different axes: want scales of their own")
	}
	text, err := json.Marshal(f)
	if err != nil {
		t.Fatal(err)
	}
	var back figure.Figure
	if err := json.Unmarshal(text, &back); err != nil || back.String() != f.String() {
		t.Errorf("there and back: %v, %s", err, back)
	}
}
