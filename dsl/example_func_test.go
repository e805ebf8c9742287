package dsl_test

import (
	"fmt"

	"github.com/seed-380714d4/fathom/dsl"
)

// An activation of one's own stands wherever the package's do.
func ExampleFunc() {
	swish := dsl.Func("swish", func(x dsl.Expr) dsl.Expr { return x.Mul(x.Sigmoid()) })
	net := dsl.Input(2).Dense(8).ReLU().Dense(2).ReLU()
	for _, row := range net.Replace(dsl.ReLU, swish).Activation(swish).Summary().Rows {
		fmt.Print(row.Title, " ")
	}
	// Output: Input Dense swish Dense swish swish
}

// A gated layer with parameters: of a highway network (Srivastava, Greff &
// Schmidhuber 2015), y = t·h + (1 − t)·x. The gate starts nearly closed, so
// that the layer starts as the identity.
func ExampleModel_Apply() {
	highway := dsl.Func("highway", func(x dsl.Expr) dsl.Expr {
		f := x.Dim(-1)
		t := x.MatMul(dsl.Param("gate", dsl.XavierUniform(), f, f)).Add(dsl.Param("carry", dsl.Constant(-2), f)).Sigmoid()
		h := x.MatMul(dsl.Param("weights", dsl.XavierUniform(), f, f)).Add(dsl.Param("biases", dsl.Zeros(), f)).Tanh()
		return t.Mul(h).Add(dsl.Scalar(1).Sub(t).Mul(x))
	})
	net := dsl.Input(28, 28, 1).Flatten().Dense(50).Repeat(2, func(m dsl.Model) dsl.Model { return m.Apply(highway) }).Dense(10)
	s := net.Summary()
	fmt.Println(s.Rows[3].Title, s.Rows[3].Output, s.Rows[3].Parameters, s.Parameters)
	// Output: highway [50] 5100 49960
}

// Two inputs become one by an expression of both: a bilinear form.
func ExampleModel_Apply_inputs() {
	bilinear := dsl.Func("bilinear", func(x, y dsl.Expr) dsl.Expr {
		w := dsl.Param("weights", dsl.XavierNormal(), x.Dim(0), y.Dim(0))
		return x.MatMul(w).Mul(y).Sum(-1)
	})
	in := dsl.Input(6)
	left, right := in.Dense(3).Tanh(), in.Dense(4).Tanh()
	fmt.Println(left.Apply(bilinear, right).Shape())
	// Output: [1]
}

// A loss of one's own, of the model's output and the target: relative error.
func ExampleTraining_Loss() {
	relative := dsl.Func("relative error", func(y, t dsl.Expr) dsl.Expr {
		return y.Sub(t).Abs().Div(t.Abs().Add(1e-6)).Mean()
	})
	data := dsl.SlicesRegression([][]float64{{1}, {2}, {3}}, [][]float64{{10}, {100}, {1000}})
	fmt.Println(dsl.Input(1).Dense(1).Train(data).Loss(relative))
	// Output: Slices: 3 training examples of [1]; relative error, SGD(0.01), batches of 3, 1 epoch, seed 0, float32
}

// Reductions keep their axes, with length 1, so that they broadcast against
// what they came from: the softmax over the last axis.
func ExampleExpr_Sum() {
	softmax := dsl.Func("softmax", func(x dsl.Expr) dsl.Expr {
		e := x.Sub(x.ReduceMax(-1)).Exp()
		return e.Div(e.Sum(-1))
	})
	fmt.Println(dsl.Input(5, 3).Apply(softmax).Shape())
	// Output: [5 3]
}

// What does not fit is said at the line of the expression that it does not fit.
func ExampleExpr_MatMul() {
	f := dsl.Func("projection", func(x dsl.Expr) dsl.Expr { return x.MatMul(dsl.Param("weights", dsl.HeNormal(), 4, 2)) })
	fmt.Println(dsl.Input(3).Apply(f).Err().(*dsl.Error).Message())
	// Output: inner lengths; want equal ones, the last axis of [3], got 4 of [4 2]; Transpose one of them
}

// Maxout (Goodfellow et al. 2013): Go's own loops build the expression.
func ExampleParam() {
	maxout := dsl.Func("maxout", func(x dsl.Expr) dsl.Expr {
		most := dsl.Expr{}
		for i := range 3 {
			z := x.MatMul(dsl.Param(fmt.Sprint("weights", i), dsl.HeNormal(), x.Dim(-1), 16))
			if i == 0 {
				most = z
			}
			most = most.Max(z)
		}
		return most
	})
	for _, p := range dsl.Parameters(dsl.Input(8).Apply(maxout).Graph()) {
		fmt.Println(p.Name, p.Shape)
	}
	// Output:
	// 1.func.weights0 [8 16]
	// 1.func.weights1 [8 16]
	// 1.func.weights2 [8 16]
}
