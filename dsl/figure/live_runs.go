package figure

import (
	"math"

	"github.com/seed-380714d4/fathom/dsl"
)

// sofar is the figure of runs of which some still go on: a line for each seed,
// on an axis that doubles when it is full, up to what the longest will need.
func (q quantity) sofar(s Spec, groups []group, all *courses) Spec {
	made, longest := 0.0, 0.0
	for slot, g := range groups {
		name := g.name
		for _, i := range g.at {
			curve, steps := q.curve(all, i)
			longest = max(longest, float64(steps))
			if len(curve.Steps) == 0 {
				continue
			}
			made = max(made, curve.Steps[len(curve.Steps)-1])
			s.Series = append(s.Series, q.lines(name, slot, curve, len(g.at) == 1)...)
			if m := q.validation(slot, all, i); len(m.X) > 0 {
				s.Series = append(s.Series, m)
			}
			name = "" // one legend entry for all seeds
		}
	}
	s.ahead(made, longest)
	q.tame(&s, all.results)
	return s
}

// ahead ends the axis of steps where half of it is full, at least, and at last
// at what the longest training needs: it doubles, and does not creep.
func (s *Spec) ahead(made, longest float64) {
	for longest > 2*max(made, 1) {
		longest /= 2
	}
	if longest > 1 {
		first := 1.0
		s.reach(&first, &longest)
	}
}

// reach sets the ends of x, of all panels.
func (s *Spec) reach(from, to *float64) {
	s.X.Min, s.X.Max = from, to
	if s.Grid != nil {
		for i := range s.Grid.Panels {
			s.Grid.Panels[i].X.Min, s.Grid.Panels[i].X.Max = from, to
		}
	}
}

// curve is what is known of a run, and how many steps it will have.
func (q quantity) curve(all *courses, i int) (dsl.Curve, int) {
	if !all.ended[i] {
		return all.courses[i].Curves[q.course], all.courses[i].Last.Steps
	}
	values := q.steps(all.results[i])
	c := dsl.Curve{Every: 1, Values: values}
	for k := range values {
		c.Steps = append(c.Steps, float64(k+1))
	}
	return c, len(values)
}

// lines are a run's smoothed curve and, where it is one of few, what it was
// made from.
func (q quantity) lines(name string, slot int, c dsl.Curve, alone bool) []Series {
	raw := scaled(c.Values, q.scale)
	window := windowOf(len(raw)) // of the points that there are: it grows with them
	var out []Series
	if alone && window > 1 {
		faint := Series{Name: name, Kind: Faint, Slot: slot}
		faint.X, faint.Y = envelope(c.Steps, raw, rawPoints)
		out = append(out, faint)
	}
	line := Series{Name: name, Kind: Line, Slot: slot, Plain: true}
	line.X, line.Y = every(c.Steps, smooth(raw, window), curvePoints)
	return append(out, line)
}

// validation are a run's marks so far.
func (q quantity) validation(slot int, all *courses, i int) Series {
	m := Series{Kind: Marks, Slot: slot}
	known := all.courses[i].Validation
	if all.ended[i] {
		known = all.results[i].Validation
	}
	for _, e := range known {
		if v := q.scale * q.epoch(e); !math.IsNaN(v) {
			m.X, m.Y = append(m.X, float64(e.Step)), append(m.Y, v)
		}
	}
	return m
}
