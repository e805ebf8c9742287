package draw

import (
	"image/color"
	"math"

	"github.com/seed-380714d4/fathom/dsl/figure"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	vgdraw "gonum.org/v1/plot/vg/draw"
)

// fewPoints is up to how many points each gets a marker; longer lines are told
// apart by their dashes instead.
const fewPoints = 60

// series draws one figure.Series; it is a plot.Plotter.
type series struct {
	figure.Series
	logX, logY bool
}

// Plot draws the series within the data area.
func (s series) Plot(c vgdraw.Canvas, p *plot.Plot) {
	for _, part := range s.finite() {
		line := s.points(c, p, part, s.Y)
		if s.Kind == figure.Steps {
			line = stairs(line)
		}
		if s.joined() {
			c.StrokeLines(s.lineStyle(), c.ClipLinesXY(line)...)
		}
		if !s.marked() {
			continue
		}
		for _, at := range line {
			if c.Contains(at) {
				drawMarker(c, slotShape(s.Slot), at, slotColor(s.Slot), s.hollow())
			}
		}
	}
}

func (s series) joined() bool {
	return s.Kind != figure.Marks && s.Kind != figure.ReferenceMarks
}

func (s series) marked() bool {
	switch s.Kind {
	case figure.Marks, figure.ReferenceMarks:
		return true
	case figure.Line:
		return len(s.X) <= fewPoints && s.Tone == nil && !s.Plain
	}
	return false
}

func (s series) hollow() bool { return !s.joined() }

func (s series) lineStyle() vgdraw.LineStyle {
	sty := vgdraw.LineStyle{Color: s.color(), Width: 2 * px}
	switch {
	case s.Tone != nil:
		sty.Width = 1.6 * px
	case s.Kind == figure.Faint:
		sty.Color, sty.Width = withAlpha(slotColor(s.Slot), 0.22), 0.8*px
	case s.Kind == figure.ReferenceLine:
		sty.Dashes, sty.Width = slotDash(s.Slot), 1.5*px
	case !s.marked():
		sty.Dashes = slotDash(s.Slot)
	}
	return sty
}

// color is the slot's, or that of the series' place on the bar.
func (s series) color() color.NRGBA {
	if s.Tone != nil {
		return tone(*s.Tone)
	}
	return slotColor(s.Slot)
}

// finite cuts the series at points that have no place on the axes, and returns
// the ranges of indices between them.
func (s series) finite() [][2]int {
	var parts [][2]int
	start := 0
	for i := 0; i <= len(s.X); i++ {
		if i < len(s.X) && placed(s.X[i], s.logX) && placed(s.Y[i], s.logY) {
			continue
		}
		if i > start {
			parts = append(parts, [2]int{start, i})
		}
		start = i + 1
	}
	return parts
}

func placed(v float64, log bool) bool {
	return !math.IsNaN(v) && !math.IsInf(v, 0) && (!log || v > 0)
}

func (s series) points(c vgdraw.Canvas, p *plot.Plot, part [2]int, ys []float64) []vg.Point {
	x, y := p.Transforms(&c)
	var out []vg.Point
	for i := part[0]; i < part[1]; i++ {
		v := ys[i]
		if !placed(v, s.logY) { // a band's end
			v = p.Y.Min
		}
		out = append(out, vg.Point{X: x(s.X[i]), Y: y(v)})
	}
	return out
}

func stairs(line []vg.Point) []vg.Point {
	var out []vg.Point
	for i, at := range line {
		if i > 0 {
			out = append(out, vg.Point{X: at.X, Y: line[i-1].Y})
		}
		out = append(out, at)
	}
	return out
}

// band draws what lies between Low and High of a series, below all lines.
type band struct{ series }

func (b band) Plot(c vgdraw.Canvas, p *plot.Plot) {
	for _, part := range b.finite() {
		edge := b.points(c, p, part, b.High)
		low := b.points(c, p, part, b.Low)
		for i := len(low) - 1; i >= 0; i-- {
			edge = append(edge, low[i])
		}
		c.FillPolygon(bandColor(b.Slot), c.ClipPolygonXY(edge))
	}
}

func bandColor(slot int) color.Color { return withAlpha(slotColor(slot), 0.2) }
