package nn

import (
	"context"
	"math"
	"testing"

	"github.com/gomlx/gomlx/core/tensors"
)

// TestGradientAgainstDifferences compares every gradient with the central
// difference of the mean loss, which the evaluation computes by itself.
func TestGradientAgainstDifferences(t *testing.T) {
	ref := readReference(t)
	for _, e := range backends(t) {
		for _, c := range ref.Cases {
			if c.DType != "float64" {
				continue
			}
			c.Inputs[0][0] = 0.5 // the reference has ReLU's kink here, where there is no derivative
			t.Run(e.info.Backend+"/"+c.Activation+"/"+c.LossName, func(t *testing.T) {
				differences(t, newBench(t, e, ref.Sizes, c))
			})
		}
	}
}

func differences(t *testing.T, b *bench) {
	out, err := b.gradientProgram(t).run(append(append([]*tensors.Tensor{}, b.weights...), b.x.inputs, b.x.targets)...)
	must(t, err)
	for i, par := range b.p.parameters {
		gradient, err := valuesOf(out[2+i])
		must(t, err)
		for k := range gradient {
			const h = 1e-6
			up, down := b.lossWith(t, i, k, h), b.lossWith(t, i, k, -h)
			want := (up - down) / (2 * h)
			if !near(gradient[k], want, 1e-7*math.Max(1, math.Abs(want))) {
				t.Errorf("gradient of %s[%d]: want %v by differences, got %v", par.Name, k, want, gradient[k])
			}
		}
	}
}

// lossWith is the mean loss with h added to value k of parameter i.
func (b *bench) lossWith(t *testing.T, i, k int, h float64) float64 {
	t.Helper()
	values := flat(b.c.Weights[i])
	values[k] += h
	weights := append([]*tensors.Tensor{}, b.weights...)
	weights[i] = tensorOf(b.p.dtype, values, b.p.parameters[i].Shape...)
	defer release(weights[i])
	sums, err := b.r.evaluateBatch(context.Background(), b.p, weights, b.x, 0, b.x.n)
	must(t, err)
	return sums[0] / float64(b.x.n)
}
