package figure

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/seed-380714d4/fathom/dsl"
)

// lineName is what a sweep's line is called, apart from its values.
func lineName(sweeps []dsl.Trials, i int) string {
	switch {
	case sweeps[i].Name() != "":
		return sweeps[i].Name()
	case len(sweeps) > 1:
		return fmt.Sprintf("sweep %d", i+1)
	}
	return ""
}

// finalLines are a sweep's lines: one for each value of what does not go along
// x.
func finalLines(r dsl.SweepResult, m dsl.Metric, x int, p places, name string, slot int) []Series {
	var out []Series
	index := map[string]int{}
	scale := 1.0
	if m.Share() {
		scale = 100
	}
	for i := 0; i < len(r.Rows); {
		rows := setting(r.Rows[i:])
		i += len(rows)
		line := otherLabel(r.Over, rows[0].Values, x, name)
		at, known := index[line]
		if !known {
			at = len(out)
			index[line] = at
			out = append(out, Series{Name: line, Kind: Line, Slot: slot + at, Each: make([]dsl.Floats, len(rows))})
			if !p.numbers {
				out[at].Kind = Marks
			}
		}
		out[at].X = append(out[at].X, p.of(rows[0].Values[min(x, len(rows[0].Values)-1)]))
		for k, row := range rows {
			v := math.NaN()
			if row.Err == nil {
				v = scale * m.Of(row.Result)
			}
			out[at].Each[k] = append(out[at].Each[k], v)
		}
	}
	for i := range out {
		out[i] = out[i].sorted().summarised(MinMax)
	}
	return out
}

// setting are the rows of one setting, which rows begins with.
func setting(rows []dsl.SweepRow) []dsl.SweepRow {
	n := 1
	for n < len(rows) && rows[n].Setting == rows[0].Setting {
		n++
	}
	return rows[:n]
}

// otherLabel names a line by the values that do not go along x, which is none
// of them when it is below 0.
func otherLabel(over []string, values []dsl.SweepValue, x int, name string) string {
	var parts []string
	if name != "" {
		parts = append(parts, name)
	}
	for k, v := range values {
		switch {
		case k == x:
		case math.IsNaN(float64(v.Number)) || strings.HasPrefix(over[k], "value"):
			parts = append(parts, v.Label)
		default:
			parts = append(parts, over[k]+" "+v.Label)
		}
	}
	if len(parts) == 0 {
		return "measured"
	}
	return strings.Join(parts, ", ")
}

// sorted puts the points in the order of x.
func (r Series) sorted() Series {
	order := make([]int, len(r.X))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int {
		switch {
		case r.X[a] < r.X[b]:
			return -1
		case r.X[a] > r.X[b]:
			return 1
		}
		return 0
	})
	pick := func(v dsl.Floats) dsl.Floats {
		out := make(dsl.Floats, len(v))
		for i, k := range order {
			out[i] = v[k]
		}
		return out
	}
	r.X = pick(r.X)
	for k, each := range r.Each {
		r.Each[k] = pick(each)
	}
	return r
}
