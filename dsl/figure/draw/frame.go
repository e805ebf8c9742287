package draw

import (
	"strings"

	"github.com/seed-380714d4/fathom/dsl/figure"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	vgdraw "gonum.org/v1/plot/vg/draw"
)

// frame is everything around the data and the grid below it. It is a plotter
// that asks, by its glyph boxes, for the room it needs: gonum/plot's own title
// is centred and its own legend stands on the data.
type frame struct {
	title, subtitle string
	above           row
	right           column
}

const (
	titleHeight    = 22 * px
	subtitleHeight = 17 * px
	headGap        = 10 * px // between head and data
)

// newFrame sets the texts of spec, broken to fit a picture of its width.
func newFrame(spec figure.Spec, all []series) frame {
	width := vg.Length(spec.Width) * px
	text := width - 90*px // what axis labels and margins leave
	f := frame{title: wrap(spec.Title, titleStyle, text)}
	notes := strings.Join(spec.Notes, "\n")
	sub := spec.Subtitle
	switch spec.Legend {
	case figure.Above:
		f.above = rows(entries(all, text), text)
	case figure.Right:
		f.right.entries = entries(all, width*0.36)
	}
	f.right.bar = barOf(spec)
	if len(f.right.entries) > 0 || f.right.bar != nil {
		f.right.notes = wrap(notes, noteStyle, max(f.right.width(), 150*px))
	} else {
		sub = strings.TrimSpace(sub + "\n" + notes)
	}
	f.subtitle = wrap(sub, subtitleStyle, text)
	return f
}

func lineCount(txt string) vg.Length {
	if txt == "" {
		return 0
	}
	return vg.Length(1 + strings.Count(txt, "\n"))
}

func (f frame) headHeight() vg.Length {
	h := lineCount(f.title)*titleHeight + lineCount(f.subtitle)*subtitleHeight + f.above.height()
	if h > 0 {
		h += headGap
	}
	return h
}

// GlyphBoxes reserves the room above and to the right of the data.
func (f frame) GlyphBoxes(*plot.Plot) []plot.GlyphBox {
	right := vg.Length(0)
	if !f.right.empty() {
		right = columnGap + f.right.width()
	}
	return []plot.GlyphBox{
		{X: 0, Y: 0},
		{X: 0, Y: 1, Rectangle: vg.Rectangle{Max: vg.Point{Y: f.headHeight()}}},
		{X: 1, Y: 0.5, Rectangle: vg.Rectangle{Max: vg.Point{X: right}}},
	}
}

// Plot draws the grid within c, and the rest around it.
func (f frame) Plot(c vgdraw.Canvas, p *plot.Plot) {
	drawGrid(c, p)
	f.around(c)
}

// around draws title, legend and notes around the data area c.
func (f frame) around(c vgdraw.Canvas) {
	at := vg.Point{X: c.Min.X, Y: c.Max.Y + f.headHeight()}
	if f.title != "" {
		drawLines(c, f.title, at, titleHeight, textAt(titleStyle))
		at.Y -= lineCount(f.title) * titleHeight
	}
	if f.subtitle != "" {
		drawLines(c, f.subtitle, at, subtitleHeight, textAt(subtitleStyle))
		at.Y -= lineCount(f.subtitle) * subtitleHeight
	}
	f.above.draw(c, vg.Point{X: at.X, Y: at.Y - entryGap/2})
	f.right.draw(c, vg.Point{X: c.Max.X + columnGap, Y: c.Max.Y}, c.Min.Y)
}

func drawGrid(c vgdraw.Canvas, p *plot.Plot) {
	line := vgdraw.LineStyle{Color: grid, Width: 1 * px}
	x, y := p.Transforms(&c)
	for _, t := range p.X.Tick.Marker.Ticks(p.X.Min, p.X.Max) {
		if at := x(t.Value); !t.IsMinor() && c.ContainsX(at) {
			c.StrokeLine2(line, at, c.Min.Y, at, c.Max.Y)
		}
	}
	for _, t := range p.Y.Tick.Marker.Ticks(p.Y.Min, p.Y.Max) {
		if at := y(t.Value); !t.IsMinor() && c.ContainsY(at) {
			c.StrokeLine2(line, c.Min.X, at, c.Max.X, at)
		}
	}
}
