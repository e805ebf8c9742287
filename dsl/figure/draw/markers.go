package draw

import (
	"image/color"
	"math"

	"gonum.org/v1/plot/vg"
	vgdraw "gonum.org/v1/plot/vg/draw"
)

// shapes are markers by slot, as corners on a unit circle; none is a circle.
// They are as many as to be out of step with the palette, so that slots differ
// long after each list has been used up. Radii make their areas look alike.
var shapes = []shape{
	{corners: 0, radius: 1},
	{corners: 4, radius: 1.2, turn: math.Pi / 4},
	{corners: 3, radius: 1.35, turn: math.Pi / 2},
	{corners: 4, radius: 1.25},
	{corners: 3, radius: 1.35, turn: -math.Pi / 2},
	{corners: 5, radius: 1.2, turn: math.Pi / 2},
	{corners: 6, radius: 1.1},
	{corners: 10, radius: 1.5, turn: math.Pi / 2, star: true},
}

type shape struct {
	corners      int
	radius, turn float64
	star         bool
}

func slotShape(slot int) shape {
	if slot < 0 {
		return shapes[(3-1-slot)%len(shapes)]
	}
	return shapes[slot%len(shapes)]
}

// path is the outline of the shape of size r around at.
func (s shape) path(at vg.Point, r vg.Length) vg.Path {
	var p vg.Path
	if s.corners == 0 {
		p.Move(vg.Point{X: at.X + r, Y: at.Y})
		p.Arc(at, r, 0, 2*math.Pi)
		p.Close()
		return p
	}
	for i := range s.corners {
		radius := float64(r) * s.radius
		if s.star && i%2 == 1 {
			radius *= 0.45
		}
		sin, cos := math.Sincos(s.turn + 2*math.Pi*float64(i)/float64(s.corners))
		corner := vg.Point{X: at.X + vg.Length(radius*cos), Y: at.Y + vg.Length(radius*sin)}
		if i == 0 {
			p.Move(corner)
		} else {
			p.Line(corner)
		}
	}
	p.Close()
	return p
}

const markerRadius = 3.6 * px

// drawMarker draws one marker: solid with a thin white edge that keeps
// overlapping ones apart, or hollow.
func drawMarker(c vgdraw.Canvas, s shape, at vg.Point, col color.Color, hollow bool) {
	fill, edge, width, r := col, color.Color(paper), 0.8*px, markerRadius
	if hollow {
		fill, edge, width, r = paper, col, 1.8*px, markerRadius+0.6*px
	}
	path := s.path(at, r)
	c.SetColor(fill)
	c.Fill(path)
	c.SetLineDash(nil, 0)
	c.SetLineWidth(width)
	c.SetColor(edge)
	c.Stroke(path)
}
