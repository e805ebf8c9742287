package dsl

import "fmt"

// ReshapeOp lays each sample's values out in another shape.
type ReshapeOp struct {
	Shape []int `json:"shape"`
}

// Reshape lays each sample's values out in another shape, without the batch
// axis; the order of the values, the last axis fastest, stays.
//
// Input: any shape. Output: dims. Parameters: none.
// Errors: dimensions below 1, or with another product than the input's.
func (m Model) Reshape(dims ...int) Model { return m.then(ReshapeOp{append([]int{}, dims...)}) }

// Kind is "reshape".
func (ReshapeOp) Kind() string                   { return "reshape" }
func (ReshapeOp) title() string                  { return "Reshape" }
func (ReshapeOp) parameters([][]int) []Parameter { return nil }

func (o ReshapeOp) infer(in [][]int) ([]int, *Error) {
	for _, d := range o.Shape {
		if d < 1 {
			return nil, &Error{What: "dimensions", Want: "1 or more each", Got: fmt.Sprint(o.Shape)}
		}
	}
	if len(o.Shape) == 0 || size(o.Shape) != size(in[0]) {
		return nil, &Error{What: "dimensions", Want: fmt.Sprintf("%d values, as in the input %v", size(in[0]), in[0]), Got: fmt.Sprint(o.Shape)}
	}
	return append([]int{}, o.Shape...), nil
}
