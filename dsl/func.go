package dsl

import (
	"fmt"
	"reflect"
	"slices"
)

// Function is a function of the user's own over expressions, made by Func.
type Function struct {
	name   string
	inputs int // -1: one or more
	body   func([]Expr) Expr
	err    *Error
}

// Body is what a Func may be made of: a function from one, two, three or any
// number of expressions to one.
type Body interface {
	func(x Expr) Expr | func(x, y Expr) Expr | func(x, y, z Expr) Expr | func(inputs ...Expr) Expr
}

// Func is a layer of one's own, an activation, a way to bring branches
// together, or a loss: a Go function that builds an expression from its inputs.
//
//	swish := dsl.Func("swish", func(x dsl.Expr) dsl.Expr { return x.Mul(x.Sigmoid()) })
//
// m.Apply(f) puts it behind m as a layer, m.Apply(f, others…) with further
// inputs; m.Activation(f) and m.Replace(dsl.ReLU, f) where it keeps the shape;
// training.Loss(f), of the model's output and the target.
//
// The Go function is called when the model is written, once for each place,
// with the inputs' shapes: it may look at x.Shape(), loop and branch. What it
// returns is kept as data, and that is what a training's identity has: neither
// the name nor how the Go function is written, but the names of parameters,
// since their first values are drawn by them.
//
// A cell can use a Func of an earlier one; the Go function then sees the
// notebook's variables, as functions of a notebook do.
func Func[F Body](name string, body F) Function {
	f := Function{name: name, inputs: 1}
	given := true
	switch body := any(body).(type) {
	case func(Expr) Expr:
		given = body != nil
		f.body = func(in []Expr) Expr { return body(in[0]) }
	case func(Expr, Expr) Expr:
		given, f.inputs = body != nil, 2
		f.body = func(in []Expr) Expr { return body(in[0], in[1]) }
	case func(Expr, Expr, Expr) Expr:
		given, f.inputs = body != nil, 3
		f.body = func(in []Expr) Expr { return body(in[0], in[1], in[2]) }
	case func(...Expr) Expr:
		given, f.inputs = body != nil, -1
		f.body = func(in []Expr) Expr { return body(in...) }
	}
	switch {
	case name == "":
		f.err = here(Error{Where: "Func", What: "name", Want: `one that summaries can show, such as "swish"`, Got: `""`})
	case !given:
		f.err = here(Error{Where: "Func " + name, What: "function", Want: "one from dsl.Expr to dsl.Expr", Got: "nil"})
	}
	return f
}

// Name is the name given to Func.
func (f Function) Name() string { return f.name }

// String is the name.
func (f Function) String() string { return f.name }

// Err is what is wrong with the function before it is applied, or nil.
func (f Function) Err() error {
	if f.err != nil {
		return f.err
	}
	return nil
}

// trace calls the body with inputs of these shapes and spells its result out.
func (f Function) trace(inputs [][]int) (FuncOp, *Error) {
	switch {
	case f.err != nil:
		return FuncOp{}, f.err
	case f.body == nil:
		return FuncOp{}, &Error{What: "function", Want: "one made by dsl.Func", Got: "an empty dsl.Function"}
	case f.inputs >= 0 && len(inputs) != f.inputs:
		return FuncOp{}, &Error{What: "inputs", Want: fmt.Sprintf("%d, as its function takes", f.inputs), Got: fmt.Sprint(len(inputs))}
	}
	in := make([]Expr, len(inputs))
	for k, shape := range inputs {
		in[k] = newExpr(Term{Op: "input", Ints: append([]int{k}, shape...)})
	}
	out := f.body(in)
	if out.err != nil {
		return FuncOp{}, out.err
	}
	if out.node == nil {
		return FuncOp{}, &Error{What: "result", Want: "an expression", Got: "an empty dsl.Expr"}
	}
	op := FuncOp{Name: f.name, Expr: spell(out)}
	return op, op.Expr.oneNameOneParameter()
}

// Apply puts f behind m as a layer; its inputs are m and others.
//
// Formula: y = f(m, others…).
// Input: what f's expressions accept. Output: the shape of its result, which
// has one axis or more.
// Parameters: f's. Init leaves them as they are: f says how they start.
// Errors: another number of inputs than f takes; what does not fit in f's
// expressions, at the line that wrote them; the others' mistakes.
func (m Model) Apply(f Function, others ...Model) Model {
	shapes, m := m.shapesWith(others)
	if m.err == nil && f.err != nil {
		m.err = f.err
	}
	if m.err != nil {
		return m
	}
	op, e := f.trace(shapes)
	if e != nil {
		return m.fail(*e.in(fmt.Sprintf("layer %d %s", m.top.depth+1, f.name)))
	}
	return m.join(op, others...)
}

// shapesWith are the shapes of m and others, and m with the first mistake of
// any.
func (m Model) shapesWith(others []Model) ([][]int, Model) {
	var shapes [][]int
	for _, o := range append([]Model{m}, others...) {
		if m.err == nil && o.err != nil {
			m.err = o.err
		}
		if m.err == nil && o.top == nil {
			m = m.fail(Error{Where: "Apply", What: "no input before it", Mend: "start the model with dsl.Input(…)"})
		}
		shapes = append(shapes, o.Shape())
	}
	return shapes, m
}

// Apply brings the branches together by f. See Model.Apply.
func (b Branches) Apply(f Function) Model {
	if b.from.err != nil || len(b.models) == 0 {
		return b.join(AddOp{})
	}
	out := b.models[0].Apply(f, b.models[1:]...)
	out.name = b.from.name
	return out
}

// in is the error as one of a part of where.
func (e *Error) in(where string) *Error {
	inner := *e
	if inner.Where = where; e.Where != "" {
		inner.Where += ": " + e.Where
	}
	return &inner
}

// FuncOp computes an expression of the user's own.
type FuncOp struct {
	Name string     `json:"name,omitempty"` // for people; no part of a run's identity
	Expr Expression `json:"expr"`
}

// Kind is "func".
func (FuncOp) Kind() string                        { return "func" }
func (o FuncOp) title() string                     { return o.Name }
func (o FuncOp) parameters(in [][]int) []Parameter { return o.Expr.parameters() }
func (o FuncOp) infer(in [][]int) ([]int, *Error) {
	shapes, e := o.Expr.shapes(in)
	if e != nil {
		return nil, e
	}
	out := shapes[len(shapes)-1]
	if len(out) == 0 {
		return nil, &Error{What: "shape of the result", Want: "one axis or more", Got: "[]", Mend: "end the function with Reshape(1)"}
	}
	return out, nil
}

// at is f where an activation stands: one input, whose shape it keeps.
func (f Function) at(shape []int) (Op, *Error) {
	op, e := f.trace([][]int{shape})
	if e != nil {
		return nil, e
	}
	out, e := op.infer([][]int{shape})
	if e == nil && !slices.Equal(out, shape) {
		e = &Error{What: "shape of an activation's result", Want: fmt.Sprintf("%v, as its input", shape), Got: fmt.Sprint(out), Mend: "use Apply for a layer that changes the shape"}
	}
	if e != nil {
		return nil, e
	}
	return op, nil
}

// is tells whether op is f at a place with this input.
func (f Function) is(op Op, shape []int) bool {
	o, ok := op.(FuncOp)
	if !ok {
		return false
	}
	mine, e := f.trace([][]int{shape})
	return e == nil && reflect.DeepEqual(mine.Expr, o.Expr)
}

// Unnamed is the graph without names that decide nothing that it computes:
// those of Funcs and of Shared blocks.
func (g Graph) Unnamed() Graph {
	g = g.unshared()
	out := Graph{Nodes: g.Nodes}
	for i, n := range g.Nodes {
		op, ok := n.Op.(FuncOp)
		if !ok || op.Name == "" {
			continue
		}
		if &out.Nodes[0] == &g.Nodes[0] {
			out.Nodes = append([]Node{}, g.Nodes...)
		}
		op.Name = ""
		out.Nodes[i].Op = op
	}
	return out
}
