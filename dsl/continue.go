package dsl

import "fmt"

// Continue is a training of its own that starts from the end of t and makes n
// epochs more: from t's weights, with t's optimiser state and place in the
// order of examples. t is trained first, if need be, and stays what it is.
//
// The result tells the whole story: its losses and evaluations begin with t's.
// A schedule of the learning rate goes on, too, so it equals, bit for bit, that
// of a training with the sum of the epochs; but it is another run, with another
// key, whose identity contains t's.
//
// Of a continuation the optimiser may be another: the learning rate lowered,
// say. Its schedule begins there, unless it is the optimiser of t; one whose
// state is of another kind, Adam after SGD, starts with none.
// Seed and Precision are those of the whole: setting them sets them in t, too.
//
// Errors: n below 1; a training that stops early; what cannot change where it
// goes on, such as Loss and BatchSize, after Continue.
func (t Training) Continue(n int) Training {
	if n < 1 {
		return t.fail(Error{Where: "Continue", What: "number of epochs", Want: "1 or more", Got: fmt.Sprint(n)})
	}
	if t.regime.Stop != nil {
		return t.fail(Error{Where: "Continue", What: "a training that stops early has no end to go on from", Mend: "give StopEarly more patience, or more Epochs"})
	}
	first := t
	t.after, t.epochs, t.steps, t.made = &first, n, 0, caller()
	return t
}

// wholly refuses what cannot change where a training goes on.
func (t Training) wholly(method string) Training {
	if t.after == nil {
		return t
	}
	return t.fail(Error{Where: method, What: "a continuation goes on with what it continues", Mend: "call " + method + " before Continue"})
}

// request is the training that t continues, spelled out; nil if it continues none.
func (t *Training) request() *TrainRequest {
	if t == nil {
		return nil
	}
	r := t.Request()
	return &r
}
