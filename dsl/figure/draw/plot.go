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
	if spec.Grid != nil {
		return nil, fmt.Errorf("figure/draw: Plot: want a figure without panels, got %d; use draw.Panels", len(spec.Grid.Panels))
	}
	if spec.Diagram != nil {
		return nil, fmt.Errorf("figure/draw: Plot: want a figure with axes, got a diagram; use draw.Save")
	}
	p := plot.New()
	p.BackgroundColor = paper
	setAxes(p, spec)
	hidden := false
	for _, s := range spec.Series {
		hidden = hidden || spec.Y.Log && hasZero(s)
	}
	if hidden {
		spec.Notes = append(spec.Notes, "Values of 0 have no place on a logarithmic axis.")
	}
	p.Add(newFrame(spec, seriesOf(spec)))
	for _, layer := range plotters(spec) {
		p.Add(layer)
	}
	return p, nil
}

func seriesOf(spec figure.Spec) []series {
	all := make([]series, len(spec.Series))
	plain := crowded(spec.Series)
	for i, s := range spec.Series {
		s.Plain = s.Plain || plain
		all[i] = series{s, spec.X.Log, spec.Y.Log}
	}
	return all
}

// crowded tells whether a line has too many points for markers: then none has
// any, for lines that look unlike each other would seem to mean different
// things.
func crowded(all []figure.Series) bool {
	for _, s := range all {
		if s.Kind == figure.Line && len(s.X) > fewPoints {
			return true
		}
	}
	return false
}

// plotters are all that draws data.
func plotters(spec figure.Spec) []plot.Plotter {
	out := layers(seriesOf(spec))
	if len(spec.Heat) > 0 && spec.Bar != nil {
		out = append([]plot.Plotter{heat{spec.Heat, *spec.Bar, spec.X.Log, spec.Y.Log}}, out...)
	}
	return out
}

// layers orders what is drawn from back to front: bands, raw curves, lines,
// what they are compared with, marks. A prediction that holds lies on its line,
// and has to be seen there.
func layers(all []series) []plot.Plotter {
	var bands, faint, reference, lines, marks []plot.Plotter
	for _, s := range all {
		switch {
		case len(s.Low) > 0 && s.joined():
			bands = append(bands, band{s})
		case len(s.Low) > 0:
			bands = append(bands, whiskers{s})
		}
		switch s.Kind {
		case figure.Faint:
			faint = append(faint, s)
		case figure.ReferenceLine, figure.ReferenceMarks:
			reference = append(reference, s)
		case figure.Marks:
			marks = append(marks, s)
		default:
			lines = append(lines, s.plotter())
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
	xs, ys := extentOf(spec)
	setSpans(p, spec, xs, ys, spec.Width/90, spec.Height/50)
}

// setSpans sets axes that show xs and ys, with room for so many labels.
func setSpans(p *plot.Plot, spec figure.Spec, xs, ys []float64, mostX, mostY int) {
	airX, airY := xAir, yAir
	if len(spec.Heat) > 0 { // fields reach to the edge
		airX, airY = tight, tight
	}
	setAxis(&p.X, spec.X, spanOf(spec.X, xs, airX), mostX)
	setAxis(&p.Y, spec.Y, spanOf(spec.Y, ys, airY), mostY)
}

func setAxis(to *plot.Axis, a figure.Axis, s span, most int) {
	dress(to)
	to.Min, to.Max = s.lo, s.hi
	to.Label.Text = axisLabel(a)
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
	c := vgdraw.New(canvas)
	c.SetColor(paper)
	c.Fill(c.Rectangle.Path())
	c = vgdraw.Crop(c, 14*px, -18*px, 12*px, -14*px)
	if spec := fig.Spec(); spec.Grid != nil {
		newPanels(spec).render(c)
		return nil
	} else if spec.Diagram != nil {
		drawDiagram(spec, c)
		return nil
	}
	p, err := Plot(fig)
	if err != nil {
		return err
	}
	p.Draw(c)
	return nil
}
