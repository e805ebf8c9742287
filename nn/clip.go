package nn

import "github.com/gomlx/gomlx/core/graph"

// clipValues cuts every value of every gradient at −c and c.
func clipValues(gradients []*graph.Node, c *graph.Node) []*graph.Node {
	out := make([]*graph.Node, len(gradients))
	for i, g := range gradients {
		most := graph.ConvertDType(c, g.DType())
		out[i] = graph.Max(graph.Min(g, most), graph.Neg(most))
	}
	return out
}

// clipNorm shortens all gradients together to a norm of c:
// g ← g · min(1, c/(‖g‖ + 1e-6)).
//
// The norm is a sum in float64 whatever the precision: a gradient that explodes
// is what clipping is for, and in float32 the square of 1e20 is infinite.
// Source: Pascanu, Mikolov & Bengio 2013, algorithm 1; the 1e-6 is PyTorch's.
func clipNorm(gradients []*graph.Node, c *graph.Node) []*graph.Node {
	var sum *graph.Node
	for _, g := range gradients {
		s := graph.ReduceAllSum(graph.Square(float64s(g)))
		if sum == nil {
			sum = s
		} else {
			sum = graph.Add(sum, s)
		}
	}
	scale := graph.MinScalar(graph.Div(c, graph.AddScalar(graph.Sqrt(sum), 1e-6)), 1)
	out := make([]*graph.Node, len(gradients))
	for i, g := range gradients {
		out[i] = graph.Mul(g, graph.ConvertDType(scale, g.DType()))
	}
	return out
}
