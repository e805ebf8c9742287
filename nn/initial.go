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
	values := make([]float64, p.Size())
	std := p.Init.Std(p.FanIn, p.FanOut)
	if std == 0 {
		return values
	}
	r := stream(seed, p.Name)
	switch p.Init.Kind {
	case "xavier-uniform", "he-uniform":
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

// stream is the random stream that a seed gives to a purpose: a parameter's
// name, or the shuffling of an epoch. Streams of different names are
// independent, so a new purpose disturbs none.
func stream(seed int64, name string) *rand.Rand {
	var b [8]byte
	binary.LittleEndian.PutUint64(b[:], uint64(seed))
	return rand.New(rand.NewChaCha8(sha256.Sum256(append(b[:], name...))))
}
