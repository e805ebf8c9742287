package figure

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/seed-380714d4/fathom/dsl"
	"github.com/seed-380714d4/fathom/dsl/show"
)

// Final shows what metric m of a sweep's runs came to, against the value that
// was swept: a line of means, with a band over the seeds. Of a grid it makes a
// line for each value of the other kind; more sweeps on the same axes are lines
// of their own. Values that are no numbers stand side by side, as marks with
// whiskers.
//
//	figure.Final(depth, dsl.TrainLoss).X("layers").Bands(figure.StdErr)
//
// Runs that nobody has trained yet are trained when the figure is shown or
// looked into; shown, their table is seen meanwhile. Runs that fail are left
// out, and said.
func Final(sweep dsl.Trials, m dsl.Metric, more ...dsl.Trials) Figure {
	sweeps := append([]dsl.Trials{sweep}, more...)
	for _, s := range sweeps {
		if err := s.Err(); err != nil {
			return Failed(err)
		}
	}
	words := finalWords(sweeps, m)
	return later(words, func(on *Figure) (Spec, show.Live, error) {
		var at show.Live
		var results []dsl.SweepResult
		place := show.NewLive()
		for _, s := range sweeps {
			r, used, err := swept(s, on, place)
			if used {
				at = place
			}
			if err != nil {
				return Spec{}, at, err
			}
			results = append(results, r)
		}
		spec, err := finalSpec(words, sweeps, results, m)
		return spec, at, err
	})
}

func swept(s dsl.Trials, on *Figure, place show.Live) (r dsl.SweepResult, used bool, err error) {
	if on != nil {
		return s.WatchAt(context.Background(), place)
	}
	r, err = s.Watch(context.Background())
	return r, false, err
}

// finalWords are title and axes, which the runs' outcomes do not change.
func finalWords(sweeps []dsl.Trials, m dsl.Metric) Spec {
	over := sweeps[0].Names()
	x := axisOf(sweeps[0])
	s := Spec{X: Axis{Label: over[x]}, Y: Axis{Label: m.Name}}
	s.Title = strings.ToUpper(m.Name[:min(1, len(m.Name))]) + m.Name[min(1, len(m.Name)):] + " by " + over[x]
	switch {
	case m.Share():
		s.Y.Unit = "%"
	case strings.HasSuffix(m.Name, "loss") && strings.HasSuffix(lossLabel(sweeps[0].Runs()), "(nats)"):
		s.Y.Unit = "nats"
	}
	setTicks(&s.X, sweeps, x)
	return s
}

// axisOf is which of a setting's values goes along x: the first that is a
// number throughout, else the first.
func axisOf(t dsl.Trials) int {
	settings := t.Settings()
	for k := range t.Names() {
		if !slices.ContainsFunc(settings, func(v []dsl.SweepValue) bool { return math.IsNaN(float64(v[k].Number)) }) {
			return k
		}
	}
	return 0
}

// places are the values along x, and where they stand: at their number, or at
// 1, 2, 3, … where they are none.
type places struct {
	labels  []string
	at      dsl.Floats
	numbers bool
}

func placesOf(sweeps []dsl.Trials, x int) places {
	p := places{numbers: true}
	for _, t := range sweeps {
		for _, v := range t.Settings() {
			value := v[min(x, len(v)-1)]
			if slices.Contains(p.labels, value.Label) {
				continue
			}
			p.labels, p.at = append(p.labels, value.Label), append(p.at, float64(value.Number))
			p.numbers = p.numbers && !math.IsNaN(float64(value.Number))
		}
	}
	if !p.numbers {
		for i := range p.at {
			p.at[i] = float64(i + 1)
		}
	}
	return p
}

func (p places) of(v dsl.SweepValue) float64 { return p.at[slices.Index(p.labels, v.Label)] }

// Along x, how many values get a tick each, and how far apart they then are at
// least, as a share of the axis.
const (
	mostTicks = 10
	tickGap   = 0.06
)

// setTicks makes the axis logarithmic where values span two powers of ten, and
// puts ticks at the values themselves where they have room.
func setTicks(a *Axis, sweeps []dsl.Trials, x int) {
	p := placesOf(sweeps, x)
	sorted := slices.Sorted(slices.Values(p.at))
	lo, hi := sorted[0], sorted[len(sorted)-1]
	a.Log = p.numbers && lo > 0 && hi >= 100*lo
	a.Whole = p.numbers && !slices.ContainsFunc(sorted, func(v float64) bool { return v != math.Trunc(v) })
	if !p.numbers {
		from, to := 0.5, float64(len(p.at))+0.5
		a.Min, a.Max = &from, &to
	}
	scale := func(v float64) float64 {
		if a.Log {
			return math.Log(v)
		}
		return v
	}
	room := len(sorted) <= mostTicks
	for i := 1; i < len(sorted); i++ {
		room = room && scale(sorted[i])-scale(sorted[i-1]) >= tickGap*(scale(hi)-scale(lo))
	}
	if room || !p.numbers {
		for i, l := range p.labels {
			a.Ticks = append(a.Ticks, Tick{p.at[i], l})
		}
	}
}

// finalSpec fills in the lines.
func finalSpec(s Spec, sweeps []dsl.Trials, results []dsl.SweepResult, m dsl.Metric) (Spec, error) {
	x := axisOf(sweeps[0])
	p := placesOf(sweeps, x)
	var failed []string
	var first error
	runs := 0
	for i, r := range results {
		s.Series = append(s.Series, finalLines(r, m, x, p, lineName(sweeps, i), len(s.Series))...)
		runs += len(r.Rows)
		for _, row := range r.Failed() {
			failed = append(failed, fmt.Sprintf("%s, seed %d", otherLabel(r.Over, row.Values, -1, lineName(sweeps, i)), row.Seed()))
			if first == nil {
				first = row.Err
			}
		}
	}
	if !p.numbers {
		apart(s.Series)
	}
	if len(failed) == runs {
		return Spec{}, first
	}
	if seeds := seedsOf(s.Series); seeds > 1 {
		what, span := "Lines", bandWord
		if !p.numbers {
			what, span = "Marks", whiskerWord
		}
		s.Notes = append(s.Notes, fmt.Sprintf("%s: mean of %d seeds.", what, seeds), spanWords(span, MinMax))
	}
	if len(failed) > 0 {
		s.Notes = append(s.Notes, fmt.Sprintf("%d of %d runs failed: %s.", len(failed), runs, strings.Join(fewOf(failed, 4), "; ")))
	}
	return s, nil
}

// apart moves the marks of several lines beside each other.
func apart(lines []Series) {
	const width = 0.12
	for i, r := range lines {
		for k := range r.X {
			r.X[k] += width * (float64(i) - float64(len(lines)-1)/2)
		}
	}
}

func fewOf(list []string, most int) []string {
	if len(list) <= most {
		return list
	}
	return append(list[:most-1:most-1], fmt.Sprintf("and %d more", len(list)-most+1))
}
