package nn

import (
	"math"

	"github.com/seed-380714d4/fathom/dsl"
)

func one(f func(x dsl.Expr) dsl.Expr) dsl.Function    { return dsl.Func("one", f) }
func two(f func(x, y dsl.Expr) dsl.Expr) dsl.Function { return dsl.Func("two", f) }

// p is a parameter; how it starts is of no interest here.
func p(name string, dims ...int) dsl.Expr { return dsl.Param(name, dsl.Zeros(), dims...) }

// expressions are the cases of testdata/expressions.py, in the language.
var expressions = map[string]dsl.Function{
	"add":       two(func(x, y dsl.Expr) dsl.Expr { return x.Add(y).Add(2) }),
	"sub":       one(func(x dsl.Expr) dsl.Expr { return dsl.Scalar(1).Sub(x).Sub(p("b", 3)) }),
	"mul":       two(func(x, y dsl.Expr) dsl.Expr { return x.Mul(y).Mul(p("a")) }),
	"div":       two(func(x, y dsl.Expr) dsl.Expr { return x.Div(y.Mul(y).Add(1)).Div(p("c", 2, 1)) }),
	"pow whole": one(func(x dsl.Expr) dsl.Expr { return x.Pow(3).Add(x.Pow(2)) }),
	"pow":       two(func(x, y dsl.Expr) dsl.Expr { return x.Square().Add(0.5).Pow(y) }),
	"pow of 0":  one(func(x dsl.Expr) dsl.Expr { return x.Abs().Pow(p("e", 6)) }),
	"max":       two(func(x, y dsl.Expr) dsl.Expr { return x.Max(y) }),
	"min":       one(func(x dsl.Expr) dsl.Expr { return x.Min(p("m", 2, 1)).Add(x.Min(0.25)) }),
	"compare": two(func(x, y dsl.Expr) dsl.Expr {
		return x.Greater(y).Add(x.GreaterOrEqual(y).Mul(2)).Add(x.Less(y).Mul(4)).Add(x.LessOrEqual(y).Mul(8)).Add(x.Equal(y).Mul(16)).Add(x.Mul(0.1))
	}),
	"where": two(func(x, y dsl.Expr) dsl.Expr {
		above := x.Greater(0)
		return dsl.Where(above, dsl.Where(above, x, 1).Sqrt(), y.Mul(p("a")))
	}),
	"where broadcast": one(func(x dsl.Expr) dsl.Expr { return dsl.Where(p("mask", 3), x, -1) }),
	"neg exp log":     one(func(x dsl.Expr) dsl.Expr { return x.Exp().Neg().Add(x.Square().Add(1).Log()).Add(x.Square().Log1p()) }),
	"sqrt":            one(func(x dsl.Expr) dsl.Expr { return x.Square().Add(0.1).Sqrt() }),
	"abs sign":        one(func(x dsl.Expr) dsl.Expr { return x.Abs().Mul(2).Add(x.Sign()) }),
	"waves":           one(func(x dsl.Expr) dsl.Expr { return x.Mul(3).Sin().Add(x.Cos().Mul(x)) }),
	"tanh sigmoid":    one(func(x dsl.Expr) dsl.Expr { return x.Tanh().Add(x.Mul(20).Sigmoid()) }),
	"erf":             one(func(x dsl.Expr) dsl.Expr { return x.Mul(0.5).Mul(x.Div(math.Sqrt2).Erf().Add(1)) }),
	"relu":            one(func(x dsl.Expr) dsl.Expr { return x.ReLU() }),
	"stop":            one(func(x dsl.Expr) dsl.Expr { return x.Mul(x.StopGradient()) }),
	"sum":             one(func(x dsl.Expr) dsl.Expr { return x.Div(x.Sum(-1)).Add(x.Sum()) }),
	"mean":            one(func(x dsl.Expr) dsl.Expr { return x.Sub(x.Mean(0, -1)).Mul(x.Mean(1)) }),
	"reduce max":      one(func(x dsl.Expr) dsl.Expr { return x.ReduceMax(-1).Mul(x).Add(x.ReduceMax()) }),
	"reduce min":      one(func(x dsl.Expr) dsl.Expr { return x.ReduceMin(0).Mul(x) }),
	"reduce parameter": one(func(x dsl.Expr) dsl.Expr {
		return x.Mul(p("w", 2, 3).ReduceMax(0).Squeeze(0)).Add(p("w", 2, 3).Sum().Squeeze(0, 1))
	}),
	"squeeze":   one(func(x dsl.Expr) dsl.Expr { return x.Sum(0, 2).Squeeze(0, -1) }),
	"reshape":   one(func(x dsl.Expr) dsl.Expr { return x.Reshape(3, 4).Mul(p("w", 12).Reshape(3, 4)).Reshape(2, 6) }),
	"transpose": one(func(x dsl.Expr) dsl.Expr { return x.Transpose(2, 0, 1).Mul(p("w", 3, 2).Transpose().Reshape(2, 1, 3)) }),
	"slice": one(func(x dsl.Expr) dsl.Expr {
		return x.Slice(1, 1, 3).Mul(p("w", 5, 2).Slice(0, 2, 4).Sum()).Add(x.Slice(-1, 0, 2))
	}),
	"concat":            two(func(x, y dsl.Expr) dsl.Expr { return x.Concat(-1, p("w", 2, 2), y.Mul(2), x) }),
	"broadcast":         one(func(x dsl.Expr) dsl.Expr { return x.Broadcast(2, 3, 4).Mul(p("w", 4)) }),
	"matmul vector":     one(func(x dsl.Expr) dsl.Expr { return x.MatMul(p("w", 3, 2)) }),
	"matmul rows":       one(func(x dsl.Expr) dsl.Expr { return x.MatMul(p("w", 3, 2)) }),
	"matmul left":       one(func(x dsl.Expr) dsl.Expr { return p("w", 2, 3).MatMul(x) }),
	"matmul left rows":  one(func(x dsl.Expr) dsl.Expr { return p("w", 2, 3).MatMul(x) }),
	"matmul inner":      two(func(x, y dsl.Expr) dsl.Expr { return x.MatMul(y).Reshape(1).Mul(x.MatMul(p("v", 3))) }),
	"matmul both":       two(func(x, y dsl.Expr) dsl.Expr { return x.MatMul(y) }),
	"matmul heads":      two(func(x, y dsl.Expr) dsl.Expr { return x.MatMul(y).MatMul(p("w", 2, 4, 3)) }),
	"matmul parameters": one(func(x dsl.Expr) dsl.Expr { return x.Mul(p("a", 2, 3).MatMul(p("b", 3, 2))) }),
	"parameter alone":   one(func(x dsl.Expr) dsl.Expr { return p("w", 4).Mul(3) }),
	"swish":             one(func(x dsl.Expr) dsl.Expr { return x.Mul(x.Sigmoid()) }),
	"highway": one(func(x dsl.Expr) dsl.Expr {
		f := x.Dim(-1)
		gate := x.MatMul(p("gate", f, f)).Add(p("carry", f)).Sigmoid()
		h := x.MatMul(p("weights", f, f)).Add(p("biases", f)).ReLU()
		return gate.Mul(h).Add(dsl.Scalar(1).Sub(gate).Mul(x))
	}),
	"layer norm": one(func(x dsl.Expr) dsl.Expr {
		f := x.Dim(-1)
		centred := x.Sub(x.Mean(-1))
		spread := centred.Square().Mean(-1).Add(1e-5).Sqrt()
		return centred.Div(spread).Mul(p("scale", f)).Add(p("shift", f))
	}),
	"attention": one(func(x dsl.Expr) dsl.Expr {
		q, k, v := x.MatMul(p("query", 3, 3)), x.MatMul(p("key", 3, 3)), x.MatMul(p("value", 3, 2))
		score := q.MatMul(k.Transpose()).Div(math.Sqrt(3))
		e := score.Sub(score.ReduceMax(-1).StopGradient()).Exp()
		return e.Div(e.Sum(-1)).MatMul(v)
	}),
}
