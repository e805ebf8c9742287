package dsl

import "fmt"

// HoldOut holds the last n training examples back to validate with, in place
// of those that the data set would. HoldOut(0) trains on all there are; then
// the test examples validate. Of data that is not divided, as Slices is not,
// those held out test as well.
//
// Errors: n that leaves nothing to train on.
func (d Data) HoldOut(n int) Data {
	if d.err == nil && (n < 0 || n >= d.published()) {
		d.err = here(Error{Where: "HoldOut", What: "number of examples", Want: fmt.Sprintf("0 to %d", d.published()-1), Got: fmt.Sprint(n)})
		return d
	}
	d.spec.HoldOut = &n
	if n == sources[d.spec.Source].heldOut {
		d.spec.HoldOut = nil // the same data by another road
	}
	if d.err == nil && d.spec.Take > d.all() {
		d.err = here(Error{Where: "HoldOut", What: "number of examples", Want: fmt.Sprintf("at most %d, which leaves the %d that Take took", d.published()-d.spec.Take, d.spec.Take), Got: fmt.Sprint(n)})
	}
	return d
}
