package figure

import (
	"fmt"
	"math"
	"strings"

	"github.com/seed-380714d4/fathom/dsl"
)

// Reference adds a predicted line to a figure by layer: a quantity that
// changes by factor from each layer to the one below it, as a dashed line
// through the last hidden layer of the named series, down to layer 1.
//
//	figure.GradientNorms(sigmoid).Reference("mean field, 0.236 per layer", 0.236, "sigmoid")
func (f Figure) Reference(label string, factor float64, series string) Figure {
	if f = f.known(); f.err != nil { // it starts from values
		return f
	}
	if !(factor > 0) || math.IsInf(factor, 0) {
		return Failed(problem("Reference", "factor per layer", "above 0", fmt.Sprint(factor), "0.236 makes a quarter of it per layer"))
	}
	var names []string
	for _, r := range f.spec.Series {
		if r.Name == series && len(r.X) > 1 {
			return f.with(func(s *Spec) { s.Series = append(s.Series, geometric(label, factor, r, s.nextReference())) })
		}
		if r.Name != "" {
			names = append(names, fmt.Sprintf("%q", r.Name))
		}
	}
	return Failed(problem("Reference", "series", "one of "+strings.Join(names, ", "), fmt.Sprintf("%q", series),
		"name the series that the line starts from"))
}

// geometric starts one before the last point, which is the output layer's: it
// has another width.
func geometric(label string, factor float64, r Series, slot int) Series {
	start := max(len(r.X)-2, 1)
	line := Series{Name: label, Kind: ReferenceLine, Slot: slot}
	for k := start; k >= 0; k-- {
		line.X = append(line.X, r.X[k])
		line.Y = append(line.Y, r.Y[start]*math.Pow(factor, r.X[start]-r.X[k]))
	}
	return line
}

// nextReference is a slot below 0 that is not in use yet.
func (s Spec) nextReference() int {
	slot := -1
	for _, r := range s.Series {
		slot = min(slot, r.Slot-1)
	}
	return slot
}

// ReferenceLine adds a published or predicted line, dashed and dark.
func (f Figure) ReferenceLine(label string, x, y []float64) Figure {
	return f.reference(ReferenceLine, label, x, y)
}

// ReferenceMarks adds published points, hollow and dark.
func (f Figure) ReferenceMarks(label string, x, y []float64) Figure {
	return f.reference(ReferenceMarks, label, x, y)
}

func (f Figure) reference(k Kind, label string, x, y []float64) Figure {
	return f.with(func(s *Spec) {
		s.Series = append(s.Series, Series{Name: label, Kind: k, Slot: s.nextReference(),
			X: append(dsl.Floats{}, x...), Y: append(dsl.Floats{}, y...)})
	})
}
