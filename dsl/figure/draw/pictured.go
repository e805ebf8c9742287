package draw

import (
	"image"
	"image/color"

	"github.com/seed-380714d4/fathom/dsl/figure"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	vgdraw "gonum.org/v1/plot/vg/draw"
)

// pictured draws a picture as large as its panel lets it, in its own
// proportions.
type pictured struct{ figure.Picture }

// fine is how many points a picture has at least from edge to edge: its pixels
// are drawn as squares, which a renderer that smooths would make a blur of.
const fine = 360

func (p pictured) Plot(c vgdraw.Canvas, _ *plot.Plot) {
	size := c.Size()
	scale := min(size.X/vg.Length(p.Width), size.Y/vg.Length(p.Height))
	w, h := scale*vg.Length(p.Width), scale*vg.Length(p.Height)
	left, top := c.Min.X, c.Max.Y
	c.DrawImage(vg.Rectangle{Min: vg.Point{X: left, Y: top - h}, Max: vg.Point{X: left + w, Y: top}}, p.enlarged())
}

// enlarged is the picture with each pixel a square of many.
func (p pictured) enlarged() image.Image {
	k := max(1, (fine+max(p.Width, p.Height)-1)/max(p.Width, p.Height))
	out := image.NewRGBA(image.Rect(0, 0, k*p.Width, k*p.Height))
	channels := len(p.Pixels) / (p.Width * p.Height)
	for y := range out.Rect.Max.Y {
		for x := range out.Rect.Max.X {
			at := p.Pixels[(y/k*p.Width+x/k)*channels:]
			if channels == 1 {
				at = []byte{at[0], at[0], at[0]}
			}
			out.SetRGBA(x, y, color.RGBA{at[0], at[1], at[2], 255})
		}
	}
	return out
}
