package draw

import (
	"math"

	"github.com/seed-380714d4/fathom/dsl/figure"

	"gonum.org/v1/plot/vg"
	vgdraw "gonum.org/v1/plot/vg/draw"
)

// diagram draws boxes and lines below the title. It has no axes.
type diagram struct {
	figure.Diagram
	c   vgdraw.Canvas
	top vg.Length // where the diagram's pixel 0 lies
}

// drawDiagram draws a figure that is a diagram.
func drawDiagram(spec figure.Spec, c vgdraw.Canvas) {
	f := newFrame(spec, nil)
	c.Max.Y -= f.headHeight()
	f.around(c)
	d := diagram{*spec.Diagram, c, c.Max.Y}
	for _, one := range d.Frames {
		d.frame(one)
	}
	for _, l := range d.Links {
		d.link(l)
	}
	for _, b := range d.Boxes {
		d.box(b)
	}
}

func (d diagram) at(x, y float64) vg.Point {
	return vg.Point{X: d.c.Min.X + vg.Length(x)*px, Y: d.top - vg.Length(y)*px}
}

// rounded is a rectangle with round corners.
func (d diagram) rounded(x, y, w, h, r float64) vg.Path {
	var p vg.Path
	p.Move(d.at(x+r, y))
	corner := func(x1, y1, cx, cy, x2, y2 float64) {
		p.Line(d.at(x1, y1))
		p.QuadTo(d.at(cx, cy), d.at(x2, y2))
	}
	corner(x+w-r, y, x+w, y, x+w, y+r)
	corner(x+w, y+h-r, x+w, y+h, x+w-r, y+h)
	corner(x+r, y+h, x, y+h, x, y+h-r)
	corner(x, y+r, x, y, x+r, y)
	p.Close()
	return p
}

func (d diagram) box(b figure.Box) {
	colour := slotColor(b.Slot)
	path := d.rounded(b.X, b.Y, b.W, b.H, 5)
	d.c.SetColor(paper)
	d.c.Fill(path)
	d.c.SetColor(withAlpha(colour, 0.12))
	d.c.Fill(path)
	d.c.SetColor(colour)
	d.c.SetLineWidth(1.2 * px)
	d.c.Stroke(path)
	name, small := fieldStyle, noteStyle
	name.XAlign, small.XAlign = vgdraw.XCenter, vgdraw.XCenter
	name.YAlign, small.YAlign = vgdraw.YCenter, vgdraw.YCenter
	d.c.FillText(name, d.at(b.X+b.W/2, b.Y+b.H*0.30), d.fitting(b.Name, name, b.W-8))
	d.c.FillText(small, d.at(b.X+b.W/2, b.Y+b.H*0.71), d.fitting(b.Small, small, b.W-8))
}

// fitting cuts what is wider than its box.
func (d diagram) fitting(txt string, sty vgdraw.TextStyle, width float64) string {
	letters := []rune(txt)
	for len(letters) > 1 && sty.Width(txt) > vg.Length(width)*px {
		letters = letters[:len(letters)-1]
		txt = string(letters) + "…"
	}
	return txt
}

func (d diagram) link(l figure.Link) {
	d.c.SetColor(quiet)
	d.c.SetLineWidth(1.3 * px)
	d.c.SetLineDash(nil, 0)
	var p vg.Path
	p.Move(d.at(l.X1, l.Y1))
	dx, dy := 0.0, 1.0
	if l.Arc {
		// A cubic whose controls lie at x reaches three quarters of the way there.
		by := func(from float64) float64 { return from + (l.By-from)*4/3 }
		p.CubeTo(d.at(by(l.X1), l.Y1), d.at(by(l.X2), l.Y2), d.at(l.X2, l.Y2))
		dx, dy = -1, 0
	} else {
		p.Line(d.at(l.X1, l.Bend))
		half := (l.Y2 - l.Bend) / 2
		p.CubeTo(d.at(l.X1, l.Bend+half), d.at(l.X2, l.Y2-half), d.at(l.X2, l.Y2))
	}
	d.c.Stroke(p)
	d.arrow(l.X2, l.Y2, dx, dy)
}

// arrow is a tip at x, y that points along dx, dy.
func (d diagram) arrow(x, y, dx, dy float64) {
	n := math.Hypot(dx, dy)
	dx, dy = dx/n, dy/n
	const long, wide = 7, 3.2
	var p vg.Path
	p.Move(d.at(x, y))
	p.Line(d.at(x-long*dx-wide*dy, y-long*dy+wide*dx))
	p.Line(d.at(x-long*dx+wide*dy, y-long*dy-wide*dx))
	p.Close()
	d.c.SetColor(quiet)
	d.c.Fill(p)
}

func (d diagram) frame(f figure.Frame) {
	path := d.rounded(f.X, f.Y, f.W, f.H, 8)
	d.c.SetColor(withAlpha(rule, 0.10))
	d.c.Fill(path)
	d.c.SetColor(rule)
	d.c.SetLineWidth(1 * px)
	d.c.SetLineDash([]vg.Length{4 * px, 3 * px}, 0)
	d.c.Stroke(path)
	d.c.SetLineDash(nil, 0)
	label := labelStyle
	label.XAlign, label.YAlign = vgdraw.XRight, vgdraw.YCenter
	d.c.FillText(label, d.at(f.X-6, f.Y+f.H/2), f.Label)
}
