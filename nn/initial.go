package nn

import (
	"crypto/sha256"
	"encoding/binary"
	"math"
	"math/rand/v2"

	"github.com/seed-380714d4/fathom/dsl"
)

// initial draws the first values of a parameter. It is done on the host, in
// float64, from a stream of the parameter's own: so weights do not depend on
// the backend, on the precision but for rounding, or on the other layers.
//
// Formulas: zeros 0; normal N(0, Scale²); xavier N(0, 2/(fan_in + fan_out));
// he N(0, 2/fan_in); their uniform forms U(−a, a) have the same variance,
// a = √3·std. Normals are not truncated (Keras truncates at two std).
// Source: Glorot & Bengio 2010, equation 16; He et al. 2015, equation 10.
func initial(p dsl.Parameter, seed int64) []float64 {
	if p.Gates > 1 {
		return gates(p, seed)
	}
	return drawn(p, stream(seed, p.Name))
}

func drawn(p dsl.Parameter, r *rand.Rand) []float64 {
	values := make([]float64, p.Size())
	switch p.Init.Kind {
	case "constant":
		for i := range values {
			values[i] = p.Init.Scale
		}
		return values
	case "identity":
		return identityMatrix(p, values)
	case "orthogonal":
		return orthogonal(p, r)
	case "spectral":
		return spectral(p, r)
	}
	std := p.Init.Std(p.FanIn, p.FanOut)
	if std == 0 {
		return values
	}
	switch p.Init.Kind {
	case "xavier-uniform", "he-uniform", "lecun-uniform", "pytorch":
		a := math.Sqrt(3) * std
		for i := range values {
			values[i] = a * (2*r.Float64() - 1)
		}
	default:
		for i := range values {
			values[i] = std * r.NormFloat64()
		}
	}
	return values
}

// identityMatrix is 1 times the gain where input k meets unit k; of a
// convolution, in the middle of its window.
func identityMatrix(p dsl.Parameter, values []float64) []float64 {
	in, out := p.Shape[len(p.Shape)-2], p.Shape[len(p.Shape)-1]
	middle := 0 // the number of the position, the last spatial axis fastest
	for _, k := range p.Shape[:len(p.Shape)-2] {
		middle = middle*k + (k-1)/2
	}
	for k := range min(in, out) {
		values[(middle*in+k)*out+k] = p.Init.Scale
	}
	return values
}

// orthogonal draws a matrix [F, units] with orthonormal rows or columns, by
// Gram and Schmidt of normal vectors, each twice, which leaves no more than
// rounding of the others in it.
func orthogonal(p dsl.Parameter, r *rand.Rand) []float64 {
	cols := p.Shape[len(p.Shape)-1]
	rows := p.Size() / cols
	n, length := min(rows, cols), max(rows, cols)
	vectors := make([][]float64, n)
	for k := range vectors {
		v := make([]float64, length)
		for i := range v {
			v[i] = r.NormFloat64()
		}
		for range 2 {
			for _, u := range vectors[:k] {
				along := dot(u, v)
				for i := range v {
					v[i] -= along * u[i]
				}
			}
		}
		norm := math.Sqrt(dot(v, v))
		for i := range v {
			v[i] /= norm
		}
		vectors[k] = v
	}
	values := make([]float64, p.Size())
	for k, v := range vectors {
		for i, x := range v {
			at := i*cols + k // vectors are columns
			if rows < cols {
				at = k*cols + i
			}
			values[at] = p.Init.Scale * x
		}
	}
	return values
}

func dot(a, b []float64) float64 {
	s := 0.0
	for i := range a {
		s += a[i] * b[i]
	}
	return s
}

// stream is the random stream that a seed gives to a purpose: a parameter's
// name, or the shuffling of an epoch. Streams of different names are
// independent, so a new purpose disturbs none.
func stream(seed int64, name string) *rand.Rand {
	var b [8]byte
	binary.LittleEndian.PutUint64(b[:], uint64(seed))
	return rand.New(rand.NewChaCha8(sha256.Sum256(append(b[:], name...))))
}
