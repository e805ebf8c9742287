package nn

import (
	"github.com/gomlx/gomlx/core/graph"

	"github.com/seed-380714d4/fathom/dsl"
)

// layerNorm normalises the last axis.
//
// Formula: γ·(x − μ)/√(σ² + ε) + β.
// Input: [N, …, F]. Output: the same. Parameters: scale γ [F], shift β [F].
func layerNorm(s *site) *graph.Node {
	return affine(normalized(s.in[0], s.op.(dsl.LayerNormOp).Epsilon, s.in[0].Rank()-1), s)
}

// groupNorm normalises each sample over all positions and a group's channels.
//
// Formula: γ·(x − μ)/√(σ² + ε) + β.
// Input: [N, …, C]. Output: the same. Parameters: scale γ [C], shift β [C].
func groupNorm(s *site) *graph.Node {
	o, dims := s.op.(dsl.GroupNormOp), s.in[0].Shape().Dimensions
	c := dims[len(dims)-1]
	x := graph.Reshape(s.in[0], dims[0], -1, o.Groups, c/o.Groups) // [N, …, C] → [N, P, G, C/G]
	return affine(graph.Reshape(normalized(x, o.Epsilon, 1, 3), dims...), s)
}

// normalized takes the mean off and divides by the spread, over axes.
func normalized(x *graph.Node, epsilon float64, axes ...int) *graph.Node {
	x, _, variance := centred(x, axes...)
	return graph.Div(x, graph.Sqrt(graph.AddScalar(variance, epsilon)))
}

func affine(x *graph.Node, s *site) *graph.Node {
	x = graph.Mul(x, graph.ExpandLeftToRank(s.weight("scale"), x.Rank()))
	return graph.Add(x, graph.ExpandLeftToRank(s.weight("shift"), x.Rank()))
}
