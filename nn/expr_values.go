package nn

import "github.com/gomlx/gomlx/core/graph"

// eachValue are the operations on each value by itself.
var eachValue = map[string]func(x *graph.Node) *graph.Node{
	"neg": graph.Neg, "exp": graph.Exp, "log": graph.Log, "log1p": graph.Log1P, "sqrt": graph.Sqrt,
	"sin": graph.Sin, "cos": graph.Cos, "tanh": graph.Tanh, "sigmoid": graph.Sigmoid, "erf": graph.Erf,
	"stop-gradient": graph.StopGradient, "sign": graph.Sign,

	// Not graph.Abs, whose derivative at 0 is 1.
	"abs": func(x *graph.Node) *graph.Node { return graph.Mul(x, graph.Sign(x)) },
	// Not graph.Max with 0, whose derivative at 0 is a choice of GoMLX's.
	"relu": func(x *graph.Node) *graph.Node { return graph.Where(graph.IsPositive(x), x, graph.ZerosLike(x)) },
}

// operator is an operation on the values of two nodes of one rank, with 1 where
// an axis is to be repeated; or one of which is a scalar.
type operator func(a, b *graph.Node) *graph.Node

// pairs are the operations on two terms.
var pairs = map[string]operator{
	"add": graph.Add, "sub": graph.Sub, "mul": graph.Mul, "div": graph.Div, "pow": power,
	"max": evenly(graph.Max), "min": evenly(graph.Min),

	"greater":          compared(graph.GreaterThan),
	"greater-or-equal": compared(graph.GreaterOrEqual),
	"less":             compared(graph.LessThan),
	"less-or-equal":    compared(graph.LessOrEqual),
	"equal":            compared(graph.Equal),
}

// compared makes a comparison a number, 0 or 1, without a derivative.
func compared(f operator) operator {
	return func(a, b *graph.Node) *graph.Node {
		return graph.StopGradient(graph.ConvertDType(f(a, b), a.DType()))
	}
}

// evenly is the mean of f both ways round: the value of f, which is Max or Min,
// but where both are equal each has half the derivative, as in JAX. GoMLX gives
// it all to the first.
func evenly(f operator) operator {
	return func(a, b *graph.Node) *graph.Node {
		half := graph.ConstAs(a, 0.5)
		return graph.Add(graph.Mul(half, f(a, b)), graph.Mul(half, f(b, a)))
	}
}

// power is a^b. The derivative by b is 0 where a is 0, as in JAX; GoMLX's is
// 0·log 0.
func power(a, b *graph.Node) *graph.Node {
	if b.Type() == graph.NodeTypeConstant {
		return graph.Pow(a, b)
	}
	zero := graph.Equal(a, graph.ZerosLike(a))
	kept := graph.Where(zero, graph.OnesLike(a), a)
	atZero, elsewhere := graph.Pow(a, graph.StopGradient(b)), graph.Pow(kept, b)
	return graph.Where(graph.BroadcastToDims(zero, elsewhere.Shape().Dimensions...), atZero, elsewhere)
}
