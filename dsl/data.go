package dsl

import (
	"encoding/json"
	"fmt"
)

// DataSpec is a data set spelled out, as it travels to the engine.
type DataSpec struct {
	Source string `json:"source"`         // "mnist" or "slices"
	Take   int    `json:"take,omitempty"` // the first so many training examples; 0 for all
	Raw    bool   `json:"raw,omitempty"`  // pixels scaled to 0…1 and no further

	// Of "slices" only: one row an example, and either the class of each or
	// its target values.
	Inputs  []Floats `json:"inputs,omitempty"`
	Labels  []int    `json:"labels,omitempty"`
	Targets []Floats `json:"targets,omitempty"`
}

// Data is a data set as a value: where it comes from and how it is prepared.
// The examples themselves stay in the engine.
type Data struct {
	spec DataSpec
	err  *Error
}

// The sizes of MNIST's splits.
const (
	mnistTrain   = 55_000
	mnistClasses = 10
)

// MNIST is the data set of handwritten digits: 28×28×1 pixels, ten classes.
// The first 55,000 of its 60,000 training images train, the other 5,000
// validate; its 10,000 test images test. Pixels are standardised,
// (x/255 − 0.1307)/0.3081, the mean and standard deviation of the 60,000.
//
// Source: LeCun, Cortes & Burges, "The MNIST database of handwritten digits".
func MNIST() Data { return Data{spec: DataSpec{Source: "mnist"}} }

// Slices is a data set of Go slices for classification: one row of inputs and
// one class, from 0, an example. It trains, validates and tests on all of
// them: hold your own examples back where that matters.
func Slices(inputs [][]float64, classes []int) Data {
	d := inline(inputs, len(classes))
	d.spec.Labels = append([]int{}, classes...)
	for i, c := range classes {
		if c < 0 && d.err == nil {
			d.err = here(Error{Where: "Slices", What: fmt.Sprintf("class of example %d", i), Want: "0 or more", Got: fmt.Sprint(c)})
		}
	}
	return d
}

// SlicesRegression is Slices with target values in place of classes.
func SlicesRegression(inputs, targets [][]float64) Data {
	d := inline(inputs, len(targets))
	d.spec.Targets = rows(targets)
	if d.err == nil {
		d.err = ragged("targets", targets)
	}
	return d
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

// Take keeps the first n training examples, for a quicker look. Validation and
// test stay whole.
func (d Data) Take(n int) Data {
	if d.err == nil && (n < 1 || n > d.all()) {
		d.err = here(Error{Where: "Take", What: "number of examples", Want: fmt.Sprintf("1 to %d", d.all()), Got: fmt.Sprint(n)})
	}
	d.spec.Take = n
	return d
}

// Standardized says whether inputs are standardised, which they are unless
// this says no: then MNIST's pixels lie between 0 and 1.
func (d Data) Standardized(yes bool) Data {
	d.spec.Raw = !yes
	return d
}

// Err is the first mistake in the data set's description, or nil.
func (d Data) Err() error {
	if e := d.check(); e != nil {
		return e
	}
	return nil
}

func (d Data) check() *Error {
	if d.err == nil && d.spec.Source == "" {
		return &Error{Where: "data", What: "no data set", Mend: "start with dsl.MNIST() or dsl.Slices(…)"}
	}
	return d.err
}

// Spec spells the data set out.
func (d Data) Spec() DataSpec { return d.spec }

// Len is the number of training examples.
func (d Data) Len() int {
	if d.spec.Take > 0 {
		return d.spec.Take
	}
	return d.all()
}

func (d Data) all() int {
	if d.spec.Source == "mnist" {
		return mnistTrain
	}
	return len(d.spec.Inputs)
}

// Shape is the shape of one example.
func (d Data) Shape() []int {
	switch {
	case d.spec.Source == "mnist":
		return []int{28, 28, 1}
	case len(d.spec.Inputs) > 0:
		return []int{len(d.spec.Inputs[0])}
	}
	return nil
}

// outputs is how many values a model must give for one example: a logit for
// each class, or a prediction for each target.
func (d Data) outputs() int {
	switch {
	case d.spec.Source == "mnist":
		return mnistClasses
	case len(d.spec.Targets) > 0:
		return len(d.spec.Targets[0])
	}
	n := 0
	for _, c := range d.spec.Labels {
		n = max(n, c+1)
	}
	return n
}

// regression tells whether the targets are values rather than classes.
func (d Data) regression() bool { return len(d.spec.Targets) > 0 }

// String is a line about the data set.
func (d Data) String() string {
	if d.err != nil {
		return d.err.Error()
	}
	name := map[string]string{"mnist": "MNIST", "slices": "Slices"}[d.spec.Source]
	return fmt.Sprintf("%s: %d training examples of %v", name, d.Len(), d.Shape())
}

// Batch is the first n training examples, for a look inside a model.
func (d Data) Batch(n int) Batch {
	b := Batch{data: d, size: n}
	if d.check() == nil && (n < 1 || n > d.Len()) {
		b.data.err = here(Error{Where: "Batch", What: "batch size", Want: fmt.Sprintf("1 to %d, the number of training examples", d.Len()), Got: fmt.Sprint(n)})
	}
	return b
}

// Batch is some examples of a data set, as a value.
type Batch struct {
	data Data
	size int
}

// BatchSpec is a batch spelled out.
type BatchSpec struct {
	Data DataSpec `json:"data"`
	Size int      `json:"size"` // the first so many training examples
}

// Spec spells the batch out.
func (b Batch) Spec() BatchSpec { return BatchSpec{b.data.spec, b.size} }

// Err is the first mistake in the batch's description, or nil.
func (b Batch) Err() error { return b.data.Err() }

type dataJSON struct {
	Spec DataSpec `json:"spec"`
	Size int      `json:"size,omitempty"`
	Err  *Error   `json:"error,omitempty"`
}

// MarshalJSON writes the data set's description.
func (d Data) MarshalJSON() ([]byte, error) { return json.Marshal(dataJSON{Spec: d.spec, Err: d.err}) }

// UnmarshalJSON reads what MarshalJSON writes.
func (d *Data) UnmarshalJSON(b []byte) error {
	var j dataJSON
	if err := json.Unmarshal(b, &j); err != nil {
		return err
	}
	*d = Data{j.Spec, j.Err}
	return nil
}

// MarshalJSON writes the batch's description.
func (b Batch) MarshalJSON() ([]byte, error) {
	return json.Marshal(dataJSON{b.data.spec, b.size, b.data.err})
}

// UnmarshalJSON reads what MarshalJSON writes.
func (b *Batch) UnmarshalJSON(raw []byte) error {
	var j dataJSON
	if err := json.Unmarshal(raw, &j); err != nil {
		return err
	}
	*b = Batch{Data{j.Spec, j.Err}, j.Size}
	return nil
}
