package draw

import (
	"image/color"

	"github.com/seed-380714d4/fathom/dsl/figure"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	vgdraw "gonum.org/v1/plot/vg/draw"
)

// heat draws the strips of a heat map.
type heat struct {
	strips     []figure.Strip
	bar        figure.Bar
	logX, logY bool
}

// overlap hides the hairlines of paper that a fine screen would show between
// neighbouring fields.
const overlap = 0.3 * px

func (h heat) Plot(c vgdraw.Canvas, p *plot.Plot) {
	x, y := within(c, p)
	for _, s := range h.strips {
		if !placed(s.From, h.logX) || !placed(s.To, h.logX) {
			continue
		}
		left, right := x(s.From), min(x(s.To)+overlap, c.Max.X)
		for i, v := range s.Shade {
			col, ok := shade(h.bar, v)
			if !ok || !placed(s.Edges[i], h.logY) || !placed(s.Edges[i+1], h.logY) {
				continue
			}
			low, high := y(s.Edges[i]), min(y(s.Edges[i+1])+overlap, c.Max.Y)
			if left < right && low < high {
				c.FillPolygon(col, []vg.Point{{X: left, Y: low}, {X: right, Y: low}, {X: right, Y: high}, {X: left, Y: high}})
			}
			if len(s.Labels) > 0 {
				label(c, s.Labels[i], col, vg.Point{X: (left + right) / 2, Y: (low + high) / 2})
			}
		}
	}
}

// label sets a word in the middle of a field, light on what is dark.
func label(c vgdraw.Canvas, word string, field color.NRGBA, at vg.Point) {
	set := fieldStyle
	set.XAlign, set.YAlign = vgdraw.XCenter, vgdraw.YCenter
	if luminance := 0.299*float64(field.R) + 0.587*float64(field.G) + 0.114*float64(field.B); luminance < 140 {
		set.Color = paper
	}
	c.FillText(set, at, word)
}
