package nn

import (
	"fmt"
	"math"
	"math/rand/v2"

	"github.com/seed-380714d4/fathom/dsl"
)

// scribe writes models at random, as a user might: most of it fits, some does
// not.
type scribe struct{ *rand.Rand }

// model is a network of up to so many layers. What dsl refused is left out,
// and counted in refused.
func (c scribe) model(layers int) (m dsl.Model, refused int) {
	dims := make([]int, 1+c.IntN(4))
	for i := range dims {
		dims[i] = 1 + c.IntN(7)
	}
	m = dsl.Input(size(dims)).Reshape(dims...) // rows of numbers are what slices have
	for range 1 + c.IntN(layers) {
		next := c.layer(m, 3)
		if next.Err() != nil {
			refused++
			continue
		}
		if size(next.Shape()) <= 4096 {
			m = next
		}
	}
	if len(dsl.Parameters(m.Graph())) == 0 {
		m = m.Flatten().Dense(2)
	}
	return m, refused
}

func size(shape []int) int {
	n := 1
	for _, d := range shape {
		n *= d
	}
	return n
}

// n is mostly a small number, and sometimes one that fits nowhere.
func (c scribe) n(upTo int) int {
	if c.IntN(40) == 0 {
		return []int{0, -1, 97, math.MaxInt32}[c.IntN(4)]
	}
	return 1 + c.IntN(upTo)
}

// layer puts a layer, or what is made of several, behind m; depth bounds how
// deep blocks lie in blocks.
func (c scribe) layer(m dsl.Model, depth int) dsl.Model {
	shape := m.Shape()
	kinds := []func() dsl.Model{
		func() dsl.Model { return m.Dense(c.n(6)) },
		func() dsl.Model { return m.Flatten() },
		func() dsl.Model { return m.Activation(c.activation()) },
		func() dsl.Model { return m.Activation(c.activation()) },
		func() dsl.Model { return m.Conv(c.n(6), c.n(3), c.window(shape, true)...) },
		func() dsl.Model { return m.Conv(c.n(6), c.n(3), c.window(shape, true)...) },
		func() dsl.Model { return m.MaxPool(c.n(3), c.window(shape, false)...) },
		func() dsl.Model { return m.AvgPool(c.n(3), c.window(shape, false)...) },
		func() dsl.Model { return m.GlobalAvgPool() },
		func() dsl.Model { return m.BatchNorm() },
		func() dsl.Model { return m.LayerNorm() },
		func() dsl.Model { return m.GroupNorm(c.n(3)) },
		func() dsl.Model { return m.Dropout(c.Float64()) },
		func() dsl.Model { return m.Reshape(c.factors(size(shape))...) },
		func() dsl.Model { return m.Reshape(c.n(8), c.n(3)) },
		func() dsl.Model { return m.Softmax() },
		func() dsl.Model { return m.Embedding(c.n(9), c.n(4)) },
		func() dsl.Model { return m.Scale(c.NormFloat64()) },
		func() dsl.Model { return m.Subsample(c.n(3)) },
		func() dsl.Model { return m.PadChannels(c.n(8)) },
		func() dsl.Model { return m.RNN(c.n(4), c.recurrent(m)...) },
		func() dsl.Model { return m.LSTM(c.n(4), c.recurrent(m)...) },
		func() dsl.Model { return m.GRU(c.n(4), c.recurrent(m)...) },
		func() dsl.Model { return m.LastStep() },
		func() dsl.Model { return m.Mask(0) },
		func() dsl.Model { return m.Apply(dsl.Func("own", c.own)) },
		func() dsl.Model { return m.Apply(dsl.Func("own", c.own)) },
		func() dsl.Model { return m.Frozen() },
		func() dsl.Model { return m.Init(c.initializer()) },
		func() dsl.Model { return m.Replace(c.activation(), c.activation()) },
	}
	if depth > 0 {
		block := func(m dsl.Model) dsl.Model { return c.block(m, depth-1) }
		kinds = append(kinds,
			func() dsl.Model { return m.Residual(block, c.shortcut()) },
			func() dsl.Model { return m.Residual(block) },
			func() dsl.Model { return m.Branch(block, block).Add() },
			func() dsl.Model { return m.Branch(block, block, block).Concat() },
			func() dsl.Model { return m.Branch(block, func(m dsl.Model) dsl.Model { return m }).Mul() },
			func() dsl.Model { return m.Branch(block, block).Apply(dsl.Func("pair", c.pair)) },
			func() dsl.Model { b := block(m); return b.Add(b, b.Add(b)) },
			func() dsl.Model { return m.DenseBlock(min(c.n(3), 97), c.n(3), c.n(3)) },
			func() dsl.Model { return m.Transition(c.Float64()) },
			func() dsl.Model { return m.Repeat(c.IntN(3), block) })
	}
	return kinds[c.IntN(len(kinds))]()
}

func (c scribe) block(m dsl.Model, depth int) dsl.Model {
	for range 1 + c.IntN(3) {
		if next := c.layer(m, depth); next.Err() == nil && size(next.Shape()) <= 4096 {
			m = next
		}
	}
	return m
}

func (c scribe) activation() dsl.ActivationFunc {
	all := []dsl.ActivationFunc{dsl.Sigmoid, dsl.Tanh, dsl.ReLU, dsl.Identity, dsl.ELU, dsl.SELU, dsl.GELU, dsl.SiLU, dsl.Softplus, dsl.LeakyReLU(0.1),
		dsl.Func("swish", func(x dsl.Expr) dsl.Expr { return x.Mul(x.Sigmoid()) }), dsl.Func("mean", func(x dsl.Expr) dsl.Expr { return x.Mean(-1) })}
	return all[c.IntN(len(all))]
}

func (c scribe) initializer() dsl.Initializer {
	all := []dsl.Initializer{dsl.HeNormal(), dsl.XavierUniform(), dsl.Orthogonal(1), dsl.PyTorchDefault(), dsl.IdentityMatrix(1), dsl.Normal(0.1), dsl.Normal(-1)}
	return all[c.IntN(len(all))]
}

func (c scribe) shortcut() dsl.Shortcut {
	return []dsl.Shortcut{dsl.ShortcutA, dsl.ShortcutB}[c.IntN(2)]
}

// window are options of convolutions and, without some, of pools.
func (c scribe) window(shape []int, conv bool) []dsl.WindowOption {
	var all []dsl.WindowOption
	maybe := func(o dsl.WindowOption) {
		if c.IntN(4) == 0 {
			all = append(all, o)
		}
	}
	maybe(dsl.Stride(c.n(3)))
	maybe(dsl.Same())
	maybe(dsl.Valid())
	if conv || c.IntN(10) == 0 {
		maybe(dsl.Dilation(c.n(2)))
		maybe(dsl.Groups(c.n(2)))
		maybe(dsl.Groups(shape[len(shape)-1]))
		maybe(dsl.NoBias())
	}
	return all
}

func (c scribe) recurrent(m dsl.Model) []dsl.RecurrentOption {
	all := []dsl.RecurrentOption{dsl.AllStates(), dsl.AllStates(), dsl.Backward(), dsl.Bidirectional(), dsl.Masked(m.Mask(0)),
		dsl.RecurrentInit(c.initializer()), dsl.RecurrentBias(), dsl.ReLUState(), dsl.ForgetBias(1), dsl.Chrono(9), dsl.ResetBefore()}
	var some []dsl.RecurrentOption
	for _, i := range c.Perm(len(all))[:c.IntN(3)] {
		some = append(some, all[i])
	}
	return some
}

// factors are dimensions whose product is n.
func (c scribe) factors(n int) []int {
	var dims []int
	for d := 2; d <= n && len(dims) < 3; d++ {
		for n%d == 0 && c.IntN(3) > 0 {
			dims, n = append(dims, d), n/d
		}
	}
	return append(dims, n)
}

// own is an expression of one input.
func (c scribe) own(x dsl.Expr) dsl.Expr {
	for i := range 1 + c.IntN(5) {
		if next := c.step(x, i); next.Err() == nil || c.IntN(30) == 0 {
			x = next
		}
	}
	return x
}

// pair is an expression of two.
func (c scribe) pair(x, y dsl.Expr) dsl.Expr {
	x, y = c.own(x), c.own(y)
	all := []dsl.Expr{x.Add(y), x.Mul(y), x.Max(y), x.MatMul(y), x.Concat(0, y), x.Concat(-1, y), dsl.Where(x.Less(y), x, y), x.Div(y.Square().Add(1))}
	for _, i := range c.Perm(len(all)) {
		if all[i].Err() == nil {
			return all[i]
		}
	}
	return all[0]
}

// step puts one operation on x; i tells its parameters from others'.
func (c scribe) step(x dsl.Expr, i int) dsl.Expr {
	rank := len(x.Shape())
	axis := c.IntN(rank+1) - 1
	w := func(dims ...int) dsl.Expr { return dsl.Param(fmt.Sprint("w", i), dsl.Normal(0.5), dims...) }
	all := []func() dsl.Expr{
		x.Neg, x.Exp, x.Tanh, x.Sigmoid, x.Abs, x.Sign, x.Sin, x.Cos, x.ReLU, x.Erf, x.Square, x.StopGradient,
		func() dsl.Expr { return x.Square().Add(0.1).Sqrt() },
		func() dsl.Expr { return x.Square().Log1p() },
		func() dsl.Expr { return x.Square().Add(1).Log() },
		func() dsl.Expr { return x.Pow(2) },
		func() dsl.Expr { return x.Square().Pow(w()) },
		func() dsl.Expr { return x.Mul(w(x.Shape()...)) },
		func() dsl.Expr { return x.Add(w(x.Dim(-1))) },
		func() dsl.Expr { return x.Sub(x.Mean(axis)) },
		func() dsl.Expr { return x.Sum(axis) },
		func() dsl.Expr { return x.ReduceMax(axis).Min(x) },
		func() dsl.Expr { return x.ReduceMin() },
		func() dsl.Expr { return x.Transpose() },
		func() dsl.Expr { return x.Transpose(c.Perm(rank)...) },
		func() dsl.Expr { return x.Reshape(c.factors(size(x.Shape()))...) },
		func() dsl.Expr { return x.Slice(axis, 0, c.n(max(x.Dim(axis), 1))) },
		func() dsl.Expr { return x.Concat(axis, x.Mul(2), x) },
		func() dsl.Expr { return x.Concat(-1, w(x.Shape()...)) },
		func() dsl.Expr { return x.Broadcast(append([]int{c.n(2)}, x.Shape()...)...) },
		func() dsl.Expr { return x.Squeeze(axis) },
		func() dsl.Expr { return x.MatMul(w(x.Dim(-1), c.n(4))) },
		func() dsl.Expr { return w(c.n(4), x.Dim(max(rank-2, 0))).MatMul(x) },
		func() dsl.Expr { return x.MatMul(x.Transpose()) },
		func() dsl.Expr { return x.MatMul(w(x.Dim(-1))) },
		func() dsl.Expr { return dsl.Where(x.Greater(0), x, w()) },
		func() dsl.Expr { return w(x.Shape()...) },
	}
	out := all[c.IntN(len(all))]()
	if size(out.Shape()) > 4096 {
		return x
	}
	return out
}
