package draw

import (
	"strings"

	"github.com/seed-380714d4/fathom/dsl/figure"

	"gonum.org/v1/plot/vg"
	vgdraw "gonum.org/v1/plot/vg/draw"
)

const (
	sampleWidth = 33 * px // the piece of line before a name
	sampleGap   = 8 * px
	entryGap    = 7 * px // between entries above one another
	entrySpace  = 22 * px
	lineHeight  = 17 * px
	noteHeight  = 15 * px
	columnGap   = 18 * px // between data and legend
)

// entry is a name in the legend, broken into lines, with the series it names.
type entry struct {
	series
	name  string
	lines int
	width vg.Length // with its sample
}

func (e entry) height() vg.Length { return vg.Length(e.lines) * lineHeight }

// entries are the named series: measured ones first, as they were given, then
// what they are compared with.
func entries(all []series, limit vg.Length) []entry {
	var measured, reference []entry
	for _, s := range all {
		if s.Name == "" || s.Kind == figure.Faint {
			continue
		}
		name := wrap(s.Name, legendStyle, limit-sampleWidth-sampleGap)
		e := entry{series: s, name: name, lines: 1 + strings.Count(name, "\n"),
			width: sampleWidth + sampleGap + legendStyle.Width(name)}
		if s.Kind == figure.ReferenceLine || s.Kind == figure.ReferenceMarks {
			reference = append(reference, e)
		} else {
			measured = append(measured, e)
		}
	}
	return append(measured, reference...)
}

// draw sets the entry with its upper left corner at at.
func (e entry) draw(c vgdraw.Canvas, at vg.Point) {
	middle := at.Y - lineHeight/2
	right := at.X + sampleWidth
	if len(e.Low) > 0 && e.joined() {
		c.FillPolygon(bandColor(e.Slot), []vg.Point{
			{X: at.X, Y: middle - 5.5*px}, {X: right, Y: middle - 5.5*px},
			{X: right, Y: middle + 5.5*px}, {X: at.X, Y: middle + 5.5*px}})
	}
	if e.joined() {
		c.StrokeLine2(e.lineStyle(), at.X, middle, right, middle)
	}
	if e.marked() {
		drawMarker(c, slotShape(e.Slot), vg.Point{X: (at.X + right) / 2, Y: middle}, slotColor(e.Slot), e.hollow())
	}
	drawLines(c, e.name, vg.Point{X: right + sampleGap, Y: at.Y}, lineHeight, legendText)
}

var (
	legendText = textAt(legendStyle)
	noteText   = textAt(noteStyle)
)

// textAt centres a line of text on a height.
func textAt(sty vgdraw.TextStyle) vgdraw.TextStyle {
	sty.YAlign = vgdraw.YCenter
	return sty
}

// drawLines sets txt line by line from at down. gonum's own line spacing is
// the font's, which is tight for names of two lines.
//
// The middle of a font's line is above that of its letters, which is what a
// reader sees beside a mark.
func drawLines(c vgdraw.Canvas, txt string, at vg.Point, height vg.Length, sty vgdraw.TextStyle) {
	raise := 0.09 * sty.Font.Size
	for i, line := range strings.Split(txt, "\n") {
		c.FillText(sty, vg.Point{X: at.X, Y: at.Y - height*(vg.Length(i)+0.5) + raise}, line)
	}
}

// column is the legend at the right of the data, and the notes below it.
type column struct {
	entries []entry
	bar     *bar
	notes   string
}

func (l column) empty() bool { return len(l.entries) == 0 && l.notes == "" && l.bar == nil }

func (l column) width() vg.Length {
	var w vg.Length
	for _, e := range l.entries {
		w = max(w, e.width)
	}
	return max(w, noteStyle.Width(l.notes), l.bar.width())
}

// draw fills the column below at; where there are more entries than fit above
// bottom, they move together.
func (l column) draw(c vgdraw.Canvas, at vg.Point, bottom vg.Length) {
	need := l.bar.height()
	for _, e := range l.entries {
		need += e.height() + entryGap
	}
	squeeze := min(1, (at.Y-bottom)/max(need, 1))
	for _, e := range l.entries {
		e.draw(c, at)
		at.Y -= (e.height() + entryGap) * squeeze
	}
	if l.bar != nil {
		l.bar.draw(c, at)
		at.Y -= l.bar.height()
	}
	if l.notes != "" {
		at.Y -= entryGap
		drawLines(c, l.notes, at, noteHeight, noteText)
	}
}

// row is the legend between title and data: lines of entries.
type row [][]entry

func rows(es []entry, width vg.Length) row {
	var out row
	var used vg.Length
	for _, e := range es {
		if len(out) == 0 || used+e.width > width {
			out, used = append(out, nil), 0
		}
		out[len(out)-1] = append(out[len(out)-1], e)
		used += e.width + entrySpace
	}
	return out
}

func (r row) height() vg.Length {
	var h vg.Length
	for _, line := range r {
		h += tallest(line) + entryGap
	}
	return h
}

func (r row) draw(c vgdraw.Canvas, at vg.Point) {
	for _, line := range r {
		x := at.X
		for _, e := range line {
			e.draw(c, vg.Point{X: x, Y: at.Y})
			x += e.width + entrySpace
		}
		at.Y -= tallest(line) + entryGap
	}
}

func tallest(line []entry) vg.Length {
	var h vg.Length
	for _, e := range line {
		h = max(h, e.height())
	}
	return h
}
