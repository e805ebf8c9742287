package nn

import "github.com/seed-380714d4/fathom/dsl"

type part = func(dsl.Model) dsl.Model

func skip(m dsl.Model) dsl.Model { return m }
func denseTanh(units int) part   { return func(m dsl.Model) dsl.Model { return m.Dense(units).Tanh() } }
func denseOf(units int) part     { return func(m dsl.Model) dsl.Model { return m.Dense(units) } }
func convOf(n, k int, o ...dsl.WindowOption) part {
	return func(m dsl.Model) dsl.Model { return m.Conv(n, k, o...) }
}

// layersTable has the model of every row in testdata/layers.json.
func layersTable() map[string]part {
	return map[string]part{
		"dense":                denseOf(4),
		"flatten":              dsl.Model.Flatten,
		"reshape":              func(m dsl.Model) dsl.Model { return m.Reshape(4, 3) },
		"conv":                 convOf(2, 3),
		"conv even stride":     convOf(3, 2, dsl.Stride(2)),
		"conv stride":          convOf(2, 3, dsl.Stride(2)),
		"conv valid":           convOf(2, 3, dsl.Stride(2), dsl.Valid()),
		"conv dilated":         convOf(2, 3, dsl.Dilation(2)),
		"conv grouped":         convOf(4, 3, dsl.Groups(2)),
		"conv depthwise":       convOf(4, 3, dsl.Groups(4), dsl.Stride(2)),
		"conv no bias":         convOf(3, 1, dsl.NoBias()),
		"conv 1-D":             convOf(2, 3),
		"conv 1-D all":         convOf(4, 3, dsl.Stride(2), dsl.Dilation(2), dsl.Groups(2)),
		"max pool":             func(m dsl.Model) dsl.Model { return m.MaxPool(2) },
		"max pool same":        func(m dsl.Model) dsl.Model { return m.MaxPool(3, dsl.Stride(2), dsl.Same()) },
		"max pool 1-D":         func(m dsl.Model) dsl.Model { return m.MaxPool(3, dsl.Stride(2)) },
		"avg pool":             func(m dsl.Model) dsl.Model { return m.AvgPool(2) },
		"avg pool same":        func(m dsl.Model) dsl.Model { return m.AvgPool(3, dsl.Stride(2), dsl.Same()) },
		"avg pool 1-D":         func(m dsl.Model) dsl.Model { return m.AvgPool(3, dsl.Stride(2)) },
		"global avg pool":      dsl.Model.GlobalAvgPool,
		"global max pool":      dsl.Model.GlobalMaxPool,
		"batch norm":           dsl.Model.BatchNorm,
		"batch norm features":  dsl.Model.BatchNorm,
		"batch norm far":       dsl.Model.BatchNorm,
		"batch norm evaluated": dsl.Model.BatchNorm,
		"batch norm frozen":    func(m dsl.Model) dsl.Model { return m.BatchNorm().Frozen() },
		"layer norm":           dsl.Model.LayerNorm,
		"layer norm far":       dsl.Model.LayerNorm,
		"group norm":           func(m dsl.Model) dsl.Model { return m.GroupNorm(2) },
		"softmax":              dsl.Model.Softmax,
		"scale":                func(m dsl.Model) dsl.Model { return m.Scale(0.25) },
		"subsample":            func(m dsl.Model) dsl.Model { return m.Subsample(2) },
		"pad channels":         func(m dsl.Model) dsl.Model { return m.PadChannels(6) },
		"embedding":            func(m dsl.Model) dsl.Model { return m.Embedding(5, 3) },
		"dropout":              func(m dsl.Model) dsl.Model { return m.Dropout(0.4) },
		"dropout evaluated":    func(m dsl.Model) dsl.Model { return m.Dropout(0.4) },

		"sigmoid": dsl.Model.Sigmoid, "tanh": dsl.Model.Tanh, "relu": dsl.Model.ReLU, "identity": dsl.Model.Identity,
		"elu": dsl.Model.ELU, "selu": dsl.Model.SELU, "gelu": dsl.Model.GELU, "silu": dsl.Model.SiLU, "softplus": dsl.Model.Softplus,
		"leaky relu": func(m dsl.Model) dsl.Model { return m.LeakyReLU(0.1) },

		"add":    func(m dsl.Model) dsl.Model { return m.Branch(denseTanh(4), denseOf(4), skip).Add() },
		"mul":    func(m dsl.Model) dsl.Model { return m.Branch(denseTanh(4), denseOf(4), skip).Mul() },
		"concat": func(m dsl.Model) dsl.Model { return m.Branch(denseTanh(2), denseOf(3), skip).Concat() },
		"repeat": func(m dsl.Model) dsl.Model { return m.Repeat(2, denseTanh(4)) },
		"repeat indexed": func(m dsl.Model) dsl.Model {
			return m.RepeatIndexed(2, func(i int, m dsl.Model) dsl.Model { return denseTanh(2 + i)(m) })
		},
		"shared": func(m dsl.Model) dsl.Model { return m.Repeat(2, dsl.Shared("twice", denseTanh(4))) },
		"shared batch norm": func(m dsl.Model) dsl.Model {
			norm := dsl.Shared("norm", dsl.Model.BatchNorm)
			y := norm(m)
			return norm(y.Mul(y))
		},
		"frozen": func(m dsl.Model) dsl.Model { return m.Dense(4).Tanh().Frozen().Dense(2) },

		"residual":   func(m dsl.Model) dsl.Model { return m.Residual(dsl.BasicBlock(2, 1)).ReLU() },
		"residual A": func(m dsl.Model) dsl.Model { return m.Residual(dsl.BasicBlock(4, 2), dsl.ShortcutA) },
		"residual B": func(m dsl.Model) dsl.Model { return m.Residual(dsl.BasicBlock(3, 2), dsl.ShortcutB) },
		"residual pre-activation": func(m dsl.Model) dsl.Model {
			return m.Residual(func(m dsl.Model) dsl.Model { return m.BatchNorm().ReLU().Conv(2, 3, dsl.NoBias()) })
		},
		"residual scaled": func(m dsl.Model) dsl.Model {
			return m.Residual(func(m dsl.Model) dsl.Model { return denseTanh(4)(m).Scale(0.1) })
		},
		"dense block":            func(m dsl.Model) dsl.Model { return m.DenseBlock(2, 2) },
		"dense block bottleneck": func(m dsl.Model) dsl.Model { return m.DenseBlock(1, 1, 4) },
		"transition":             func(m dsl.Model) dsl.Model { return m.Transition(0.5) },
	}
}
