package draw

import (
	"image/color"

	"golang.org/x/image/font"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
	gonumfont "gonum.org/v1/plot/font"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/vgpdf"
)

// outlined is a PDF canvas that draws letters as shapes. gonum/plot's own PDF
// text knows one 8-bit code page, which has neither ∂ nor ‖ nor a minus sign,
// and refuses bold faces of fonts like ours.
type outlined struct{ *vgpdf.Canvas }

// SetColor undoes what gonum/plot forgets to: it takes colours whose channels
// are multiplied by alpha for plain ones, and so pales become greys.
func (c outlined) SetColor(col color.Color) {
	c.Canvas.SetColor(straight(color.NRGBAModel.Convert(col).(color.NRGBA)))
}

type straight color.NRGBA

func (s straight) RGBA() (r, g, b, a uint32) {
	return uint32(s.R) * 0x101, uint32(s.G) * 0x101, uint32(s.B) * 0x101, uint32(s.A) * 0x101
}

// FillString fills the outlines of txt, from pt on its baseline on.
func (c outlined) FillString(face gonumfont.Face, pt vg.Point, txt string) {
	var buf sfnt.Buffer
	f := face.Face
	em := fixed.Int26_6(f.UnitsPerEm()) << 6
	toPoints := face.Font.Size / vg.Length(em)
	var previous sfnt.GlyphIndex
	for i, r := range txt {
		glyph, err := f.GlyphIndex(&buf, r)
		if err != nil {
			continue
		}
		if kern, err := f.Kern(&buf, previous, glyph, em, font.HintingNone); i > 0 && err == nil {
			pt.X += vg.Length(kern) * toPoints
		}
		if segments, err := f.LoadGlyph(&buf, glyph, em, nil); err == nil {
			c.Fill(outline(segments, pt, toPoints))
		}
		if advance, err := f.GlyphAdvance(&buf, glyph, em, font.HintingNone); err == nil {
			pt.X += vg.Length(advance) * toPoints
		}
		previous = glyph
	}
}

// outline is a glyph as a path with its origin at at. Fonts count y downwards.
func outline(segments sfnt.Segments, at vg.Point, scale vg.Length) vg.Path {
	point := func(p fixed.Point26_6) vg.Point {
		return vg.Point{X: at.X + vg.Length(p.X)*scale, Y: at.Y - vg.Length(p.Y)*scale}
	}
	var path vg.Path
	for i, s := range segments {
		switch s.Op {
		case sfnt.SegmentOpMoveTo:
			if i > 0 {
				path.Close()
			}
			path.Move(point(s.Args[0]))
		case sfnt.SegmentOpLineTo:
			path.Line(point(s.Args[0]))
		case sfnt.SegmentOpQuadTo:
			path.QuadTo(point(s.Args[0]), point(s.Args[1]))
		case sfnt.SegmentOpCubeTo:
			path.CubeTo(point(s.Args[0]), point(s.Args[1]), point(s.Args[2]))
		}
	}
	path.Close()
	return path
}
