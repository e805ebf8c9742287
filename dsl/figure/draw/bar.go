package draw

import (
	"image/color"

	"github.com/seed-380714d4/fathom/dsl/figure"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	vgdraw "gonum.org/v1/plot/vg/draw"
)

const (
	barWidth  = 13 * px
	barHeight = 150 * px
	barGap    = 7 * px  // between the bar and its labels
	barHead   = 22 * px // its name, above it
)

// bar draws what a sequence of colours stands for.
type bar struct {
	figure.Bar
	heat bool // the colours of a heat map, else those of lines
}

// barOf is the figure's bar, or nil.
func barOf(spec figure.Spec) *bar {
	if spec.Bar == nil {
		return nil
	}
	heat := len(spec.Heat) > 0
	if spec.Grid != nil {
		for _, p := range spec.Grid.Panels {
			heat = heat || len(p.Heat) > 0
		}
	}
	return &bar{*spec.Bar, heat}
}

func (b *bar) ticks() []plot.Tick {
	if b.Log {
		return logTicks(b.From, b.To, 5)
	}
	ticks := linearTicks(b.From, b.To, 6, b.Whole)
	if !b.Whole {
		return ticks
	}
	// Counted things have a first and a last, which a reader wants to see.
	out := []plot.Tick{{Value: b.From, Label: number(b.From, 0)}}
	step := (b.To - b.From) / 7
	for _, t := range ticks {
		if t.Value-b.From > step && b.To-t.Value > step {
			out = append(out, t)
		}
	}
	return append(out, plot.Tick{Value: b.To, Label: number(b.To, 0)})
}

func (b *bar) width() vg.Length {
	if b == nil {
		return 0
	}
	w := legendStyle.Width(b.Label)
	for _, t := range b.ticks() {
		w = max(w, barWidth+barGap+tickStyle.Width(t.Label))
	}
	return w
}

func (b *bar) height() vg.Length {
	if b == nil {
		return 0
	}
	return barHead + barHeight + 2*entryGap
}

// draw sets the bar below at.
func (b *bar) draw(c vgdraw.Canvas, at vg.Point) {
	drawLines(c, b.Label, at, lineHeight, legendText)
	top := at.Y - barHead
	const pieces = 100
	for i := range pieces {
		lo := top - barHeight + barHeight*vg.Length(i)/pieces
		c.FillPolygon(b.color(float64(i)/(pieces-1)), []vg.Point{
			{X: at.X, Y: lo}, {X: at.X + barWidth, Y: lo},
			{X: at.X + barWidth, Y: lo + barHeight/pieces + 0.4}, {X: at.X, Y: lo + barHeight/pieces + 0.4}})
	}
	frame := vgdraw.LineStyle{Color: rule, Width: 0.7 * px}
	c.StrokeLines(frame, []vg.Point{{X: at.X, Y: top}, {X: at.X + barWidth, Y: top},
		{X: at.X + barWidth, Y: top - barHeight}, {X: at.X, Y: top - barHeight}, {X: at.X, Y: top}})
	label := textAt(tickStyle)
	for _, t := range b.ticks() {
		if t.IsMinor() {
			continue
		}
		y := top - barHeight + barHeight*vg.Length(place(b.Bar, t.Value))
		c.StrokeLine2(frame, at.X+barWidth, y, at.X+barWidth+3*px, y)
		c.FillText(label, vg.Point{X: at.X + barWidth + barGap, Y: y + 0.09*tickStyle.Font.Size}, t.Label)
	}
}

func (b *bar) color(t float64) color.Color {
	if b.heat {
		return shadeAt(t)
	}
	return tone(lineTones * t)
}

// lineTones is how far up the palette lines go: its yellow is lost on paper.
const lineTones = 0.85
