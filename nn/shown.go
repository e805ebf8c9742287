package nn

import (
	"context"

	"github.com/seed-380714d4/fathom/dsl"
)

// shown gives examples of a data set to look at.
func (r *runner) shown(_ context.Context, b dsl.BatchSpec) (dsl.Examples, error) {
	b.Data.Standardize = false // shown as they came
	set, err := r.open(b.Data)
	if err != nil {
		return dsl.Examples{}, err
	}
	s := taken(set, b.Data)
	if b.Size < 1 || b.Size > s.N {
		return dsl.Examples{}, tooLarge("examples", b.Size, s.N)
	}
	s = s.Take(b.Size)
	out := dsl.Examples{Shape: set.Shape, Classes: set.Names}
	width := (len(s.Bytes) + len(s.Floats)) / s.N
	for i := range s.N {
		row := make(dsl.Floats, width)
		for k := range row {
			if s.Bytes != nil {
				row[k] = float64(s.Bytes[i*width+k]) / 255
			} else {
				row[k] = s.Floats[i*width+k]
			}
		}
		out.Inputs = append(out.Inputs, row)
		switch {
		case set.Steps > 0:
			row := make(dsl.Floats, set.Steps)
			for t, l := range s.Labels[i*set.Steps : (i+1)*set.Steps] {
				row[t] = float64(l)
			}
			out.Targets = append(out.Targets, row)
		case s.Labels != nil:
			out.Labels = append(out.Labels, int(s.Labels[i]))
		default:
			out.Targets = append(out.Targets, s.Values[i*set.Targets:(i+1)*set.Targets])
		}
	}
	return out, nil
}

func examplesOf(ctx context.Context, r *runner, b dsl.BatchSpec, _ func(dsl.Progress)) (any, error) {
	return r.shown(ctx, b)
}
