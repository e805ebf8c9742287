package draw

import (
	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	vgdraw "gonum.org/v1/plot/vg/draw"
)

// whiskers draw what lies between Low and High of points that no line joins: a
// stroke with a bar at each end, where a band would claim something of what
// lies between the points.
type whiskers struct{ series }

const whiskerBar = 4 * px

func (w whiskers) Plot(c vgdraw.Canvas, p *plot.Plot) {
	sty := vgdraw.LineStyle{Color: slotColor(w.Slot), Width: 1.5 * px}
	for _, part := range w.finite() {
		low, high := w.points(c, p, part, w.Low), w.points(c, p, part, w.High)
		for i := range low {
			if low[i] == high[i] {
				continue
			}
			strokes := [][]vg.Point{{low[i], high[i]}}
			for _, end := range []vg.Point{low[i], high[i]} {
				strokes = append(strokes, []vg.Point{{X: end.X - whiskerBar, Y: end.Y}, {X: end.X + whiskerBar, Y: end.Y}})
			}
			c.StrokeLines(sty, c.ClipLinesXY(strokes...)...)
		}
	}
}
