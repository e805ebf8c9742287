package dsl

import "fmt"

// DropoutOp drops values at random while training.
type DropoutOp struct {
	Rate float64 `json:"rate"`
}

// Dropout sets each value to 0 with probability rate while training, and
// scales the others up by 1/(1 − rate). In evaluation it does nothing; nor in
// inspections and probes, which look at the whole network.
//
// Formula: y = x·mask/(1 − rate).
// Input: any shape. Output: the same. Parameters: none.
// The mask is computed from the run's seed, the step and the layer alone, so
// that a run which goes on from a checkpoint has the masks it would have had.
// Errors: a rate below 0, or 1 and more.
// Source: Srivastava et al. 2014, whose p is our 1 − rate, and who scale in
// evaluation instead.
func (m Model) Dropout(rate float64) Model { return m.then(DropoutOp{rate}) }

// Kind is "dropout".
func (DropoutOp) Kind() string                   { return "dropout" }
func (DropoutOp) title() string                  { return "Dropout" }
func (DropoutOp) parameters([][]int) []Parameter { return nil }

func (o DropoutOp) infer(in [][]int) ([]int, *Error) {
	if !(o.Rate >= 0 && o.Rate < 1) {
		return nil, &Error{What: "rate", Want: "0 or more and below 1", Got: fmt.Sprint(o.Rate), Mend: "it is the share that is dropped; 0.5 is usual"}
	}
	return in[0], nil
}
