package draw

import (
	"github.com/seed-380714d4/fathom/dsl/figure"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	vgdraw "gonum.org/v1/plot/vg/draw"
)

// binned draws a histogram: a pale area below one outline. Bars with edges of
// their own would be a fence at this size.
type binned struct{ series }

func (b binned) Plot(c vgdraw.Canvas, p *plot.Plot) {
	x, y := within(c, p)
	var outline []vg.Point
	for i := 0; i+1 < len(b.X); i++ {
		if !placed(b.X[i], b.logX) || !placed(b.X[i+1], b.logX) || !placed(b.Y[i], false) {
			continue
		}
		h := y(b.Y[i])
		if len(outline) == 0 {
			outline = append(outline, vg.Point{X: x(b.X[i]), Y: y(0)})
		}
		outline = append(outline, vg.Point{X: x(b.X[i]), Y: h}, vg.Point{X: x(b.X[i+1]), Y: h})
	}
	if len(outline) == 0 {
		return
	}
	outline = append(outline, vg.Point{X: outline[len(outline)-1].X, Y: y(0)})
	c.FillPolygon(withAlpha(b.color(), 0.3), outline)
	c.StrokeLines(vgdraw.LineStyle{Color: b.color(), Width: 1.1 * px}, outline)
}

// within are the transforms of p, held to the data area: what lies beyond it
// ends at its edge. Of upright shapes that is all that clipping would do, and
// gonum's clipping does not come to an end where values are far apart.
func within(c vgdraw.Canvas, p *plot.Plot) (x, y func(float64) vg.Length) {
	toX, toY := p.Transforms(&c)
	hold := func(v, lo, hi vg.Length) vg.Length {
		if !(v > lo) { // NaN too
			return lo
		}
		return min(v, hi)
	}
	x = func(v float64) vg.Length { return hold(toX(v), c.Min.X, c.Max.X) }
	y = func(v float64) vg.Length { return hold(toY(v), c.Min.Y, c.Max.Y) }
	return x, y
}

// plotter is what draws a series.
func (s series) plotter() plot.Plotter {
	if s.Kind == figure.Bins {
		return binned{s}
	}
	return s
}
