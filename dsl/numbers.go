package dsl

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"slices"

	"github.com/seed-380714d4/fathom/dsl/show"
)

// Numbers is something measured, once for each seed or run, with the error
// inside if it could not be.
type Numbers struct {
	name   string
	values []float64
	seeds  []int64 // of the values, where they are known
	err    error
}

// NumbersOf makes Numbers of values that were measured elsewhere.
func NumbersOf(name string, values ...float64) Numbers {
	return Numbers{name: name, values: append([]float64{}, values...)}
}

// Values are the measured values, in the order of the seeds.
func (n Numbers) Values() ([]float64, error) {
	return append([]float64{}, n.values...), n.err
}

// Seeds are the seeds that the values belong to, in the same order; nil where
// they are not known.
func (n Numbers) Seeds() []int64 { return append([]int64(nil), n.seeds...) }

// Err is why it could not be measured, or nil.
func (n Numbers) Err() error { return n.err }

// Name says what was measured.
func (n Numbers) Name() string { return n.name }

// Mean is the mean of the values; NaN if there are none.
func (n Numbers) Mean() float64 {
	s := 0.0
	for _, v := range n.values {
		s += v
	}
	return s / float64(len(n.values))
}

// Range is the smallest and the largest value; NaN if there are none.
func (n Numbers) Range() (lo, hi float64) {
	lo, hi = math.NaN(), math.NaN()
	for _, v := range n.values {
		if !(v >= lo) {
			lo = v
		}
		if !(v <= hi) {
			hi = v
		}
	}
	return lo, hi
}

// Over is n divided by m, value by value.
//
// Errors: those of n and m; different numbers of values.
func (n Numbers) Over(m Numbers) Numbers {
	return n.with(m, "Over", " over ", func(a, b float64) float64 { return a / b })
}

// Minus is n less m, value by value.
//
// Errors: those of n and m; different numbers of values.
func (n Numbers) Minus(m Numbers) Numbers {
	return n.with(m, "Minus", " less ", func(a, b float64) float64 { return a - b })
}

func (n Numbers) with(m Numbers, where, word string, f func(a, b float64) float64) Numbers {
	out := Numbers{name: n.name + word + m.name}
	switch {
	case n.err != nil:
		out.err = n.err
	case m.err != nil:
		out.err = m.err
	case len(n.values) != len(m.values):
		out.err = here(Error{Where: where, What: "numbers of values", Want: fmt.Sprint(len(n.values)), Got: fmt.Sprint(len(m.values))})
	default:
		for i, v := range n.values {
			out.values = append(out.values, f(v, m.values[i]))
		}
		if slices.Equal(n.seeds, m.seeds) {
			out.seeds = n.seeds
		}
	}
	return out
}

// Named gives the numbers another name.
func (n Numbers) Named(name string) Numbers {
	n.name = name
	return n
}

// String is "gradient factor per layer: 0.2353 (0.2349 to 0.2358, 3 values)".
func (n Numbers) String() string {
	switch {
	case n.err != nil:
		return n.name + ": " + n.err.Error()
	case len(n.values) == 1:
		return fmt.Sprintf("%s: %.4g", n.name, n.values[0])
	}
	lo, hi := n.Range()
	return fmt.Sprintf("%s: %.4g (%.4g to %.4g, %d values)", n.name, n.Mean(), lo, hi, len(n.values))
}

// Display shows the line of String, or returns the error inside.
func (n Numbers) Display() error {
	if n.err != nil {
		return n.err
	}
	show.Show(show.Text(n.String()))
	return nil
}

type numbersJSON struct {
	Name   string  `json:"name"`
	Values Floats  `json:"values"`
	Seeds  []int64 `json:"seeds,omitempty"`
	Typed  *Error  `json:"typed_error,omitempty"`
	Err    string  `json:"error,omitempty"`
}

// MarshalJSON writes the numbers, or their error.
func (n Numbers) MarshalJSON() ([]byte, error) {
	j := numbersJSON{Name: n.name, Values: n.values, Seeds: n.seeds}
	if !errors.As(n.err, &j.Typed) && n.err != nil {
		j.Err = n.err.Error()
	}
	return json.Marshal(j)
}

// UnmarshalJSON reads what MarshalJSON writes.
func (n *Numbers) UnmarshalJSON(b []byte) error {
	var j numbersJSON
	if err := json.Unmarshal(b, &j); err != nil {
		return err
	}
	*n = Numbers{name: j.Name, values: j.Values, seeds: j.Seeds}
	switch {
	case j.Typed != nil:
		n.err = j.Typed
	case j.Err != "":
		n.err = errors.New(j.Err)
	}
	return nil
}
