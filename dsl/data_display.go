package dsl

import (
	"fmt"

	"github.com/seed-380714d4/fathom/dsl/show"
)

// table is what there is to know of the data set without seeing it.
func (d Data) table() show.Table {
	s := sources[d.spec.Source]
	t := show.Table{Caption: d.spec.Title(), Head: []string{"", ""}}
	row := func(what, text string) { t.Rows = append(t.Rows, []string{what, text}) }
	inputs := shape(d.Shape())
	switch {
	case d.pixels() && d.spec.Raw:
		inputs += ", pixels from 0 to 1"
	case d.pixels():
		inputs += ", " + pixels
	case d.spec.Standardize:
		inputs += ", standardised"
	}
	row("input", inputs)
	switch {
	case s.steps != nil:
		row("target", fmt.Sprintf("one of %d classes at each of %d time steps", d.outputs(), s.steps(d.spec)))
	case d.regression():
		target := "one value"
		if n := d.outputs(); n > 1 {
			target = fmt.Sprintf("%d values", n)
		}
		row("target", target)
	default:
		row("target", fmt.Sprintf("one of %d classes", d.outputs()))
	}
	training := thousands(d.Len()) + " examples"
	if d.Len() < d.all() {
		training += ", the first of " + thousands(d.all())
	}
	row("training", training)
	undivided := s.test == nil || s.test(d.spec) == 0
	switch held := d.heldOut(); {
	case held > 0:
		row("validation", thousands(held)+" examples held out of the training ones")
	case s.apart:
		row("validation", thousands(s.test(d.spec))+" examples")
	case undivided:
		row("validation", "all "+thousands(d.all())+" examples")
	default:
		row("validation", "the test examples")
	}
	switch {
	case !undivided:
		row("test", thousands(s.test(d.spec))+" examples")
	case d.heldOut() > 0:
		row("test", "those held out")
	default:
		row("test", "all "+thousands(d.all())+" examples")
	}
	return t
}

// Display shows the data set as a table of its parts; figure.Examples shows
// examples.
func (d Data) Display() error {
	if e := d.check(); e != nil {
		return e
	}
	return d.table().Display()
}

// Display shows the batch in a line; figure.Examples shows its examples.
func (b Batch) Display() error {
	if err := b.Err(); err != nil {
		return err
	}
	show.Show(show.Text(b.String()))
	return nil
}

// String is a line about the batch.
func (b Batch) String() string {
	if err := b.Err(); err != nil {
		return err.Error()
	}
	return fmt.Sprintf("the first %s training examples of %s", thousands(b.size), b.data.spec.Title())
}
