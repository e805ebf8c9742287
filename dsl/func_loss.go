package dsl

import "fmt"

// LossFunc is what training can minimise: a Loss, or a Function of two inputs,
// the model's output and the target, to one number for each sample.
//
// Both have the shape of the model's output: of data with classes the target
// is the one-hot vector of the class. The loss of a batch is the mean over its
// samples.
type LossFunc interface {
	String() string
	over(output []int) (Loss, *Error) // for a model's output of this shape
}

func (l Loss) over([]int) (Loss, *Error) { return l, nil }

func (f Function) over(output []int) (Loss, *Error) {
	op, e := f.trace([][]int{output, output})
	if e != nil {
		return Loss{}, e.in("Loss " + f.name)
	}
	return Loss{Kind: "func", Func: &op}, nil
}

// lossCheck refuses an expression that is no loss.
func (o FuncOp) lossCheck() *Error {
	where := "Loss " + o.Name
	if all := o.Expr.parameters(); len(all) > 0 {
		return &Error{Where: where, What: "parameters of a loss", Want: "none", Got: all[0].Name, Mend: "put what is trained into the model"}
	}
	shapes, e := o.Expr.shapes(o.Expr.inputs(2))
	if e != nil {
		return e.in(where)
	}
	if out := shapes[len(shapes)-1]; size(out) != 1 {
		return &Error{Where: where, What: "shape of the result", Want: "one number for each sample", Got: fmt.Sprint(out), Mend: "end the function with Mean() or Sum()"}
	}
	return nil
}

// inputs are the shapes of the n inputs that the expression was made for; nil
// for one that it does not read.
func (e Expression) inputs(n int) [][]int {
	shapes := make([][]int, n)
	for _, t := range e.Terms {
		if t.Op == "input" && len(t.Ints) > 0 && t.Ints[0] >= 0 && t.Ints[0] < n {
			shapes[t.Ints[0]] = t.Ints[1:]
		}
	}
	return shapes
}

// Unnamed is the loss without a name that decides nothing: that of a Func.
func (l Loss) Unnamed() Loss {
	if l.Func != nil && l.Func.Name != "" {
		f := *l.Func
		f.Name = ""
		l.Func = &f
	}
	return l
}
