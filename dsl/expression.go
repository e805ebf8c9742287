package dsl

import (
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
)

// Expression is what a Func computes, as data: terms in an order in which each
// comes after those it reads; the last one is the result. There is one way to
// spell an expression: equal terms stand once, in the order in which the result
// needs them, so that neither names of variables nor the order in which the
// parts were written make another one.
type Expression struct {
	Terms []Term `json:"terms"`
}

// Term is one operation of an Expression.
type Term struct {
	Op string `json:"op"`
	In []int  `json:"in,omitempty"` // the terms it reads
	// Ints are the number of an "input", the axes of a reduction, the
	// dimensions of a "reshape", axis and bounds of a "slice", and so on.
	Ints  []int        `json:"ints,omitempty"`
	Value Float        `json:"value,omitempty"` // of a "scalar"
	Name  string       `json:"name,omitempty"`  // of a "param", as Init
	Init  *Initializer `json:"init,omitempty"`
}

// spell is the expression whose result is x.
func spell(x Expr) Expression {
	var e Expression
	number := map[*exprNode]int{}
	same := map[string]int{}
	for _, n := range x.node.order() {
		t := n.term
		if len(t.Ints) == 0 {
			t.Ints = nil // as it is read again
		}
		for _, in := range n.in {
			t.In = append(t.In, number[in])
		}
		text, _ := json.Marshal(t) // no Term has a field that JSON refuses
		k, there := same[string(text)]
		if !there {
			k = len(e.Terms)
			e.Terms, same[string(text)] = append(e.Terms, t), k
		}
		number[n] = k
	}
	return e
}

// order lists n and what it reads, each after those that it reads. It does not
// recurse: a long expression is no deep stack.
func (n *exprNode) order() []*exprNode {
	var out []*exprNode
	listed := map[*exprNode]bool{}
	stack := []*exprNode{n}
	for len(stack) > 0 {
		top := stack[len(stack)-1]
		waits := false
		for k := len(top.in) - 1; k >= 0; k-- {
			if !listed[top.in[k]] {
				stack, waits = append(stack, top.in[k]), true
			}
		}
		if waits {
			continue
		}
		stack = stack[:len(stack)-1]
		if !listed[top] {
			out, listed[top] = append(out, top), true
		}
	}
	return out
}

// Shapes are those of the terms for inputs of these shapes, without the batch
// axis.
//
// Errors: an expression that no Func makes; inputs that do not fit it.
func (e Expression) Shapes(inputs [][]int) ([][]int, error) {
	shapes, err := e.shapes(inputs)
	if err != nil {
		return nil, err
	}
	return shapes, nil
}

func (e Expression) shapes(inputs [][]int) ([][]int, *Error) {
	out := make([][]int, len(e.Terms))
	for i, t := range e.Terms {
		in := make([][]int, len(t.In))
		for k, j := range t.In {
			if j < 0 || j >= i {
				return nil, &Error{What: "term of an expression", Want: "one that reads earlier terms", Got: fmt.Sprint(t.In)}
			}
			in[k] = out[j]
		}
		if t.Op == "input" {
			if len(t.Ints) < 1 || t.Ints[0] < 0 || t.Ints[0] >= len(inputs) {
				return nil, &Error{What: "inputs", Want: "as many as the function reads", Got: fmt.Sprint(len(inputs))}
			}
			if out[i] = inputs[t.Ints[0]]; !slices.Equal(out[i], t.Ints[1:]) {
				return nil, &Error{What: fmt.Sprintf("shape of input %d", t.Ints[0]), Want: fmt.Sprint(t.Ints[1:]), Got: fmt.Sprint(out[i])}
			}
			continue
		}
		shape, err := t.infer(in)
		if err != nil {
			err.Where = t.title()
			return nil, err
		}
		out[i] = shape
	}
	if len(out) == 0 {
		return nil, &Error{What: "expression", Want: "one term or more", Got: "none"}
	}
	return out, nil
}

// parameters are those of the expression, in the order of its terms.
func (e Expression) parameters() []Parameter {
	var all []Parameter
	for _, t := range e.Terms {
		if t.Op == "param" {
			in, out := fans(t.Ints)
			all = append(all, Parameter{Name: t.Name, Shape: append([]int{}, t.Ints...), Init: *t.Init, FanIn: in, FanOut: out})
		}
	}
	return all
}

// fans are the inputs and outputs of one unit of weights of a shape.
func fans(shape []int) (in, out int) {
	switch n := len(shape); n {
	case 0:
		return 1, 1
	case 1:
		return shape[0], shape[0]
	default:
		positions := size(shape[:n-2])
		return positions * shape[n-2], positions * shape[n-1]
	}
}

// oneNameOneParameter refuses a name that stands for two parameters.
func (e Expression) oneNameOneParameter() *Error {
	seen := map[string]Term{}
	for _, t := range e.Terms {
		if t.Op != "param" {
			continue
		}
		if other, there := seen[t.Name]; there && !reflect.DeepEqual(other, t) {
			return &Error{Where: "Param", What: fmt.Sprintf("two parameters with the name %q", t.Name),
				Want: fmt.Sprintf("one, %v %s", other.Ints, other.Init), Got: fmt.Sprintf("another, %v %s", t.Ints, t.Init), Mend: "give them different names"}
		}
		seen[t.Name] = t
	}
	return nil
}
