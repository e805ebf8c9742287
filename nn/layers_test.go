package nn

import (
	"encoding/json"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/gomlx/gomlx/core/tensors"

	"github.com/seed-380714d4/fathom/dsl"
	"github.com/seed-380714d4/fathom/nn/data"
)

// TestLayerGradients compares the gradient of every parameter with central
// differences of the loss, through every layer and connection. The shapes are
// those that dsl said, or the graph would not compile.
func TestLayerGradients(t *testing.T) {
	in := dsl.Input(32).Reshape(4, 4, 2)
	conv := func(m dsl.Model) dsl.Model {
		return m.Conv(4, 3).GroupNorm(2).SiLU().Conv(4, 3, dsl.NoBias()).Scale(0.5)
	}
	for name, m := range map[string]dsl.Model{
		"conv":              in.Conv(3, 3).Tanh(),
		"conv stride valid": in.Conv(3, 2, dsl.Stride(2), dsl.Valid()).GELU(),
		"conv dilated":      in.Conv(2, 2, dsl.Dilation(2)).Softplus(),
		"conv grouped":      in.Conv(4, 3, dsl.Groups(2), dsl.Stride(2)).ELU(),
		"conv 1-D":          dsl.Input(32).Reshape(8, 4).Conv(3, 3, dsl.Stride(2)).SELU(),
		"max pool":          in.Conv(2, 3).MaxPool(2),
		"avg pool same":     in.Conv(2, 3).AvgPool(3, dsl.Stride(2), dsl.Same()),
		"layer norm":        in.Conv(4, 3).LayerNorm().LeakyReLU(0.1),
		"shortcut A":        in.Residual(func(m dsl.Model) dsl.Model { return conv(m.Subsample(2)) }, dsl.ShortcutA),
		"branches":          in.Branch(conv, func(m dsl.Model) dsl.Model { return m.Conv(4, 1) }, conv).Mul(),
		"concat global":     in.Conv(4, 1).Branch(conv, func(m dsl.Model) dsl.Model { return m }).Concat().GlobalAvgPool(),
		"softmax":           dsl.Input(32).Dense(5).Softmax(),
	} {
		if len(m.Shape()) > 1 {
			m = m.Flatten()
		}
		m = m.Dense(2)
		t.Run(name, func(t *testing.T) {
			must(t, m.Err())
			layerDifferences(t, m)
		})
	}
}

func layerDifferences(t *testing.T, m dsl.Model) {
	r := rand.New(rand.NewPCG(1, 2))
	const n = 3
	spec := dsl.DataSpec{Source: "slices"}
	for range n {
		row, target := make(dsl.Floats, 32), make(dsl.Floats, 2)
		for i := range row {
			row[i] = r.NormFloat64()
		}
		for i := range target {
			target[i] = r.NormFloat64()
		}
		spec.Inputs, spec.Targets = append(spec.Inputs, row), append(spec.Targets, target)
	}
	set, err := data.Open(spec)
	must(t, err)
	b := &bench{r: fresh(t, usual(t))}
	b.p, err = newPlan(m.Graph(), dsl.MeanSquaredError, "float64")
	must(t, err)
	b.x, err = b.r.engine.upload(set, set.Train, b.p.dtype)
	must(t, err)
	for _, par := range b.p.parameters {
		v := initial(par, 3)
		for i := range v {
			v[i] += 0.1 * r.NormFloat64()
		}
		b.c.Weights = append(b.c.Weights, nested(t, v))
		b.weights = append(b.weights, tensorOf(b.p.dtype, v, par.Shape...))
	}
	out, err := b.gradientProgram(t).run(append(append([]*tensors.Tensor{}, b.weights...), b.x.inputs, b.x.targets)...)
	must(t, err)
	for i, par := range b.p.parameters {
		gradient, err := valuesOf(out[2+i])
		must(t, err)
		for k := 0; k < len(gradient); k += 1 + len(gradient)/9 {
			const h = 1e-5
			want := (b.lossWith(t, i, k, h) - b.lossWith(t, i, k, -h)) / (2 * h)
			if !near(gradient[k], want, 1e-7*math.Max(1, math.Abs(want))) {
				t.Errorf("gradient of %s[%d]: want %v by differences, got %v", par.Name, k, want, gradient[k])
			}
		}
	}
}

// nested is values as a reference file has them.
func nested(t *testing.T, values []float64) any {
	t.Helper()
	text, err := json.Marshal(values)
	must(t, err)
	var v any
	must(t, json.Unmarshal(text, &v))
	return v
}
