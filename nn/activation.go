package nn

import (
	"github.com/gomlx/gomlx/core/graph"

	"github.com/seed-380714d4/fathom/dsl"
)

// activation applies a function to each value by itself.
//
// Formula: σ(z) = 1/(1 + e^(−z)); tanh z; ReLU max(0, z), whose derivative at
// 0 is 0, as in JAX and PyTorch; identity z.
// Input: any. Output: the same shape. Parameters: none.
// Errors: dsl refuses an activation that it does not name.
func activation(op dsl.Op, in []*graph.Node, _ func(string) *graph.Node) *graph.Node {
	z := in[0]
	switch op.(dsl.ActivationOp).F {
	case dsl.Sigmoid:
		return graph.Sigmoid(z)
	case dsl.Tanh:
		return graph.Tanh(z)
	case dsl.ReLU:
		// Not Max(z, 0): its derivative at a tie is a choice of GoMLX's.
		return graph.Where(graph.IsPositive(z), z, graph.ZerosLike(z))
	}
	return z
}
