package nn

import (
	"math"

	"github.com/gomlx/gomlx/core/graph"

	"github.com/seed-380714d4/fathom/dsl"
)

// activation applies a function to each value by itself.
//
// Formula: σ(z) = 1/(1 + e^(−z)); tanh z; ReLU max(0, z), whose derivative at
// 0 is 0, as in JAX and PyTorch; identity z; the others as dsl has them.
// Input: any. Output: the same shape. Parameters: none.
// Errors: dsl refuses an activation that it does not name.
func activation(s *site) *graph.Node {
	z := s.in[0]
	switch s.op.(dsl.ActivationOp).F {
	case dsl.Sigmoid:
		return graph.Sigmoid(z)
	case dsl.Tanh:
		return graph.Tanh(z)
	case dsl.ReLU:
		// Not Max(z, 0): its derivative at a tie is a choice of GoMLX's.
		return graph.Where(graph.IsPositive(z), z, graph.ZerosLike(z))
	}
	return curved(s.op.(dsl.ActivationOp).F, z)
}

// curved are the activations with two branches or a bend, and identity.
func curved(f dsl.Activation, z *graph.Node) *graph.Node {
	if f == dsl.Identity {
		return z
	}
	positive := graph.IsPositive(z)
	// Where z > 0 e^z may overflow, and 0·∞ is no gradient. Not Min(z, 0), whose
	// derivative at 0 is ½: at 0 that of e^z is 1.
	below := graph.Where(positive, graph.ZerosLike(z), z)
	exp1 := func() *graph.Node { return graph.AddScalar(graph.Exp(below), -1) }
	switch f.Kind {
	case "leaky-relu":
		return graph.Where(positive, z, graph.MulScalar(z, f.Slope))
	case "elu":
		return graph.Where(positive, z, exp1())
	case "selu":
		const lambda, alpha = 1.0507009873554804934193349852946, 1.6732632423543772848170429916717
		return graph.MulScalar(graph.Where(positive, z, graph.MulScalar(exp1(), alpha)), lambda)
	case "gelu":
		return graph.Mul(z, graph.MulScalar(graph.OnePlus(graph.Erf(graph.MulScalar(z, math.Sqrt2/2))), 0.5))
	case "silu":
		return graph.Mul(z, graph.Sigmoid(z))
	case "softplus":
		away := graph.Where(positive, graph.Neg(z), z) // −|z|, with a derivative at 0
		return graph.Add(graph.Where(positive, z, graph.ZerosLike(z)), graph.Log1P(graph.Exp(away)))
	}
	return z
}
