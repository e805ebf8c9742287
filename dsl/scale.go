package dsl

import (
	"fmt"
	"math"
)

// ScaleOp multiplies by a constant.
type ScaleOp struct {
	By float64 `json:"by"`
}

// Scale multiplies every value by a constant that is not trained: at the end
// of a Residual's block it is what scaled residuals are.
//
// Formula: y = by·x.
// Input: any shape. Output: the same. Parameters: none.
// Errors: a number that is not finite.
func (m Model) Scale(by float64) Model { return m.then(ScaleOp{by}) }

// Kind is "scale".
func (ScaleOp) Kind() string                   { return "scale" }
func (ScaleOp) title() string                  { return "Scale" }
func (ScaleOp) parameters([][]int) []Parameter { return nil }

func (o ScaleOp) infer(in [][]int) ([]int, *Error) {
	if math.IsNaN(o.By) || math.IsInf(o.By, 0) {
		return nil, &Error{What: "factor", Want: "a finite number", Got: fmt.Sprint(o.By)}
	}
	return in[0], nil
}
