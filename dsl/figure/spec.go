package figure

import "github.com/seed-380714d4/fathom/dsl"

// Spec is what a figure says, as plain data: all that is needed to draw it.
type Spec struct {
	Title    string   `json:"title,omitempty"`
	Subtitle string   `json:"subtitle,omitempty"`
	X        Axis     `json:"x"`
	Y        Axis     `json:"y"`
	Series   []Series `json:"series,omitempty"`
	// Heat are the columns of a heat map; Bar says what its colours mean, or
	// those of series with a Tone.
	Heat []Strip `json:"heat,omitempty"`
	Bar  *Bar    `json:"bar,omitempty"`
	// Picture fills the figure, without axes: it is for panels.
	Picture *Picture `json:"picture,omitempty"`
	// Diagram makes this a figure of boxes and lines, without axes.
	Diagram *Diagram `json:"diagram,omitempty"`
	// Grid makes this a figure of panels; then it has no data of its own.
	Grid *Grid `json:"grid,omitempty"`
	// Notes are set small beside the data: what a reader has to know to
	// trust it, such as what a band spans.
	Notes  []string `json:"notes,omitempty"`
	Legend Place    `json:"legend,omitempty"`
	// Width and Height are in pixels, as shown on a page.
	Width  int `json:"width"`
	Height int `json:"height"`
}

// Axis is one axis of a figure.
type Axis struct {
	Label string `json:"label,omitempty"`
	Unit  string `json:"unit,omitempty"`
	Log   bool   `json:"log,omitempty"`
	// Whole keeps tick labels to whole numbers, as for layers and epochs.
	Whole bool `json:"whole,omitempty"`
	// Min and Max are the ends of the axis; nil follows the data.
	Min *float64 `json:"min,omitempty"`
	Max *float64 `json:"max,omitempty"`
	// Ticks replaces the ticks that drawing would choose.
	Ticks []Tick `json:"ticks,omitempty"`
}

// Tick is a labelled place on an axis.
type Tick struct {
	Value float64 `json:"value"`
	Label string  `json:"label"`
}

// Kind says how a series is drawn.
type Kind string

const (
	// Line joins the points, with a marker at each where they are few.
	Line Kind = "line"
	// Steps joins them by horizontal and vertical strokes.
	Steps Kind = "steps"
	// Marks draws the points alone.
	Marks Kind = "marks"
	// Faint is a thin pale line behind the others: the raw form of a
	// smoothed series. It has no legend entry.
	Faint Kind = "faint"
	// ReferenceLine is a predicted or published line: dashed and dark.
	ReferenceLine Kind = "reference line"
	// ReferenceMarks are published points: hollow and dark.
	ReferenceMarks Kind = "reference marks"
)

// Series is one set of points of a figure.
type Series struct {
	Name string `json:"name,omitempty"`
	Kind Kind   `json:"kind"`
	// Slot picks colour, marker and dash: series of one slot belong together.
	// Slots below 0 are for what was not measured here.
	Slot int        `json:"slot"`
	X    dsl.Floats `json:"x"`
	Y    dsl.Floats `json:"y"`
	// Low and High bound a band around Y; both or neither.
	Low  dsl.Floats `json:"low,omitempty"`
	High dsl.Floats `json:"high,omitempty"`
	// Each has the values of every seed, of which Y is the mean.
	Each []dsl.Floats `json:"each,omitempty"`
	// Band says what Low and High are.
	Band Band `json:"band,omitempty"`
	// Plain leaves out the markers that a line of few points has: there are
	// more to come.
	Plain bool `json:"plain,omitempty"`
	// Tone, from 0 to 1, colours the series by its place on the figure's Bar
	// instead of by its slot: for many of a kind, such as layers.
	Tone *float64 `json:"tone,omitempty"`
}

// Place is where a legend stands. It never covers data.
type Place string

const (
	// Right of the data, the default.
	Right Place = "right"
	// Above the data, below the title.
	Above Place = "above"
	// Hidden leaves the legend out.
	Hidden Place = "hidden"
)

// clone copies what a changed figure could share with the one it came from.
// The numbers themselves are never changed, so they are shared.
func (s Spec) clone() Spec {
	s.Series = append([]Series(nil), s.Series...)
	s.Notes = append([]string(nil), s.Notes...)
	if s.Grid != nil {
		g := *s.Grid
		g.Panels, g.Rows = append([]Spec(nil), g.Panels...), append([]string(nil), g.Rows...)
		s.Grid = &g
	}
	return s
}
