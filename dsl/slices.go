package dsl

import "fmt"

// Slices is a data set of Go slices for classification: one row of inputs and
// one class, from 0, an example. Many are sent to the engine here, and are
// known by their content from then on. It trains, validates and tests on all of
// them, unless HoldOut holds some back.
func Slices(inputs [][]float64, classes []int) Data {
	d := inline(inputs, len(classes))
	d.spec.Labels = append([]int{}, classes...)
	for i, c := range classes {
		if c < 0 && d.err == nil {
			d.err = here(Error{Where: "Slices", What: fmt.Sprintf("class of example %d", i), Want: "0 or more", Got: fmt.Sprint(c)})
		}
	}
	return d.sent()
}

// SlicesRegression is Slices with target values in place of classes.
func SlicesRegression(inputs, targets [][]float64) Data {
	d := inline(inputs, len(targets))
	d.spec.Targets = rows(targets)
	if d.err == nil {
		d.err = ragged("targets", targets)
	}
	return d.sent()
}

func inline(inputs [][]float64, targets int) Data {
	d := Data{spec: DataSpec{Source: "slices", Inputs: rows(inputs)}}
	switch {
	case len(inputs) == 0 || len(inputs[0]) == 0:
		d.err = here(Error{Where: "Slices", What: "inputs", Want: "at least one row of one value", Got: "none"})
	case len(inputs) != targets:
		d.err = here(Error{Where: "Slices", What: "targets", Want: fmt.Sprintf("one for each of the %d rows of inputs", len(inputs)), Got: fmt.Sprint(targets)})
	default:
		d.err = ragged("inputs", inputs)
	}
	return d
}

func ragged(what string, m [][]float64) *Error {
	for i, r := range m {
		if len(r) != len(m[0]) {
			return here(Error{Where: "Slices", What: fmt.Sprintf("row %d of %s", i, what), Want: fmt.Sprintf("%d values, as in row 0", len(m[0])), Got: fmt.Sprint(len(r))})
		}
	}
	return nil
}

func rows(m [][]float64) []Floats {
	out := make([]Floats, len(m))
	for i, r := range m {
		out[i] = append(Floats{}, r...)
	}
	return out
}
