package draw

import (
	"math"
	"strings"

	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
)

// handler sets all text of a picture.
var handler = superscripts{text.Plain{Fonts: font.DefaultCache}}

// superscripts sets plain text, and raises small digits for Unicode's
// superscripts ("10⁻¹⁴"): most fonts lack some of them, Liberation ⁰, ⁹ and ⁻.
// gonum's LaTeX handler would set these too, but in another typeface.
type superscripts struct{ text.Plain }

const (
	raisedSize = 0.72
	raisedBy   = 0.36
)

// Box is the size of one line.
func (h superscripts) Box(line string, f font.Font) (width, height, depth vg.Length) {
	_, height, depth = h.Plain.Box("", f)
	for _, r := range runs(line) {
		width += h.width(r, f)
	}
	return width, height, depth
}

func (h superscripts) width(r run, f font.Font) vg.Length {
	w, _, _ := h.Plain.Box(r.text, r.font(f))
	return w
}

// Draw sets txt as the handler of gonum/plot does, run by run.
func (h superscripts) Draw(c vg.Canvas, txt string, sty text.Style, pt vg.Point) {
	if txt = strings.TrimRight(txt, "\n"); txt == "" {
		return
	}
	c.SetColor(sty.Color)
	if sty.Rotation != 0 {
		c.Push()
		defer c.Pop()
		c.Rotate(sty.Rotation)
		sin, cos := math.Sincos(sty.Rotation)
		pt = vg.Point{X: pt.Y*vg.Length(sin) + pt.X*vg.Length(cos), Y: pt.Y*vg.Length(cos) - pt.X*vg.Length(sin)}
	}
	lines := h.Lines(txt)
	pt.Y += sty.Height(txt)*vg.Length(sty.YAlign) - h.Extents(sty.Font).Ascent
	for i, line := range lines {
		width, _, _ := h.Box(line, sty.Font)
		at := pt.Add(vg.Point{X: vg.Length(sty.XAlign) * width, Y: vg.Length(len(lines)-i) * sty.Font.Size})
		for _, r := range runs(line) {
			h.drawRun(c, r, sty.Font, at)
			at.X += h.width(r, sty.Font)
		}
	}
}

func (h superscripts) drawRun(c vg.Canvas, r run, f font.Font, at vg.Point) {
	if r.raised {
		at.Y += f.Size * raisedBy
	}
	small := r.font(f)
	c.FillString(h.Fonts.Lookup(small, small.Size), at, r.text)
}

// run is a stretch of a line that is all raised or all not.
type run struct {
	text   string
	raised bool
}

func (r run) font(f font.Font) font.Font {
	if r.raised {
		f.Size *= raisedSize
	}
	return f
}

var raisedDigits = map[rune]rune{
	'⁰': '0', '¹': '1', '²': '2', '³': '3', '⁴': '4', '⁵': '5', '⁶': '6', '⁷': '7', '⁸': '8', '⁹': '9',
	'⁻': '−', '⁺': '+',
}

func runs(line string) []run {
	var out []run
	for _, c := range line {
		digit, raised := raisedDigits[c]
		if raised {
			c = digit
		}
		if n := len(out); n == 0 || out[n-1].raised != raised {
			out = append(out, run{raised: raised})
		}
		out[len(out)-1].text += string(c)
	}
	return out
}

// wrap breaks txt at spaces into lines no wider than width, where it can.
func wrap(txt string, sty text.Style, width vg.Length) string {
	var out []string
	for _, paragraph := range strings.Split(txt, "\n") {
		line := ""
		for _, word := range strings.Fields(paragraph) {
			longer := strings.TrimSpace(line + " " + word)
			if line != "" && sty.Width(longer) > width {
				out, longer = append(out, line), word
			}
			line = longer
		}
		out = append(out, line)
	}
	return strings.Join(out, "\n")
}
