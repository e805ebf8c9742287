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
	x, y := p.Transforms(&c)
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
	c.FillPolygon(withAlpha(b.color(), 0.3), c.ClipPolygonXY(outline))
	c.StrokeLines(vgdraw.LineStyle{Color: b.color(), Width: 1.1 * px}, c.ClipLinesXY(outline)...)
}

// plotter is what draws a series.
func (s series) plotter() plot.Plotter {
	if s.Kind == figure.Bins {
		return binned{s}
	}
	return s
}
