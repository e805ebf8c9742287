package figure

import (
	"context"
	"fmt"
	"math"
	"slices"

	"github.com/seed-380714d4/fathom/dsl"
	"github.com/seed-380714d4/fathom/dsl/show"
)

// Through shows how what a probe measures changes while networks train. Of a
// norm it draws a line for each layer, dark at the input and light at the
// output; of a histogram, for some layers, how its values move: a column for
// each look, in which darker is denser. Of several runs it makes a row each,
// or for norms a panel.
//
//	figure.Through(dsl.GradientNorm().Every(20), plain, residual)
//
// Runs that nobody has trained yet are trained when the figure is shown or
// looked into, side by side; shown, it is drawn meanwhile. A known run that was
// not measured so far is gone through once more, and comes out the same.
func Through(probe dsl.Probe, runs ...dsl.Training) Figure {
	title := probe.Spec().Title()
	if len(runs) == 0 {
		return Failed(problem(title, "trainings", "at least one", "none", "give it model.Train(data)"))
	}
	runs = slices.Clone(runs)
	groups := make([]group, len(runs))
	for i, r := range runs { // all mistakes before any training
		runs[i] = r.Probe(probe)
		if err := runs[i].Err(); err != nil {
			return Failed(err)
		}
	}
	for i, name := range trainingNames(runs) {
		groups[i] = group{name, runs[i : i+1], []int{i}}
	}
	p := probe.Spec()
	return later(throughWords(p), func(on *Figure) (Spec, show.Live, error) {
		all := newCourses(runs, groups)
		all.probe = &p
		at, err := all.train(func() Spec { return all.throughSofar(p) }, on)
		if err != nil {
			return Spec{}, at, err
		}
		return through(p, all.series, all.names), at, nil
	})
}

// throughSofar is the figure of runs of which some still go on.
func (c *courses) throughSofar(p dsl.ProbeSpec) Spec {
	all := slices.Clone(c.series) // of those that have not begun nothing: their places stay empty
	made, longest := 0.0, 0.0
	for i, course := range c.courses {
		longest = max(longest, float64(course.Last.Steps))
		for _, looks := range course.Looks {
			if looks.Probe == p && !c.ended[i] {
				all[i] = looks
			}
		}
		if n := len(all[i].Steps); n > 0 {
			made = max(made, float64(all[i].Steps[n-1]))
		}
	}
	if made == 0 {
		return throughWords(p)
	}
	s := through(p, all, c.names)
	s.plain()
	s.ahead(made, longest)
	return s
}

// plain leaves out the markers that lines of few points have.
func (s *Spec) plain() {
	for i := range s.Series {
		s.Series[i].Plain = true
	}
	if s.Grid != nil {
		for i := range s.Grid.Panels {
			s.Grid.Panels[i].plain()
		}
	}
}

// watchedProbes measures with a table or a bar on the screen, as no figure is
// wanted.
func (c *courses) watchedProbes() error {
	if len(c.runs) > 1 { // side by side; what was measured on the way is known then
		all, err := dsl.TrialsOf(c.runs...).Watch(context.Background())
		if err != nil {
			return err
		}
		for _, row := range all.Failed() {
			return row.Err
		}
	}
	for i, r := range c.runs {
		series, err := r.Probes(context.Background())
		if err != nil {
			return err
		}
		c.measured(i, series, nil)
	}
	return nil
}

// through is the figure of what a probe saw of runs.
func through(p dsl.ProbeSpec, all []dsl.ProbeSeries, names []string) Spec {
	if p.Measure == "histogram" {
		return heatThrough(p, all, names)
	}
	return normsThrough(p, all, names)
}

// throughWords are title and axes.
func throughWords(p dsl.ProbeSpec) Spec {
	words := quantityWords[p.Of]
	title, label := words.title, words.norm
	switch {
	case p.Measure == "histogram" && p.Log:
		label = "|" + words.value + "|"
	case p.Measure == "histogram":
		label = words.value
	case p.Measure == "rms":
		label = "RMS of " + map[string]string{"weights": "w", "gradients": "∂L/∂w", "updates": "Δw", "activations": "a"}[p.Of]
	case p.Measure == "ratio":
		title, label = "Updates relative to weights", "‖ΔW‖/‖W‖"
	}
	return Spec{Title: title + " through training", X: Axis{Label: "step", Whole: true},
		Y: Axis{Label: label, Log: p.Measure != "histogram" || p.Log}}
}

// quantityWords are axis labels of what a probe looks at: its norm, and one of
// its values.
var quantityWords = map[string]struct{ title, norm, value string }{
	"weights":     {"Weights", "‖W‖", "weight w"},
	"gradients":   {"Weight gradients", "‖∂L/∂W‖", "∂L/∂w"},
	"updates":     {"Updates", "‖ΔW‖", "change Δw"},
	"activations": {"Activations", "‖a‖", "activation a"},
	"deltas":      {"Gradients of pre-activations", "RMS over samples of ‖∂L/∂z‖", "∂L/∂z"},
}

// lightest keeps the last layers' lines off the palette's yellow, which white
// paper swallows.
const lightest = 0.85

func normsThrough(p dsl.ProbeSpec, all []dsl.ProbeSeries, names []string) Spec {
	out := throughWords(p)
	deepest := 0
	for _, s := range all {
		deepest = max(deepest, len(s.Layers))
	}
	var panels []Spec
	for i, s := range all {
		panel := Spec{Title: names[i], X: out.X, Y: out.Y}
		for k := range s.Layers {
			tone := lightest * float64(k) / math.Max(float64(deepest-1), 1)
			panel.Series = append(panel.Series, Series{Kind: Line, Tone: &tone, X: floats(s.Steps), Y: s.Layer(k)})
		}
		panels = append(panels, panel)
	}
	out.Bar = &Bar{Label: "layer", From: 1, To: float64(max(deepest, 2)), Whole: true}
	out.Notes = []string{"Measured at every " + ordinal(p.Every) + "step."}
	if len(panels) == 1 {
		out.Series, out.Subtitle = panels[0].Series, panels[0].Title
		return out
	}
	out.X, out.Y = Axis{}, Axis{}
	out.Grid = &Grid{Columns: min(len(panels), 3), Panels: panels, ShareX: true, ShareY: true}
	out.Width, out.Height = gridSize(out.Grid, 270, 230)
	return out
}

func floats(v []int) dsl.Floats {
	out := make(dsl.Floats, len(v))
	for i, x := range v {
		out[i] = float64(x)
	}
	return out
}

func ordinal(n int) string {
	switch {
	case n == 1:
		return ""
	case n%10 == 1 && n%100 != 11:
		return fmt.Sprintf("%dst ", n)
	case n%10 == 2 && n%100 != 12:
		return fmt.Sprintf("%dnd ", n)
	case n%10 == 3 && n%100 != 13:
		return fmt.Sprintf("%drd ", n)
	}
	return fmt.Sprintf("%dth ", n)
}

// heatMost is how many layers a row of heat maps shows at most.
const heatMost = 4

func heatThrough(p dsl.ProbeSpec, all []dsl.ProbeSeries, names []string) Spec {
	out := throughWords(p)
	hidden := p.Of == "activations" && !p.Log // see ActivationHistograms
	g := &Grid{ShareX: true, ShareY: true, ByRow: hidden}
	peak, deepest := densest(all, hidden), 0
	var rows [][]Spec
	for _, s := range all {
		var row []Spec
		for _, k := range spaced(shown(s, hidden), heatMost) {
			row = append(row, Spec{Title: fmt.Sprintf("layer %d", k+1), X: out.X, Y: out.Y,
				Heat: strips(s, k, peak/palest)})
		}
		rows, g.Columns, deepest = append(rows, row), max(g.Columns, len(row)), max(deepest, len(s.Layers))
	}
	for _, row := range rows {
		g.Panels = append(append(g.Panels, row...), make([]Spec, g.Columns-len(row))...)
	}
	out.X, out.Y = Axis{}, Axis{}
	out.Grid, out.Bar = g, &Bar{Label: "density", From: peak / palest, To: peak, Log: true}
	if p.Log {
		out.Bar.Label = "share per decade"
	}
	if len(all) > 1 {
		g.Rows = names
	} else {
		out.Subtitle = names[0]
	}
	if deepest > heatMost {
		out.Notes = append(out.Notes, fmt.Sprintf("Shown: %d layers of %d.", g.Columns, deepest))
	}
	left := fmt.Sprintf("White: under 1/%d of the highest density", palest)
	if zeros(all) {
		left += ". Values of exactly 0 are left out"
	}
	out.Notes = append(out.Notes, left+".")
	out.Width, out.Height = 230+g.Columns*165, 110+len(rows)*215
	return out
}

// palest is how many times rarer than the densest the palest shade is.
const palest = 1000

// shown is how many layers can be shown: the output layer is left out where its
// values are of another kind.
func shown(s dsl.ProbeSeries, hidden bool) int {
	if hidden && len(s.Layers) > 1 {
		return len(s.Layers) - 1
	}
	return len(s.Layers)
}

// strips are the looks at layer k, each as wide as reaches half way to its
// neighbours, as far up and down as there is something to be seen: an axis
// that had to show single far values would hide the others.
func strips(s dsl.ProbeSeries, k int, least float64) []Strip {
	var out []Strip
	for i, row := range s.Histograms {
		edges, shades := row[k].Edges(), row[k].Density()
		first, last := 0, len(shades)
		for ; last > first && !(shades[last-1] >= least); last-- {
		}
		for ; first < last && !(shades[first] >= least); first++ {
		}
		from, to := half(s.Steps, i)
		out = append(out, Strip{From: from, To: to, Edges: edges[first : last+1], Shade: shades[first:last]})
	}
	return out
}

func half(steps []int, i int) (from, to float64) {
	at := float64(steps[i])
	from, to = at-0.5, at+0.5
	if i > 0 {
		from = (at + float64(steps[i-1])) / 2
	}
	if i+1 < len(steps) {
		to = (at + float64(steps[i+1])) / 2
	}
	return from, to
}

// densest is the highest density that will be shown.
func densest(all []dsl.ProbeSeries, hidden bool) float64 {
	peak := 1e-300
	for _, s := range all {
		for _, k := range spaced(shown(s, hidden), heatMost) {
			for _, row := range s.Histograms {
				for _, v := range row[k].Density() {
					peak = math.Max(peak, v)
				}
			}
		}
	}
	return peak
}

func zeros(all []dsl.ProbeSeries) bool {
	for _, s := range all {
		for _, row := range s.Histograms {
			for _, h := range row {
				if h.Zeros*100 > h.N {
					return true
				}
			}
		}
	}
	return false
}
