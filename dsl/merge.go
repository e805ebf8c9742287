package dsl

import (
	"encoding/json"
	"fmt"
	"slices"
)

// AddOp adds its inputs.
type AddOp struct{}

// MulOp multiplies its inputs, value by value.
type MulOp struct{}

// ConcatOp lays its inputs side by side along the last axis.
type ConcatOp struct{}

// Add is the sum of m and others, value by value.
//
// Models that grew from one another share their common layers: those are
// computed once, and have one set of weights.
//
// Formula: y = x₁ + x₂ + …
// Input: equal shapes. Output: the same. Parameters: none.
// Errors: different shapes; models of different inputs; the others' mistakes.
func (m Model) Add(others ...Model) Model { return m.join(AddOp{}, others...) }

// Mul is the product of m and others, value by value; otherwise as Add.
//
// Formula: y = x₁·x₂·…
func (m Model) Mul(others ...Model) Model { return m.join(MulOp{}, others...) }

// Concat lays m and others side by side along the last axis, the channels or
// features; otherwise as Add.
//
// Input: shapes that are equal but for the last axis. Output: the last axis is
// as long as theirs together.
func (m Model) Concat(others ...Model) Model { return m.join(ConcatOp{}, others...) }

// Branches are several continuations of one model, to be brought together.
type Branches struct {
	from   Model
	models []Model
}

// Branch continues m in several ways at once: m.Branch(f, g).Add() is
// f(m).Add(g(m)). A branch that returns its argument is a skip.
func (m Model) Branch(blocks ...func(Model) Model) Branches {
	b := Branches{from: m}
	for _, block := range blocks {
		if block == nil {
			b.from = m.fail(Error{Where: "Branch", What: "blocks", Want: "functions from Model to Model", Got: "nil"})
			return b
		}
		b.models = append(b.models, block(m))
	}
	return b
}

type branchesJSON struct {
	From   Model   `json:"from"`
	Models []Model `json:"models"`
}

// MarshalJSON writes the branches; they still share their trunk when read.
func (b Branches) MarshalJSON() ([]byte, error) { return json.Marshal(branchesJSON{b.from, b.models}) }

// UnmarshalJSON reads what MarshalJSON writes.
func (b *Branches) UnmarshalJSON(raw []byte) error {
	var j branchesJSON
	if err := json.Unmarshal(raw, &j); err != nil {
		return err
	}
	*b = Branches{j.From, j.Models}
	return nil
}

// Err is the first mistake in any of the branches, or nil.
func (b Branches) Err() error {
	for _, m := range append([]Model{b.from}, b.models...) {
		if err := m.Err(); err != nil {
			return err
		}
	}
	return nil
}

// Add is the branches' sum. See Model.Add.
func (b Branches) Add() Model { return b.join(AddOp{}) }

// Mul is the branches' product. See Model.Mul.
func (b Branches) Mul() Model { return b.join(MulOp{}) }

// Concat lays the branches side by side. See Model.Concat.
func (b Branches) Concat() Model { return b.join(ConcatOp{}) }

func (b Branches) join(op Op) Model {
	switch {
	case b.from.err != nil:
		return b.from
	case len(b.models) == 0:
		return b.from.fail(Error{Where: "Branch", What: "blocks", Want: "two or more", Got: "none"})
	}
	out := b.models[0].join(op, b.models[1:]...)
	out.name = b.from.name
	return out
}

// Kind is "add".
func (AddOp) Kind() string                     { return "add" }
func (AddOp) title() string                    { return "Add" }
func (AddOp) parameters([][]int) []Parameter   { return nil }
func (AddOp) infer(in [][]int) ([]int, *Error) { return alike(in) }

// Kind is "mul".
func (MulOp) Kind() string                     { return "mul" }
func (MulOp) title() string                    { return "Mul" }
func (MulOp) parameters([][]int) []Parameter   { return nil }
func (MulOp) infer(in [][]int) ([]int, *Error) { return alike(in) }

func alike(in [][]int) ([]int, *Error) {
	if len(in) < 2 {
		return nil, &Error{What: "inputs", Want: "two or more", Got: fmt.Sprint(len(in))}
	}
	for _, s := range in[1:] {
		if !slices.Equal(s, in[0]) {
			return nil, &Error{What: "input shapes", Want: fmt.Sprintf("%v each, as the first", in[0]), Got: fmt.Sprint(s)}
		}
	}
	return in[0], nil
}

// Kind is "concat".
func (ConcatOp) Kind() string                   { return "concat" }
func (ConcatOp) title() string                  { return "Concat" }
func (ConcatOp) parameters([][]int) []Parameter { return nil }

func (ConcatOp) infer(in [][]int) ([]int, *Error) {
	if len(in) < 2 {
		return nil, &Error{What: "inputs", Want: "two or more", Got: fmt.Sprint(len(in))}
	}
	rest := in[0][:len(in[0])-1]
	last := channels(in[0])
	for _, s := range in[1:] {
		if len(s) != len(in[0]) || !slices.Equal(s[:len(s)-1], rest) {
			return nil, &Error{What: "input shapes", Want: fmt.Sprintf("as %v but for the last axis", in[0]), Got: fmt.Sprint(s)}
		}
		last += channels(s)
	}
	return append(append([]int{}, rest...), last), nil
}
