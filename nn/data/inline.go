package data

import (
	"fmt"
	"slices"

	"github.com/seed-380714d4/fathom/dsl"
)

// inline makes a set of examples that came with the request. All three splits
// are all of them, as dsl.Slices says.
func inline(spec dsl.DataSpec) (*Set, error) {
	n := len(spec.Inputs)
	if n == 0 {
		return nil, &dsl.Error{Where: "data", What: "inputs", Want: "at least one row", Got: "none"}
	}
	s := Split{N: n}
	width := len(spec.Inputs[0])
	for i, row := range spec.Inputs {
		if len(row) != width {
			return nil, ragged("inputs", i, width, len(row))
		}
		s.Floats = append(s.Floats, row...)
	}
	targets := 0
	switch {
	case len(spec.Labels) == n:
		for _, l := range spec.Labels {
			s.Labels = append(s.Labels, int32(l))
		}
	case len(spec.Targets) == n:
		targets = len(spec.Targets[0])
		for i, row := range spec.Targets {
			if len(row) != targets {
				return nil, ragged("targets", i, targets, len(row))
			}
			s.Values = append(s.Values, row...)
		}
	default:
		return nil, &dsl.Error{Where: "data", What: "targets", Want: fmt.Sprintf("one for each of the %d rows of inputs", n),
			Got: fmt.Sprintf("%d labels, %d rows of targets", len(spec.Labels), len(spec.Targets))}
	}
	return &Set{Shape: []int{width}, Targets: targets, Classes: classesOf(s), Undivided: true, Hash: contentHash(s), Train: s, Validation: s, Test: s}, nil
}

// classesOf is one more than the highest label.
func classesOf(s Split) int {
	if len(s.Labels) == 0 {
		return 0
	}
	return int(slices.Max(s.Labels)) + 1
}

func ragged(what string, row, want, got int) error {
	return &dsl.Error{Where: "data", What: fmt.Sprintf("row %d of %s", row, what), Want: fmt.Sprintf("%d values, as in row 0", want), Got: fmt.Sprint(got)}
}
