package dsl

import "fmt"

// DenseOp is z = x·W + b.
type DenseOp struct {
	Units   int         `json:"units"`
	Weights Initializer `json:"weights"`
	Biases  Initializer `json:"biases"`
}

// Dense is a fully connected layer.
//
// Formula: z = x·W + b.
// Input: [F]. Output: [units].
// Parameters: W [F, units], b [units]; F·units + units scalars.
// Init: W Xavier uniform (as Keras), b zeros; Init changes that of W.
// Errors: an input with more than one axis; units below 1.
func (m Model) Dense(units int) Model {
	return m.then(DenseOp{Units: units, Weights: XavierUniform(), Biases: Zeros()})
}

// Kind is "dense".
func (DenseOp) Kind() string  { return "dense" }
func (DenseOp) title() string { return "Dense" }

func (o DenseOp) infer(in [][]int) ([]int, *Error) {
	if o.Units < 1 {
		return nil, &Error{What: "units", Want: "1 or more", Got: fmt.Sprint(o.Units)}
	}
	if len(in[0]) != 1 {
		return nil, &Error{What: "input rank", Want: "[F]", Got: fmt.Sprint(in[0]), Mend: "add Flatten() before it"}
	}
	return []int{o.Units}, nil
}

func (o DenseOp) initialized(i Initializer) Op {
	o.Weights, o.Biases = i, i.biases()
	return o
}

func (o DenseOp) parameters(in [][]int) []Parameter {
	f := size(in[0])
	return []Parameter{
		{Name: "weights", Shape: []int{f, o.Units}, Init: o.Weights, FanIn: f, FanOut: o.Units},
		{Name: "biases", Shape: []int{o.Units}, Init: o.Biases, FanIn: f, FanOut: o.Units},
	}
}
