package draw

import (
	"fmt"
	"strings"

	"github.com/seed-380714d4/fathom/dsl/figure"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	vgdraw "gonum.org/v1/plot/vg/draw"
)

// Panels is the panels of fig as plots of gonum/plot, in the house style, row
// by row; one is nil where a place is empty. Their axes, shared ones too, are
// set.
func Panels(fig figure.Figure) ([]*plot.Plot, error) {
	if err := fig.Err(); err != nil {
		return nil, err
	}
	spec := fig.Spec()
	if spec.Grid == nil {
		return nil, fmt.Errorf("figure/draw: Panels: want a figure of panels, got one without; use draw.Plot")
	}
	return newPanels(spec).plots, nil
}

const (
	panelTitleHeight = 17 * px
	panelLineHeight  = 14.5 * px
	rowHeadHeight    = 26 * px
	panelGap         = 9 * px
	axisLabelRoom    = 21 * px
)

var (
	panelTitleStyle = style(13*px, true, ink)
	panelLineStyle  = style(11.5*px, false, quiet)
	panelTickStyle  = style(11.5*px, false, quiet)
	rowHeadStyle    = style(14*px, true, ink)
)

// panels is a figure of panels in the making.
type panels struct {
	spec          figure.Spec
	columns, rows int
	plots         []*plot.Plot
	x, y          string // labels that all panels have in common, set once
}

func newPanels(spec figure.Spec) panels {
	g := spec.Grid
	ps := panels{spec: spec, columns: g.Columns, rows: (len(g.Panels) + g.Columns - 1) / g.Columns}
	ps.x = common(g.Panels, func(s figure.Spec) figure.Axis { return s.X })
	ps.y = common(g.Panels, func(s figure.Spec) figure.Axis { return s.Y })
	for i, s := range g.Panels {
		if blank(s) {
			ps.plots = append(ps.plots, nil)
			continue
		}
		xs, ys := extentOf(s)
		allX, allY := ps.sharing(i)
		if g.ShareX {
			xs = allX
		}
		if g.ShareY {
			ys = allY
		}
		ps.plots = append(ps.plots, ps.plot(i, s, xs, ys))
	}
	return ps
}

// sharing is what the panels have to show that share axes with panel i.
func (ps panels) sharing(i int) (xs, ys []float64) {
	for k, s := range ps.spec.Grid.Panels {
		if !ps.spec.Grid.ByRow || k/ps.columns == i/ps.columns {
			x, y := extentOf(s)
			xs, ys = append(xs, x...), append(ys, y...)
		}
	}
	return xs, ys
}

func blank(s figure.Spec) bool { return len(s.Series) == 0 && len(s.Heat) == 0 && s.Picture == nil }

// common is the axis label of all panels, or "" where they differ.
func common(all []figure.Spec, axis func(figure.Spec) figure.Axis) string {
	label := ""
	for _, s := range all {
		if blank(s) || s.Picture != nil {
			continue
		}
		l := axisLabel(axis(s))
		if label != "" && l != label {
			return ""
		}
		label = l
	}
	return label
}

// plot is panel i.
func (ps panels) plot(i int, s figure.Spec, xs, ys []float64) *plot.Plot {
	p := plot.New()
	p.BackgroundColor = paper
	if s.Picture != nil {
		p.HideAxes()
		p.X.Min, p.X.Max, p.Y.Min, p.Y.Max = 0, 1, 0, 1
		p.Add(ps.frame(i), pictured{*s.Picture})
		return p
	}
	if s.Bar == nil {
		s.Bar = ps.spec.Bar
	}
	width, height := ps.cell()
	setSpans(p, s, xs, ys, max(int(width/(36*px)), 3), max(int(height/(30*px)), 3))
	for _, a := range []*plot.Axis{&p.X, &p.Y} {
		twoLabels(a)
		restyle(&a.Tick.Label, panelTickStyle)
		a.Tick.Length = 4 * px
	}
	if ps.x != "" {
		p.X.Label.Text = ""
	}
	if ps.y != "" {
		p.Y.Label.Text = ""
	}
	if ps.spec.Grid.ShareX && !ps.spec.Grid.ByRow && ps.below(i) {
		unlabel(&p.X)
	}
	if ps.spec.Grid.ShareY && i%ps.columns > 0 {
		unlabel(&p.Y)
	}
	p.Add(ps.frame(i))
	for _, l := range plotters(s) {
		p.Add(l)
	}
	return p
}

// below tells whether there is a panel below panel i, which has the labels.
func (ps panels) below(i int) bool {
	k := i + ps.columns
	return k < len(ps.spec.Grid.Panels) && !blank(ps.spec.Grid.Panels[k])
}

// cell is about the size of a panel's data area.
func (ps panels) cell() (w, h vg.Length) {
	w = (vg.Length(ps.spec.Width) - 170) * px / vg.Length(ps.columns)
	h = (vg.Length(ps.spec.Height) - 120) * px / vg.Length(ps.rows)
	return max(w-14*px, 20*px), max(h-50*px, 20*px)
}

// twoLabels makes room for as many labels as it takes to read a scale.
func twoLabels(a *plot.Axis) {
	t, ok := a.Tick.Marker.(ticker)
	for ; ok && t.most < 8; t.most++ {
		labels := 0
		for _, k := range t.Ticks(a.Min, a.Max) {
			if !k.IsMinor() {
				labels++
			}
		}
		if labels > 1 {
			break
		}
	}
	if ok {
		a.Tick.Marker = t
	}
}

// frame is what stands around panel i: as high as the row's highest, so that
// titles stand in line.
func (ps panels) frame(i int) panelFrame {
	width, _ := ps.cell()
	var f panelFrame
	row := i / ps.columns * ps.columns
	for k := row; k < min(row+ps.columns, len(ps.spec.Grid.Panels)); k++ {
		s := ps.spec.Grid.Panels[k]
		one := panelFrame{title: wrap(s.Title, panelTitleStyle, width), lines: wrap(s.Subtitle, panelLineStyle, width)}
		if k == i {
			f.title, f.lines, f.bare = one.title, one.lines, s.Picture != nil
		}
		f.room = max(f.room, one.height())
	}
	return f
}

// unlabel keeps an axis's ticks, and no room for labels.
func unlabel(a *plot.Axis) {
	a.Tick.Marker = unlabelled{a.Tick.Marker}
	a.Tick.Label.Font.Size = 0.01 * px
}

// unlabelled keeps ticks and leaves out what they say.
type unlabelled struct{ plot.Ticker }

func (u unlabelled) Ticks(lo, hi float64) []plot.Tick {
	ticks := u.Ticker.Ticks(lo, hi)
	for i := range ticks {
		if !ticks[i].IsMinor() {
			ticks[i].Label = " "
		}
	}
	return ticks
}

// panelFrame is what stands around a panel's data: its title, a few words, and
// the grid below the data.
type panelFrame struct {
	title, lines string
	room         vg.Length // above the data
	bare         bool      // no grid
}

func (f panelFrame) height() vg.Length {
	h := lineCount(f.title)*panelTitleHeight + lineCount(f.lines)*panelLineHeight
	if h > 0 {
		h += 3 * px
	}
	return h
}

func (f panelFrame) GlyphBoxes(*plot.Plot) []plot.GlyphBox {
	return []plot.GlyphBox{{X: 0, Y: 0}, {X: 0, Y: 1, Rectangle: vg.Rectangle{Max: vg.Point{Y: f.room}}}}
}

func (f panelFrame) Plot(c vgdraw.Canvas, p *plot.Plot) {
	if !f.bare {
		drawGrid(c, p)
	}
	at := vg.Point{X: c.Min.X, Y: c.Max.Y + f.room}
	if f.title != "" {
		drawLines(c, f.title, at, panelTitleHeight, textAt(panelTitleStyle))
		at.Y -= lineCount(f.title) * panelTitleHeight
	}
	if f.lines != "" {
		drawLines(c, f.lines, at, panelLineHeight, textAt(panelLineStyle))
	}
}

// render draws title, legend and panels on c.
func (ps panels) render(c vgdraw.Canvas) {
	var all []series
	for _, s := range ps.spec.Grid.Panels {
		for _, r := range s.Series {
			if r.Tone == nil && r.Kind != figure.Faint && !named(all, r.Name) {
				all = append(all, series{Series: r})
			}
		}
	}
	head := newFrame(ps.spec, all)
	area := c
	area.Max.Y -= head.headHeight()
	if !head.right.empty() {
		area.Max.X -= columnGap + head.right.width()
	}
	data := area
	if ps.y != "" {
		data.Min.X += axisLabelRoom
	}
	if ps.x != "" {
		data.Min.Y += axisLabelRoom
	}
	inner := ps.draw(data)
	head.around(vgdraw.Canvas{Canvas: c.Canvas, Rectangle: vg.Rectangle{
		Min: vg.Point{X: inner.Min.X, Y: inner.Min.Y}, Max: vg.Point{X: area.Max.X, Y: area.Max.Y}}})
	ps.axisLabels(c, area, inner)
}

func named(all []series, name string) bool {
	for _, s := range all {
		if s.Name == name {
			return true
		}
	}
	return false
}

// axisLabels sets the labels that all panels share, in the middle of them.
func (ps panels) axisLabels(c, area vgdraw.Canvas, inner vg.Rectangle) {
	sty := labelStyle
	sty.XAlign, sty.YAlign = vgdraw.XCenter, vgdraw.YBottom
	if ps.x != "" {
		c.FillText(sty, vg.Point{X: (inner.Min.X + inner.Max.X) / 2, Y: area.Min.Y}, ps.x)
	}
	if ps.y != "" {
		sty.Rotation, sty.YAlign = quarterTurn, vgdraw.YTop
		c.FillText(sty, vg.Point{X: area.Min.X, Y: (inner.Min.Y + inner.Max.Y) / 2}, ps.y)
	}
}

func axisLabel(a figure.Axis) string {
	if a.Unit != "" {
		return strings.TrimSpace(fmt.Sprintf("%s (%s)", a.Label, a.Unit))
	}
	return a.Label
}
