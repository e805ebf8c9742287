package dsl

import (
	"fmt"
	"math"
)

// MaskOp marks time steps that are not padding.
type MaskOp struct {
	Padding float64 `json:"padding"`
}

// Mask is 1 at each time step that has a feature other than padding, else 0:
// what Masked wants of sequences that are filled up to one length.
//
// Formula: y_t = 1 if x_tk ≠ padding for some k, else 0.
// Input: [T, F]. Output: [T]. Parameters: none.
// Errors: another rank; a padding that is not a finite number.
func (m Model) Mask(padding float64) Model { return m.then(MaskOp{padding}) }

// Kind is "mask".
func (MaskOp) Kind() string                   { return "mask" }
func (MaskOp) title() string                  { return "Mask" }
func (MaskOp) parameters([][]int) []Parameter { return nil }

func (o MaskOp) infer(in [][]int) ([]int, *Error) {
	if len(in[0]) != 2 {
		return nil, &Error{What: "input rank", Want: "[T, F], T time steps of F features", Got: fmt.Sprint(in[0])}
	}
	if math.IsNaN(o.Padding) || math.IsInf(o.Padding, 0) {
		return nil, &Error{What: "padding", Want: "a finite number", Got: fmt.Sprint(o.Padding)}
	}
	return in[0][:1], nil
}

// LengthMaskOp marks the time steps that a length has.
type LengthMaskOp struct {
	Steps int `json:"steps"`
}

// LengthMask makes a mask of so many time steps from a sequence's length: 1 at
// the steps before it, 0 behind.
//
// Formula: y_t = 1 if t ≤ x, else 0; t from 1.
// Input: [1], the length. Output: [steps]. Parameters: none.
// Errors: another shape; steps below 1.
func (m Model) LengthMask(steps int) Model { return m.then(LengthMaskOp{steps}) }

// Kind is "length-mask".
func (LengthMaskOp) Kind() string                   { return "length-mask" }
func (LengthMaskOp) title() string                  { return "LengthMask" }
func (LengthMaskOp) parameters([][]int) []Parameter { return nil }

func (o LengthMaskOp) infer(in [][]int) ([]int, *Error) {
	if size(in[0]) != 1 {
		return nil, &Error{What: "input shape", Want: "[1], the length", Got: fmt.Sprint(in[0])}
	}
	if o.Steps < 1 {
		return nil, &Error{What: "steps", Want: "1 or more", Got: fmt.Sprint(o.Steps)}
	}
	return []int{o.Steps}, nil
}

// LastStepOp takes the last time step.
type LastStepOp struct{}

// LastStep takes the features of the last time step, so that layers with
// AllStates can be stacked by Repeat. Behind Bidirectional the backward
// layer's last step has seen only that one step: give the last layer no
// AllStates there instead.
//
// Formula: y = x_T.
// Input: [T, F]. Output: [F]. Parameters: none. Errors: another rank.
func (m Model) LastStep() Model { return m.then(LastStepOp{}) }

// Kind is "last-step".
func (LastStepOp) Kind() string                   { return "last-step" }
func (LastStepOp) title() string                  { return "LastStep" }
func (LastStepOp) parameters([][]int) []Parameter { return nil }

func (LastStepOp) infer(in [][]int) ([]int, *Error) {
	if len(in[0]) != 2 {
		return nil, &Error{What: "input rank", Want: "[T, F], T time steps of F features", Got: fmt.Sprint(in[0])}
	}
	return in[0][1:], nil
}
