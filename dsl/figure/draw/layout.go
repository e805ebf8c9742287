package draw

import (
	"math"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	vgdraw "gonum.org/v1/plot/vg/draw"
)

const quarterTurn = math.Pi / 2

// margin is what a plot needs around its data for ticks, labels and titles.
type margin struct{ left, right, bottom, top vg.Length }

func (m margin) atLeast(n margin) margin {
	return margin{max(m.left, n.left), max(m.right, n.right), max(m.bottom, n.bottom), max(m.top, n.top)}
}

func marginOf(p *plot.Plot, c vgdraw.Canvas) margin {
	d := p.DataCanvas(c)
	return margin{d.Min.X - c.Min.X, c.Max.X - d.Max.X, d.Min.Y - c.Min.Y, c.Max.Y - d.Max.Y}
}

// draw sets the panels within c so that all data areas have one size and stand
// in line, and returns the rectangle around these. gonum's own Align gives
// every panel the room that the widest labels need, which of small multiples
// only the outer ones have.
func (ps panels) draw(c vgdraw.Canvas) vg.Rectangle {
	w, h := ps.cell()
	nominal := vgdraw.Canvas{Canvas: c.Canvas, Rectangle: vg.Rectangle{Max: vg.Point{X: w + 40*px, Y: h + 60*px}}}
	own := make([]margin, len(ps.plots))
	columns, rows := make([]margin, ps.columns), make([]margin, ps.rows)
	for i, p := range ps.plots {
		if p != nil {
			own[i] = marginOf(p, nominal)
			columns[i%ps.columns] = columns[i%ps.columns].atLeast(own[i])
			rows[i/ps.columns] = rows[i/ps.columns].atLeast(own[i])
		}
	}
	heads := vg.Length(0)
	if len(ps.spec.Grid.Rows) > 0 {
		heads = rowHeadHeight
	}
	size := vg.Point{X: c.Max.X - c.Min.X - panelGap*vg.Length(ps.columns-1), Y: c.Max.Y - c.Min.Y - panelGap*vg.Length(ps.rows-1) - heads*vg.Length(ps.rows)}
	for _, m := range columns {
		size.X -= m.left + m.right
	}
	for _, m := range rows {
		size.Y -= m.bottom + m.top
	}
	size.X, size.Y = max(size.X/vg.Length(ps.columns), 4*px), max(size.Y/vg.Length(ps.rows), 4*px)
	inner := vg.Rectangle{Min: vg.Point{X: c.Min.X + columns[0].left, Y: c.Max.Y}, Max: vg.Point{X: c.Min.X, Y: c.Max.Y - heads - rows[0].top}}
	y := c.Max.Y
	for r := range ps.rows {
		if heads > 0 && r < len(ps.spec.Grid.Rows) {
			drawLines(c, ps.spec.Grid.Rows[r], vg.Point{X: inner.Min.X, Y: y}, rowHeadHeight, textAt(rowHeadStyle))
		}
		y -= heads + rows[r].top + size.Y
		x := c.Min.X
		for k := range ps.columns {
			x += columns[k].left
			data := vg.Rectangle{Min: vg.Point{X: x, Y: y}, Max: vg.Point{X: x + size.X, Y: y + size.Y}}
			if i := r*ps.columns + k; i < len(ps.plots) && ps.plots[i] != nil {
				drawWithin(ps.plots[i], c, data, own[i])
			}
			inner.Max.X, inner.Min.Y = max(inner.Max.X, data.Max.X), min(inner.Min.Y, data.Min.Y)
			x += size.X + columns[k].right + panelGap
		}
		y -= rows[r].bottom + panelGap
	}
	return inner
}

// drawWithin draws a plot whose data fill a rectangle.
func drawWithin(p *plot.Plot, c vgdraw.Canvas, data vg.Rectangle, m margin) {
	p.Draw(vgdraw.Canvas{Canvas: c.Canvas, Rectangle: vg.Rectangle{
		Min: vg.Point{X: data.Min.X - m.left, Y: data.Min.Y - m.bottom},
		Max: vg.Point{X: data.Max.X + m.right, Y: data.Max.Y + m.top}}})
}
