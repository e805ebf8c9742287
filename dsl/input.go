package dsl

import "fmt"

// InputOp is the model's input. Output: Shape, as it is.
type InputOp struct {
	Shape []int `json:"shape"` // without the batch axis; channels last
}

// Input starts a model whose samples have the shape dims, without the batch
// axis and with channels last: dsl.Input(28, 28, 1) for MNIST.
func Input(dims ...int) Model {
	for _, d := range dims {
		if d < 1 {
			return Model{err: here(Error{Where: "Input", What: "dimensions", Want: "1 or more each", Got: fmt.Sprint(dims)})}
		}
	}
	if len(dims) == 0 {
		return Model{err: here(Error{Where: "Input", What: "dimensions", Want: "at least one", Got: "none",
			Mend: "say the shape of one sample, such as dsl.Input(28, 28, 1)"})}
	}
	shape := append([]int{}, dims...)
	return Model{top: newLayer(InputOp{shape}, nil, shape)}
}

// Kind is "input".
func (InputOp) Kind() string                      { return "input" }
func (InputOp) title() string                     { return "Input" }
func (o InputOp) infer([][]int) ([]int, *Error)   { return o.Shape, nil }
func (InputOp) parameters(in [][]int) []Parameter { return nil }
