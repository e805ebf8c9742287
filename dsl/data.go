package dsl

import (
	"encoding/json"
	"fmt"
)

// DataSpec is a data set spelled out, as it travels to the engine.
type DataSpec struct {
	Source string `json:"source"`         // "mnist", "mnist-1d", "slices", …
	Take   int    `json:"take,omitempty"` // the first so many training examples; 0 for all
	Raw    bool   `json:"raw,omitempty"`  // pixels scaled to 0…1 and no further

	// HoldOut is how many of the last training examples validate, where that
	// is not as the source has it.
	HoldOut *int `json:"hold_out,omitempty"`
	// Permuted is the seed of the order that the positions of an input stand in.
	Permuted *int64 `json:"permuted,omitempty"`
	// RandomLabels is what became of the training labels.
	RandomLabels *RandomLabelsSpec `json:"random_labels,omitempty"`

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

// all is how many examples train without Take.
func (d Data) all() int { return d.published() - d.heldOut() }

// published is how many examples train or are held out to validate.
func (d Data) published() int {
	if s, ok := sources[d.spec.Source]; ok {
		return s.train(d.spec)
	}
	return 0
}

// heldOut is how many of them validate.
func (d Data) heldOut() int {
	if d.spec.HoldOut != nil {
		return *d.spec.HoldOut
	}
	return sources[d.spec.Source].heldOut
}

// Shape is the shape of one example.
func (d Data) Shape() []int {
	if s, ok := sources[d.spec.Source]; ok {
		return s.shape(d.spec)
	}
	return nil
}

// outputs is how many values a model must give for one example: a logit for
// each class, or a prediction for each target.
func (d Data) outputs() int {
	if s, ok := sources[d.spec.Source]; ok {
		return s.outputs(d.spec)
	}
	return 0
}

// regression tells whether the targets are values rather than classes.
func (d Data) regression() bool {
	s := sources[d.spec.Source]
	return s.values != nil && s.values(d.spec)
}

// String is a line about the data set.
func (d Data) String() string {
	if d.err != nil {
		return d.err.Error()
	}
	return fmt.Sprintf("%s: %d training examples of %v", d.spec.Title(), d.Len(), d.Shape())
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
