package draw

import (
	"fmt"
	"math"

	"github.com/seed-380714d4/fathom/dsl/figure"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	vgdraw "gonum.org/v1/plot/vg/draw"
)

// Plot is fig as a plot of gonum/plot, in the house style, for whoever wants
// to change or add to it. Title and legend belong to the style's own frame:
// change them in the figure.
func Plot(fig figure.Figure) (*plot.Plot, error) {
	if err := fig.Err(); err != nil {
		return nil, err
	}
	spec := fig.Spec()
	p := plot.New()
	p.BackgroundColor = paper
	setAxes(p, spec)
	all := make([]series, len(spec.Series))
	hidden := false
	for i, s := range spec.Series {
		all[i] = series{s, spec.X.Log, spec.Y.Log}
		hidden = hidden || spec.Y.Log && hasZero(s)
	}
	if hidden {
		spec.Notes = append(spec.Notes, "Values of 0 have no place on a logarithmic axis.")
	}
	p.Add(newFrame(spec, all))
	for _, layer := range layers(all) {
		p.Add(layer)
	}
	return p, nil
}

// layers orders what is drawn from back to front: bands, raw curves, lines,
// what they are compared with, marks. A prediction that holds lies on its line,
// and has to be seen there.
func layers(all []series) []plot.Plotter {
	var bands, faint, reference, lines, marks []plot.Plotter
	for _, s := range all {
		if len(s.Low) > 0 {
			bands = append(bands, band{s})
		}
		switch s.Kind {
		case figure.Faint:
			faint = append(faint, s)
		case figure.ReferenceLine, figure.ReferenceMarks:
			reference = append(reference, s)
		case figure.Marks:
			marks = append(marks, s)
		default:
			lines = append(lines, s)
		}
	}
	out := append(append(bands, faint...), lines...)
	return append(append(out, reference...), marks...)
}

func hasZero(s figure.Series) bool {
	for _, y := range s.Y {
		if y == 0 {
			return true
		}
	}
	return false
}

func setAxes(p *plot.Plot, spec figure.Spec) {
	xs, ys := extent(spec.Series)
	setAxis(&p.X, spec.X, spanOf(spec.X, xs, xAir), spec.Width/90)
	setAxis(&p.Y, spec.Y, spanOf(spec.Y, ys, yAir), spec.Height/50)
}

func setAxis(to *plot.Axis, a figure.Axis, s span, most int) {
	dress(to)
	to.Min, to.Max = s.lo, s.hi
	to.Label.Text = a.Label
	if a.Unit != "" {
		to.Label.Text = fmt.Sprintf("%s (%s)", a.Label, a.Unit)
	}
	to.Tick.Marker = ticker{a, most}
	if a.Log {
		to.Scale = logScale{}
		// See logScale: the midpoint must not be a value anybody plots.
		to.Max *= 1 + 1e-9
	}
}

// ticker is a plot.Ticker for an axis with room for most labels.
type ticker struct {
	figure.Axis
	most int
}

func (t ticker) Ticks(lo, hi float64) []plot.Tick {
	switch {
	case len(t.Axis.Ticks) > 0:
		var out []plot.Tick
		for _, k := range t.Axis.Ticks {
			out = append(out, plot.Tick{Value: k.Value, Label: k.Label})
		}
		return out
	case t.Log:
		return logTicks(lo, hi, t.most)
	}
	return linearTicks(lo, hi, t.most, t.Whole)
}

// logScale is gonum's LogScale, but for one value: gonum places an axis's
// label at the axis's middle, and reserves room for it at Norm((Min+Max)/2),
// which on a logarithmic axis is its upper end, so that the data would shrink
// to make room for half a label. That value is therefore put in the middle.
type logScale struct{}

func (logScale) Normalize(lo, hi, v float64) float64 {
	if v == 0.5*(lo+hi) {
		return 0.5
	}
	if v <= 0 {
		return math.Inf(-1)
	}
	from := math.Log(lo)
	return (math.Log(v) - from) / (math.Log(hi) - from)
}

// render draws fig on a canvas of its own size, inside margins.
func render(fig figure.Figure, canvas vg.CanvasSizer) error {
	p, err := Plot(fig)
	if err != nil {
		return err
	}
	c := vgdraw.New(canvas)
	c.SetColor(paper)
	c.Fill(c.Rectangle.Path())
	p.Draw(vgdraw.Crop(c, 14*px, -18*px, 12*px, -14*px))
	return nil
}
