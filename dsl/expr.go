package dsl

import "fmt"

// Expr is a value in the body of a Func: an expression over the Func's inputs,
// parameters and numbers. It is data that is built up, not a number: the
// engine computes it.
//
// Its shape is that of one sample. The axis over the batch is not there, and
// nothing can mix samples: every operation treats each sample by itself, and
// parameters and numbers are the same for all of them.
//
// Expressions are immutable, and one that is used twice is computed once. The
// first mistake stays in the value, with the line that made it.
type Expr struct {
	node *exprNode
	err  *Error
}

// exprNode is a node of the shared graph of expressions.
type exprNode struct {
	term  Term // without In, which the nodes of in are
	in    []*exprNode
	shape []int
}

// Scalar is a number as an expression, of shape []: dsl.Scalar(1).Sub(gate).
// Where a method takes an expression or a number, the plain number will do.
func Scalar(v float64) Expr { return newExpr(Term{Op: "scalar", Value: Float(v)}) }

// Param is a trained parameter of the Func in whose body it stands. The same
// name twice in one Func is the same parameter.
//
// Shape: dims; none for a single number. They may depend on an input's:
// dsl.Param("weights", dsl.HeNormal(), x.Dim(-1), 64).
// Init: by i, with fan_in and fan_out the last two axes, times the axes before
// them; of a vector both are its length. Model.Init leaves it as it is.
// Errors: a name with more than letters, digits and underscores; dimensions
// below 1; an initialiser that is none of the package's, or that needs a
// matrix and has none; one name for two shapes or initialisers.
func Param(name string, i Initializer, dims ...int) Expr {
	return newExpr(Term{Op: "param", Name: name, Init: &i, Ints: append([]int{}, dims...)})
}

// newExpr is an operation on in, at the user's line.
func newExpr(t Term, in ...Expr) Expr {
	n := &exprNode{term: t}
	shapes := make([][]int, len(in))
	for k, x := range in {
		if x.err == nil && x.node == nil {
			x.err = here(Error{Where: t.title(), What: "operand", Want: "an input of the Func, or made from one, from dsl.Param or from dsl.Scalar", Got: "an empty dsl.Expr"})
		}
		if x.err != nil {
			return x
		}
		n.in, shapes[k] = append(n.in, x.node), x.node.shape
	}
	shape, e := t.infer(shapes)
	if e != nil {
		e.Where = t.title()
		return Expr{err: e.at(caller())}
	}
	n.shape = shape
	return Expr{node: n}
}

// then is newExpr for an operation on x and what may be numbers.
func (x Expr) then(t Term, others ...any) Expr {
	in := []Expr{x}
	for _, o := range others {
		y := operand(o)
		if y.err != nil && y.err.Where == "" {
			y.err.Where = t.title()
			y.err.at(caller())
		}
		in = append(in, y)
	}
	return newExpr(t, in...)
}

// operand is what a user wrote for an expression or a number.
func operand(o any) Expr {
	switch o := o.(type) {
	case Expr:
		return o
	case float64:
		return Scalar(o)
	case float32:
		return Scalar(float64(o))
	case int:
		return Scalar(float64(o))
	}
	return Expr{err: &Error{What: "operand", Want: "a dsl.Expr or a number", Got: fmt.Sprintf("%T", o)}}
}

// Shape is the shape of one sample; of a mistake it is nil.
func (x Expr) Shape() []int {
	if x.err != nil || x.node == nil {
		return nil
	}
	return append([]int{}, x.node.shape...)
}

// Dim is the length of an axis, from 0; negative ones count from the end. It
// is 0 where there is no such axis, which no operation accepts as a length.
func (x Expr) Dim(axis int) int {
	s := x.Shape()
	if axis < 0 {
		axis += len(s)
	}
	if axis < 0 || axis >= len(s) {
		return 0
	}
	return s[axis]
}

// Err is the first mistake in the expression, an *Error, or nil.
func (x Expr) Err() error {
	if x.err != nil {
		return x.err
	}
	return nil
}

// String is the expression's last operation and its shape: "MatMul [64]".
func (x Expr) String() string {
	switch {
	case x.err != nil:
		return x.err.Error()
	case x.node == nil:
		return "nothing"
	}
	return fmt.Sprintf("%s %v", x.node.term.title(), x.node.shape)
}

// Add is x + y. In this and all that take two: y is an expression or a number,
// and shapes are broadcast as in NumPy: aligned at their last axes, an axis of
// length 1, or that is not there, is repeated.
func (x Expr) Add(y any) Expr { return x.then(Term{Op: "add"}, y) }

// Sub is x − y.
func (x Expr) Sub(y any) Expr { return x.then(Term{Op: "sub"}, y) }

// Mul is x·y, value by value.
func (x Expr) Mul(y any) Expr { return x.then(Term{Op: "mul"}, y) }

// Div is x/y.
func (x Expr) Div(y any) Expr { return x.then(Term{Op: "div"}, y) }

// Pow is x^y. Below 0 it is NaN, but for y a whole number; the derivative by y
// is x^y·log x, so it is NaN there.
func (x Expr) Pow(y any) Expr { return x.then(Term{Op: "pow"}, y) }

// Max is the larger of x and y, value by value. Where both are equal each has
// half the derivative, as in JAX.
func (x Expr) Max(y any) Expr { return x.then(Term{Op: "max"}, y) }

// Min is the smaller of x and y, value by value; otherwise as Max.
func (x Expr) Min(y any) Expr { return x.then(Term{Op: "min"}, y) }

// Greater is 1 where x > y, else 0; like all comparisons it has no derivative.
func (x Expr) Greater(y any) Expr { return x.then(Term{Op: "greater"}, y) }

// GreaterOrEqual is 1 where x ≥ y, else 0.
func (x Expr) GreaterOrEqual(y any) Expr { return x.then(Term{Op: "greater-or-equal"}, y) }

// Less is 1 where x < y, else 0.
func (x Expr) Less(y any) Expr { return x.then(Term{Op: "less"}, y) }

// LessOrEqual is 1 where x ≤ y, else 0.
func (x Expr) LessOrEqual(y any) Expr { return x.then(Term{Op: "less-or-equal"}, y) }

// Equal is 1 where x = y, else 0.
func (x Expr) Equal(y any) Expr { return x.then(Term{Op: "equal"}, y) }

// Where is then where condition is not 0, else otherwise; all three are
// broadcast as Add does. The derivative goes to the one that was taken, and is
// 0 for the other: an infinite one there, such as that of Sqrt at 0, makes it
// NaN, as everywhere; keep the argument away from it with another Where.
func Where(condition Expr, then, otherwise any) Expr {
	return condition.then(Term{Op: "where"}, then, otherwise)
}

// Neg is −x.
func (x Expr) Neg() Expr { return x.then(Term{Op: "neg"}) }

// Square is x·x.
func (x Expr) Square() Expr { return x.Mul(x) }

// Exp is e^x.
func (x Expr) Exp() Expr { return x.then(Term{Op: "exp"}) }

// Log is the natural logarithm.
func (x Expr) Log() Expr { return x.then(Term{Op: "log"}) }

// Log1p is log(1 + x), exact also for small x.
func (x Expr) Log1p() Expr { return x.then(Term{Op: "log1p"}) }

// Sqrt is √x.
func (x Expr) Sqrt() Expr { return x.then(Term{Op: "sqrt"}) }

// Abs is |x|; its derivative at 0 is 0, as in PyTorch (in JAX it is 1).
func (x Expr) Abs() Expr { return x.then(Term{Op: "abs"}) }

// Sign is −1, 0 or 1; it has no derivative.
func (x Expr) Sign() Expr { return x.then(Term{Op: "sign"}) }

// Sin is the sine of radians.
func (x Expr) Sin() Expr { return x.then(Term{Op: "sin"}) }

// Cos is the cosine of radians.
func (x Expr) Cos() Expr { return x.then(Term{Op: "cos"}) }

// Tanh is the hyperbolic tangent.
func (x Expr) Tanh() Expr { return x.then(Term{Op: "tanh"}) }

// Sigmoid is 1/(1 + e^(−x)).
func (x Expr) Sigmoid() Expr { return x.then(Term{Op: "sigmoid"}) }

// Erf is the error function, 2/√π·∫₀ˣ e^(−t²) dt.
func (x Expr) Erf() Expr { return x.then(Term{Op: "erf"}) }

// ReLU is x where x > 0, else 0; its derivative at 0 is 0.
func (x Expr) ReLU() Expr { return x.then(Term{Op: "relu"}) }

// StopGradient is x as if it were a constant: no derivative goes through it.
func (x Expr) StopGradient() Expr { return x.then(Term{Op: "stop-gradient"}) }
