package figure

import (
	"fmt"
	"math"
	"strings"

	"github.com/seed-380714d4/fathom/dsl"
)

// Figure is a picture to be drawn, as an immutable value: its methods return
// a changed copy. A Figure that could not be made holds the error, which every
// method keeps and Display returns.
//
// The data of a Figure of trainings may not be there yet: then it is asked for,
// and trained, when the figure is shown or looked into.
type Figure struct {
	spec    Spec
	err     error
	pending *pending      // the data, where spec is without
	changes []func(*Spec) // that methods made since
}

// The size that fits a notebook's column, and half a slide.
const (
	defaultWidth  = 760
	defaultHeight = 430
)

// New is the figure that s describes. What s leaves out is filled in: size,
// kinds, and mean and band of series that have only the values of each seed.
func New(s Spec) Figure {
	s = s.clone()
	if s.Width == 0 {
		s.Width = defaultWidth
	}
	if s.Height == 0 {
		s.Height = defaultHeight
	}
	if s.Legend == "" {
		s.Legend = Right
	}
	fill(s.Series)
	if s.Grid != nil {
		for i, p := range s.Grid.Panels {
			s.Grid.Panels[i].Series = append([]Series(nil), p.Series...)
			fill(s.Grid.Panels[i].Series)
		}
	}
	return Figure{spec: s, err: check(s)}
}

// fill adds what all leaves out.
func fill(all []Series) {
	for i, r := range all {
		if r.Kind == "" {
			all[i].Kind = Line
		}
		if len(r.Y) == 0 && len(r.Each) > 0 && evenly(r) {
			all[i] = all[i].summarised(MinMax)
		}
	}
}

// Failed is the figure that could not be made because of err.
func Failed(err error) Figure { return Figure{err: err} }

// Spec is what the figure says, as plain data.
func (f Figure) Spec() Spec { return f.known().spec.clone() }

// Err is the first error met while the figure was made, or nil.
func (f Figure) Err() error { return f.known().err }

// with changes a copy of the figure, unless it holds an error.
func (f Figure) with(change func(*Spec)) Figure {
	if f.err != nil {
		return f
	}
	s := f.spec.clone()
	change(&s)
	out := Figure{spec: s, err: check(s)}
	if f.pending != nil && out.err == nil {
		out.pending, out.changes = f.pending, append(f.changes[:len(f.changes):len(f.changes)], change)
	}
	return out
}

// axes is with for what a figure's panels have too.
func (f Figure) axes(change func(*Spec)) Figure {
	return f.with(func(s *Spec) {
		change(s)
		if s.Grid != nil {
			for i := range s.Grid.Panels {
				change(&s.Grid.Panels[i])
			}
		}
	})
}

// Title sets the title.
func (f Figure) Title(title string) Figure {
	return f.with(func(s *Spec) { s.Title = title })
}

// Subtitle sets the line below the title.
func (f Figure) Subtitle(text string) Figure {
	return f.with(func(s *Spec) { s.Subtitle = text })
}

// Note adds a line of small print.
func (f Figure) Note(text string) Figure {
	return f.with(func(s *Spec) { s.Notes = append(s.Notes, text) })
}

// X sets the label of the x axis.
func (f Figure) X(label string) Figure { return f.axes(func(s *Spec) { s.X.Label = label }) }

// Y sets the label of the y axis.
func (f Figure) Y(label string) Figure { return f.axes(func(s *Spec) { s.Y.Label = label }) }

// LogX sets whether the x axis is logarithmic.
func (f Figure) LogX(log bool) Figure { return f.axes(func(s *Spec) { s.X.Log = log }) }

// LogY sets whether the y axis is logarithmic.
func (f Figure) LogY(log bool) Figure { return f.axes(func(s *Spec) { s.Y.Log = log }) }

// XRange sets the ends of the x axis.
func (f Figure) XRange(from, to float64) Figure {
	return f.axes(func(s *Spec) { s.X.Min, s.X.Max = &from, &to })
}

// YRange sets the ends of the y axis.
func (f Figure) YRange(from, to float64) Figure {
	return f.axes(func(s *Spec) { s.Y.Min, s.Y.Max = &from, &to })
}

// Size sets width and height in pixels.
func (f Figure) Size(width, height int) Figure {
	return f.with(func(s *Spec) { s.Width, s.Height = width, height })
}

// Legend puts the legend at p.
func (f Figure) Legend(p Place) Figure { return f.with(func(s *Spec) { s.Legend = p }) }

// check finds what could not be drawn. Values that are not finite can: they
// are gaps.
func check(s Spec) error {
	if s.Width < 120 || s.Height < 100 || s.Width > 8000 || s.Height > 8000 {
		return problem("Size", "pixels", "from 120 × 100 to 8000 × 8000",
			fmt.Sprintf("%d × %d", s.Width, s.Height), "give width and height in pixels, such as Size(760, 430)")
	}
	if err := checkData(s); err != nil {
		return err
	}
	switch s.Legend {
	case Right, Above, Hidden:
		return nil
	}
	return problem("Legend", "place", `figure.Right, figure.Above or figure.Hidden`,
		fmt.Sprintf("%q", s.Legend), "name one of these")
}

func checkAxis(name string, a Axis) error {
	var got []string
	bad, low := false, false
	for _, end := range []*float64{a.Min, a.Max} {
		if end != nil {
			got = append(got, fmt.Sprintf("%g", *end))
			bad = bad || !(math.Abs(*end) <= 1e300)
			low = low || *end <= 0
		}
	}
	if bad || len(got) == 2 && !(*a.Max-*a.Min > 1e-9*math.Max(math.Abs(*a.Min), math.Abs(*a.Max))) {
		return problem(name+"Range", "ends of the axis", "finite and apart, the lower one first", strings.Join(got, " to "),
			"swap them, or leave the range to the data")
	}
	if a.Log && low {
		return problem(name+"Range", "ends of a logarithmic axis", "above 0", strings.Join(got, " to "),
			fmt.Sprintf("start above 0, or say Log%s(false)", name))
	}
	for _, t := range a.Ticks {
		if math.IsNaN(t.Value) || math.IsInf(t.Value, 0) {
			return problem(name+" ticks", "value of a tick", "a finite number", fmt.Sprint(t.Value), "leave it out")
		}
	}
	return nil
}

func checkSeries(where string, r Series) error {
	n := len(r.X)
	want := fmt.Sprintf("%d, as many as x", n)
	for _, c := range []struct {
		what string
		n    int
		must bool
	}{{"y", len(r.Y), true}, {"low", len(r.Low), len(r.High) > 0}, {"high", len(r.High), len(r.Low) > 0}} {
		if c.n != n && (c.must || c.n > 0) {
			return problem(where, "values of "+c.what, want, fmt.Sprint(c.n), "give one for each point")
		}
	}
	if !evenly(r) {
		return problem(where, "values of each seed", want, "another number", "give one for each point")
	}
	switch r.Kind {
	case Line, Steps, Marks, Faint, ReferenceLine, ReferenceMarks, Bins:
		return nil
	}
	return problem(where, "kind", "figure.Line, Steps, Marks, Faint, Bins, ReferenceLine or ReferenceMarks",
		fmt.Sprintf("%q", r.Kind), "name one of these")
}

// evenly tells whether every seed has a value for each point.
func evenly(r Series) bool {
	for _, values := range r.Each {
		if len(values) != len(r.X) {
			return false
		}
	}
	return true
}

// problem is an error at the user's line.
func problem(where, what, want, got, mend string) error {
	return dsl.Fault(dsl.Error{Where: "figure " + where, What: what, Want: want, Got: got, Mend: mend})
}
