package acceptance

import (
	"strings"
	"testing"
)

// Layers of one's own, as a reader of the documentation would write them.
var ownCells = []struct{ name, code, want string }{
	{"an activation", `swish := dsl.Func("swish", func(x dsl.Expr) dsl.Expr { return x.Mul(x.Sigmoid()) })
few := dsl.MNIST().Take(2000)`, ""},
	{"it lives on", `net := dsl.Input(28, 28, 1).Flatten().Dense(16).Activation(swish).Dense(10)
net.Err(), net.Summary().Rows[3].Title`, "<nil> swish"},

	// Srivastava, Greff & Schmidhuber 2015: y = t·h + (1 − t)·x.
	{"a highway network", `highway := dsl.Func("highway", func(x dsl.Expr) dsl.Expr {
	n := x.Dim(-1)
	t := x.MatMul(dsl.Param("gate", dsl.XavierUniform(), n, n)).Add(dsl.Param("carry", dsl.Constant(-2), n)).Sigmoid()
	h := x.MatMul(dsl.Param("weights", dsl.HeNormal(), n, n)).Add(dsl.Param("biases", dsl.Zeros(), n)).ReLU()
	return t.Mul(h).Add(dsl.Scalar(1).Sub(t).Mul(x))
})
deep := dsl.Input(28, 28, 1).Flatten().Dense(50).
	Repeat(10, func(m dsl.Model) dsl.Model { return m.Apply(highway) }).Dense(10).Named("highway")
run := deep.Train(few).Optimizer(dsl.Adam(0.003)).BatchSize(50).Epochs(4).Seed(1)
r, err := run.Result(context.Background())
r.Steps, r.Test.Accuracy > 0.8, err`, "160 true <nil>"},

	{"two inputs", `half := func(from int) dsl.Function {
	return dsl.Func("half", func(x dsl.Expr) dsl.Expr { return x.Slice(0, from, from+14) })
}
product := dsl.Func("product", func(top, bottom dsl.Expr) dsl.Expr {
	n := top.Dim(0)
	return top.Reshape(n, 1).Mul(bottom).Reshape(n * n)
})
in := dsl.Input(28, 28, 1)
top := in.Apply(half(0)).Flatten().Dense(8).Tanh()
bottom := in.Apply(half(14)).Flatten().Dense(8).Tanh()
both := top.Apply(product, bottom).Dense(10)
r, err = both.Train(few).Optimizer(dsl.Adam(0.005)).BatchSize(50).Epochs(4).Result(context.Background())
r.Test.Accuracy > 0.8, err`, "true <nil>"},

	{"a loss", `focal := dsl.Func("focal", func(z, t dsl.Expr) dsl.Expr {
	e := z.Sub(z.ReduceMax()).Exp()
	p := e.Div(e.Sum()).Mul(t).Sum() // of the right class
	return p.Log().Neg().Mul(dsl.Scalar(1).Sub(p).Square())
})
r, err = net.Train(few).Loss(focal).Optimizer(dsl.Adam(0.003)).BatchSize(50).Epochs(4).Result(context.Background())
r.Test.Accuracy > 0.8, err`, "true <nil>"},

	{"a shape that does not fit", `dsl.Input(4).Apply(dsl.Func("mine", func(x dsl.Expr) dsl.Expr {
	b := dsl.Param("b", dsl.Zeros(), 5)
	return x.Add(b)
})).Err()`, "dsl: layer 1 mine: Add (cell 7, line 3): shapes; want [4], or 1 where they differ, the last axes aligned, got [5]; Reshape one of them so that its axes stand below the other's"},
}

func TestLayersOfOnesOwn(t *testing.T) {
	k := start(t)
	for _, c := range ownCells {
		t.Run(c.name, func(t *testing.T) {
			o := run(t, k, c.code)
			if got := numbered.ReplaceAllString(shown(o), "cell 7"); got != strings.TrimPrefix(c.want, "cell 7, ") {
				t.Errorf("%s\n shows\n%s\n want\n%s", c.code, got, c.want)
			}
			t.Logf("in %v", o.Took)
		})
	}
	picture(t, run(t, k, "figure.Graph(deep)"))
}
