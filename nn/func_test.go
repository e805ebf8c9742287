package nn

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/seed-380714d4/fathom/dsl"
)

// layerNormByHand is what dsl has as LayerNorm, written as a Func.
func layerNormByHand(x dsl.Expr) dsl.Expr {
	f := x.Dim(-1)
	centred := x.Sub(x.Mean(-1))
	spread := centred.Square().Mean(-1).Add(1e-5).Sqrt()
	return centred.Div(spread).Mul(dsl.Param("scale", dsl.Constant(1), f)).Add(dsl.Param("shift", dsl.Zeros(), f))
}

// TestLayerNormByHand: written as a Func, LayerNorm trains the same.
func TestLayerNormByHand(t *testing.T) {
	in := dsl.Input(2).Dense(6).Tanh()
	builtIn := in.LayerNorm().Dense(2)
	own := in.Apply(dsl.Func("by hand", layerNormByHand)).Dense(2)
	if a, b := builtIn.Summary().Parameters, own.Summary().Parameters; a != b {
		t.Errorf("parameters: want %d, got %d", a, b)
	}
	for _, e := range backends(t) {
		a, b := briefly(t, e, builtIn.Train(spiral(30))), briefly(t, e, own.Train(spiral(30)))
		for i, want := range a.Loss {
			if !near(b.Loss[i], want, 1e-12*math.Max(1, want)) {
				t.Fatalf("%s: loss of step %d: want %v, got %v", e.info.Backend, i, want, b.Loss[i])
			}
		}
	}
}

// briefly trains in float64, 30 steps.
func briefly(t *testing.T, e *engine, run dsl.Training) dsl.TrainReply {
	t.Helper()
	must(t, run.Err())
	return trained(t, fresh(t, e), run.Optimizer(dsl.Adam(0.01)).BatchSize(10).Steps(30).Precision(dsl.Float64).Request()).Reply
}

// TestOwnActivationAndLoss: swish by hand gives SiLU's losses, and a squared
// error by hand the built-in's, for values and for classes.
func TestOwnActivationAndLoss(t *testing.T) {
	swish := dsl.Func("swish", func(x dsl.Expr) dsl.Expr { return x.Mul(x.Sigmoid()) })
	square := dsl.Func("square", func(y, t dsl.Expr) dsl.Expr { return y.Sub(t).Square().Mean() })
	builtIn := dsl.Input(2).Dense(6).SiLU().Dense(2)
	values := dsl.SlicesRegression([][]float64{{1, 2}, {3, 4}, {-5, 6}}, [][]float64{{1, 0}, {2, 1}, {3, -1}})
	for name, run := range map[string]dsl.Training{
		"classes": builtIn.Train(spiral(30)).Loss(dsl.MeanSquaredError).BatchSize(3),
		"values":  builtIn.Train(values).BatchSize(3),
	} {
		data := spiral(30)
		if name == "values" {
			data = values
		}
		own := builtIn.Replace(dsl.SiLU, swish).Train(data).Loss(square).BatchSize(3)
		e := usual(t)
		long := func(r dsl.Training) dsl.TrainReply {
			must(t, r.Err())
			return trained(t, fresh(t, e), r.Steps(20).Precision(dsl.Float64).Request()).Reply
		}
		a, b := long(run), long(own)
		for i, want := range a.Loss {
			if !near(b.Loss[i], want, 1e-12*math.Max(1, want)) {
				t.Fatalf("%s: loss of step %d: want %v, got %v", name, i, want, b.Loss[i])
			}
		}
	}
}

// TestFuncIdentity: a Func is its expression and its parameters' names.
func TestFuncIdentity(t *testing.T) {
	key := func(m dsl.Model, loss dsl.LossFunc) string {
		run := m.Train(spiral(30)).Loss(loss)
		must(t, run.Err())
		return question{run: run, env: environment{Backend: "go"}}.key(t)
	}
	layer := func(name, parameter string, by float64) dsl.Model {
		return dsl.Input(2).Apply(dsl.Func(name, func(x dsl.Expr) dsl.Expr {
			return x.Mul(by).MatMul(dsl.Param(parameter, dsl.HeNormal(), 2, 2))
		}))
	}
	loss := func(name string, by float64) dsl.LossFunc {
		return dsl.Func(name, func(y, t dsl.Expr) dsl.Expr { return y.Sub(t).Abs().Sum().Mul(by) })
	}
	usual := key(layer("f", "w", 2), loss("l", 1))
	if key(layer("another name", "w", 2), loss("another name", 1)) != usual {
		t.Error("a renamed Func trains again")
	}
	for what, other := range map[string]string{
		"another expression":       key(layer("f", "w", 3), loss("l", 1)),
		"another parameter's name": key(layer("f", "v", 2), loss("l", 1)),
		"another loss":             key(layer("f", "w", 2), loss("l", 2)),
	} {
		if other == usual {
			t.Errorf("%s does not train again", what)
		}
	}
	a, err := newPlan(layer("f", "w", 2).Graph(), lossOf(t, layer("f", "w", 2), loss("a", 1)), "float32")
	must(t, err)
	b, err := newPlan(layer("g", "w", 2).Graph(), lossOf(t, layer("f", "w", 2), loss("b", 1)), "float32")
	must(t, err)
	if a.shape() != b.shape() {
		t.Errorf("renamed, it is compiled again: %s and %s", a.shape(), b.shape())
	}
}

func lossOf(t *testing.T, m dsl.Model, l dsl.LossFunc) dsl.Loss {
	t.Helper()
	run := m.Train(spiral(30)).Loss(l)
	must(t, run.Err())
	return run.Request().Loss
}

// TestHighway: a highway network (Srivastava, Greff & Schmidhuber 2015) of 20
// gated layers, each a Func, learns the spirals.
func TestHighway(t *testing.T) {
	highway := dsl.Func("highway", func(x dsl.Expr) dsl.Expr {
		f := x.Dim(-1)
		gate := x.MatMul(dsl.Param("gate", dsl.XavierUniform(), f, f)).Add(dsl.Param("carry", dsl.Constant(-1), f)).Sigmoid()
		h := x.MatMul(dsl.Param("weights", dsl.XavierUniform(), f, f)).Add(dsl.Param("biases", dsl.Zeros(), f)).Tanh()
		return gate.Mul(h).Add(dsl.Scalar(1).Sub(gate).Mul(x))
	})
	net := dsl.Input(2).Dense(16).Tanh().Repeat(20, func(m dsl.Model) dsl.Model { return m.Apply(highway) }).Dense(2)
	run := net.Train(spiral(100)).Optimizer(dsl.Adam(0.005)).BatchSize(50).Epochs(60).Seed(1)
	must(t, run.Err())
	got := trained(t, fresh(t, usual(t)), run.Request()).Reply
	t.Logf("loss %v to %v, accuracy %v", got.Loss[0], got.Loss[len(got.Loss)-1], got.Test.Accuracy)
	if got.Test.Accuracy < 0.95 {
		t.Errorf("accuracy: want 0.95 or more, got %v", got.Test.Accuracy)
	}
}

// TestTwoInputs: of pairs (a, b) of points a network of two inputs tells
// whether they lie on the same side of a line, which no network that only adds
// what it makes of each can.
func TestTwoInputs(t *testing.T) {
	r := rand.New(rand.NewPCG(4, 5))
	var pairs [][]float64
	var same []int
	for range 400 {
		p := []float64{r.NormFloat64(), r.NormFloat64(), r.NormFloat64(), r.NormFloat64()}
		is := 0
		if (p[0] > p[1]) == (p[2] > p[3]) {
			is = 1
		}
		pairs, same = append(pairs, p), append(same, is)
	}
	part := func(name string, from int) dsl.Function {
		return dsl.Func(name, func(x dsl.Expr) dsl.Expr { return x.Slice(0, from, from+2) })
	}
	bilinear := dsl.Func("bilinear", func(x, y dsl.Expr) dsl.Expr {
		return x.Reshape(x.Dim(0), 1).Mul(y).Reshape(x.Dim(0) * y.Dim(0)) // all products
	})
	in := dsl.Input(4)
	left, right := in.Apply(part("left", 0)).Dense(4).Tanh(), in.Apply(part("right", 2)).Dense(4).Tanh()
	net := left.Apply(bilinear, right).Dense(2)
	run := net.Train(dsl.Slices(pairs, same)).Optimizer(dsl.Adam(0.02)).BatchSize(50).Epochs(60).Seed(1)
	must(t, run.Err())
	for _, e := range backends(t) {
		got := trained(t, fresh(t, e), run.Request()).Reply
		t.Logf("%s: loss %v to %v, accuracy %v", e.info.Backend, got.Loss[0], got.Loss[len(got.Loss)-1], got.Test.Accuracy)
		if got.Test.Accuracy < 0.95 {
			t.Errorf("%s: accuracy: want 0.95 or more, got %v", e.info.Backend, got.Test.Accuracy)
		}
	}
}

// TestOwnLossOfSteps: where a sample has an output and a class at each time
// step, a loss of one's own sees all of them; cross-entropy by hand gives the
// built-in's.
func TestOwnLossOfSteps(t *testing.T) {
	data := dsl.CopyMemory(3, 20)
	byHand := dsl.Func("by hand", func(z, t dsl.Expr) dsl.Expr {
		z = z.Sub(z.ReduceMax(-1))
		return z.Exp().Sum(-1).Log().Sub(z.Mul(t).Sum(-1)).Mean()
	})
	m := dsl.Input(data.Shape()...).RNN(4, dsl.AllStates()).Apply(dsl.Func("logits", func(x dsl.Expr) dsl.Expr {
		return x.MatMul(dsl.Param("w", dsl.HeNormal(), x.Dim(-1), 10)).Add(dsl.Param("b", dsl.Zeros(), 10))
	}))
	losses := func(run dsl.Training) dsl.Floats {
		must(t, run.Err())
		return trained(t, fresh(t, usual(t)), run.BatchSize(10).Steps(5).Precision(dsl.Float64).Request()).Reply.Loss
	}
	want, got := losses(m.Train(data)), losses(m.Train(data).Loss(byHand))
	for i := range want {
		if !near(got[i], want[i], 1e-12*want[i]) {
			t.Fatalf("loss of step %d: want %v, got %v", i, want[i], got[i])
		}
	}
}
