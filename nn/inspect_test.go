package nn_test

import (
	"context"
	"math"
	"testing"

	"github.com/seed-380714d4/fathom/dsl"
)

// deep is 20 layers of 256 units before the output, as experiments on
// vanishing gradients have it.
func deep(a dsl.Activation, i dsl.Initializer) dsl.Model {
	return dsl.Input(28, 28, 1).Flatten().
		Repeat(20, func(m dsl.Model) dsl.Model { return m.Dense(256).Activation(a) }).
		Dense(10).Init(i)
}

// TestGradientFactor holds the measured gradients to mean-field theory: the
// factor per layer of ∂L/∂z, and that of ∂L/∂W, which is another number.
func TestGradientFactor(t *testing.T) {
	for _, c := range []struct {
		name         string
		f            dsl.Activation
		init         dsl.Initializer
		lo, hi       float64 // of the factor of ∂L/∂z
		wLo, wHi     float64 // of ∂L/∂W
		straightLine bool
	}{
		{"sigmoid Xavier", dsl.Sigmoid, dsl.XavierNormal(), 0.20, 0.26, 0.20, 0.26, true},
		{"tanh Xavier", dsl.Tanh, dsl.XavierNormal(), 0.90, 1, 0.93, 1.05, false},
		{"ReLU Xavier", dsl.ReLU, dsl.XavierNormal(), 0.707 * 0.95, 0.707 * 1.05, 0.96, 1.02, true},
		{"ReLU He", dsl.ReLU, dsl.HeNormal(), 0.95, 1.05, 0.91, 0.97, false},
		{"identity 2/n", dsl.Identity, dsl.HeNormal(), math.Sqrt2 * 0.95, math.Sqrt2 * 1.05, 0.97, 1.03, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			look := deep(c.f, c.init).Inspect(dsl.MNIST().Batch(256)).Seeds(1)
			r, err := look.Result(context.Background())
			if err != nil {
				t.Fatal(err)
			}
			factor, r2 := look.GradientFactor().Mean(), look.GradientFit().Mean()
			weights := look.WeightGradientFactor().Mean()
			t.Logf("∂L/∂z factor %.4f, R² %.4f, first/last %.3g; ∂L/∂W factor %.4f", factor, r2, look.GradientRatio().Mean(), weights)
			if c.f == dsl.Tanh { // from layer 2 on: the first layer's fans differ
				l := r.Seeds[0].Layers
				between(t, "∂L/∂z of layer 2 over layer 20", float64(l[1].PreActivationGradient/l[19].PreActivationGradient), 0.25, 0.33)
			}
			between(t, "factor of ∂L/∂z", factor, c.lo, c.hi)
			between(t, "factor of ∂L/∂W", weights, c.wLo, c.wHi)
			if c.straightLine {
				between(t, "R²", r2, 0.98, 1)
			}
			if n := len(r.Seeds[0].Layers); n != 21 {
				t.Errorf("layers: want 21, got %d", n)
			}
		})
	}
}

func between(t *testing.T, what string, v, lo, hi float64) {
	t.Helper()
	if !(v >= lo && v <= hi) {
		t.Errorf("%s: want %.4g to %.4g, got %.4g", what, lo, hi, v)
	}
}
