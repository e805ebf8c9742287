package draw

import (
	"image/color"
	"math"

	xfont "golang.org/x/image/font"
	"gonum.org/v1/plot"
	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	vgdraw "gonum.org/v1/plot/vg/draw"
)

// px is one pixel of a page: 96 of them make an inch, as in CSS.
const px vg.Length = 0.75

var (
	ink   = color.NRGBA{0x22, 0x22, 0x22, 0xff} // title and names
	quiet = color.NRGBA{0x55, 0x55, 0x55, 0xff} // tick labels, subtitle, notes
	rule  = color.NRGBA{0x88, 0x88, 0x88, 0xff} // axis lines
	grid  = color.NRGBA{0xe3, 0xe3, 0xe3, 0xff}
	paper = color.NRGBA{0xff, 0xff, 0xff, 0xff}
)

// palette is that of Okabe and Ito, without its yellow, which white paper
// swallows, and ordered so that neighbours differ in lightness too.
var palette = []color.NRGBA{
	{0x00, 0x72, 0xb2, 0xff}, // blue
	{0xd5, 0x5e, 0x00, 0xff}, // vermillion
	{0x00, 0x9e, 0x73, 0xff}, // bluish green
	{0xcc, 0x79, 0xa7, 0xff}, // reddish purple
	{0xe6, 0x9f, 0x00, 0xff}, // orange
	{0x56, 0xb4, 0xe9, 0xff}, // sky blue
	{0x33, 0x33, 0x33, 0xff}, // near black
}

// dashes are for curves too dense to carry a marker at each point.
var dashes = [][]vg.Length{
	nil,
	{9 * px, 3 * px},
	{3 * px, 2.5 * px},
	{10 * px, 3 * px, 2 * px, 3 * px},
	{14 * px, 4 * px, 5 * px, 4 * px},
}

// referenceDashes tell predicted and published lines apart.
var referenceDashes = [][]vg.Length{
	{5 * px, 3.5 * px},
	{1.8 * px, 2.7 * px},
	{9 * px, 2.7 * px, 1.8 * px, 2.7 * px},
}

// slotColor is the colour of a slot; below 0 is what was not measured here.
func slotColor(slot int) color.NRGBA {
	if slot < 0 {
		return color.NRGBA{0x44, 0x44, 0x44, 0xff}
	}
	return palette[slot%len(palette)]
}

func slotDash(slot int) []vg.Length {
	if slot < 0 {
		return referenceDashes[(-1-slot)%len(referenceDashes)]
	}
	return dashes[slot%len(dashes)]
}

func withAlpha(c color.NRGBA, alpha float64) color.NRGBA {
	c.A = uint8(math.Round(alpha * 255))
	return c
}

// style is text in Liberation Sans, which gonum/plot embeds: a picture does
// not depend on the fonts of the machine that draws it.
func style(size vg.Length, bold bool, c color.Color) text.Style {
	f := font.Font{Typeface: "Liberation", Variant: "Sans", Size: size}
	if bold {
		f.Weight = xfont.WeightBold
	}
	return text.Style{Color: c, Font: f, XAlign: vgdraw.XLeft, YAlign: vgdraw.YTop, Handler: handler}
}

var (
	titleStyle    = style(17*px, true, ink)
	subtitleStyle = style(13*px, false, quiet)
	labelStyle    = style(14*px, false, ink)
	tickStyle     = style(12.5*px, false, quiet)
	legendStyle   = style(13.5*px, false, ink)
	noteStyle     = style(11.5*px, false, quiet)
	fieldStyle    = style(11.5*px, false, ink)
)

// dress gives an axis the house style. The alignments are what plot.New set
// for the axis's direction.
func dress(a *plot.Axis) {
	a.Padding = 0
	a.LineStyle = vgdraw.LineStyle{Color: rule, Width: 1 * px}
	a.Label.Padding = 5 * px
	restyle(&a.Label.TextStyle, labelStyle)
	restyle(&a.Tick.Label, tickStyle)
	a.Tick.LineStyle = vgdraw.LineStyle{Color: rule, Width: 1 * px}
	a.Tick.Length = 5 * px
}

func restyle(s *text.Style, from text.Style) {
	s.Color, s.Font, s.Handler = from.Color, from.Font, from.Handler
}
