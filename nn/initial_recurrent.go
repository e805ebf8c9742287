package nn

import (
	"math"
	"math/rand/v2"

	"github.com/seed-380714d4/fathom/dsl"
)

// gates draws a parameter that is the gates of a recurrent layer side by side:
// each as if it were alone, one after another from one stream.
func gates(p dsl.Parameter, seed int64) []float64 {
	r := stream(seed, p.Name)
	if values := gateBiases(p, r); values != nil {
		return values
	}
	one := p
	one.Shape = append([]int{}, p.Shape...)
	last := len(p.Shape) - 1
	one.Shape[last] /= p.Gates
	width, all := one.Shape[last], p.Shape[last]
	values := make([]float64, p.Size())
	for k := range p.Gates {
		for i, v := range drawn(one, r) {
			values[i/width*all+k*width+i%width] = v
		}
	}
	return values
}

// gateBiases are biases that differ from gate to gate, or nil. The second gate
// is the one that keeps the state: f of an LSTM, z of a GRU.
func gateBiases(p dsl.Parameter, r *rand.Rand) []float64 {
	if p.Init.Kind != "keep-bias" && p.Init.Kind != "chrono" {
		return nil
	}
	values := make([]float64, p.Size())
	units := p.Size() / p.Gates
	for k := range units {
		keep := p.Init.Scale
		if p.Init.Kind == "chrono" {
			keep = math.Log(1 + (p.Init.Scale-2)*r.Float64()) // u of U(1, T−1)
			if p.Gates == 4 {
				values[k] = -keep // the input gate of an LSTM; a GRU's is 1 − z
			}
		}
		values[units+k] = keep
	}
	return values
}

// spectral draws a square matrix from N(0, 1/n) and scales it to the spectral
// radius that is wanted.
func spectral(p dsl.Parameter, r *rand.Rand) []float64 {
	n := p.Shape[len(p.Shape)-1]
	values := make([]float64, p.Size())
	for i := range values {
		values[i] = r.NormFloat64() / math.Sqrt(float64(n))
	}
	scale := p.Init.Scale / spectralRadius(values, n)
	for i := range values {
		values[i] *= scale
	}
	return values
}

// spectralRadius is the largest magnitude of an eigenvalue of a, n by n.
//
// By Gelfand's formula, ρ = lim ‖aᵏ‖^(1/k), with k = 2^30 reached by squaring:
// the norm takes no notice of whether the largest eigenvalue is real or one of
// a complex pair, which is where power iteration goes round in circles. What
// is left is log C/k, about 1e-8, and rounding counts less at each squaring.
func spectralRadius(a []float64, n int) float64 {
	a = append([]float64{}, a...)
	log, k := 0.0, 1.0
	for range 31 {
		norm := math.Sqrt(dot(a, a))
		if norm == 0 {
			return 0
		}
		log += math.Log(norm) / k
		for i := range a {
			a[i] /= norm
		}
		a, k = squared(a, n), 2*k
	}
	return math.Exp(log)
}

func squared(a []float64, n int) []float64 {
	out := make([]float64, n*n)
	for i := range n {
		row := out[i*n : (i+1)*n]
		for k := range n {
			x := a[i*n+k]
			for j, y := range a[k*n : (k+1)*n] {
				row[j] += x * y
			}
		}
	}
	return out
}
