package nn

import (
	"github.com/gomlx/gomlx/core/graph"

	"github.com/seed-380714d4/fathom/dsl"
)

// layerNorm normalises the last axis.
//
// Formula: γ·(x − μ)/√(σ² + ε) + β.
// Input: [N, …, F]. Output: the same. Parameters: scale γ [F], shift β [F].
func layerNorm(op dsl.Op, in []*graph.Node, weight func(string) *graph.Node) *graph.Node {
	return affine(normalized(in[0], op.(dsl.LayerNormOp).Epsilon, in[0].Rank()-1), weight)
}

// groupNorm normalises each sample over all positions and a group's channels.
//
// Formula: γ·(x − μ)/√(σ² + ε) + β.
// Input: [N, …, C]. Output: the same. Parameters: scale γ [C], shift β [C].
func groupNorm(op dsl.Op, in []*graph.Node, weight func(string) *graph.Node) *graph.Node {
	o, dims := op.(dsl.GroupNormOp), in[0].Shape().Dimensions
	c := dims[len(dims)-1]
	x := graph.Reshape(in[0], dims[0], -1, o.Groups, c/o.Groups) // [N, …, C] → [N, P, G, C/G]
	return affine(graph.Reshape(normalized(x, o.Epsilon, 1, 3), dims...), weight)
}

// normalized takes the mean off and divides by the spread, over axes. In two
// passes: E[x²] − E[x]² cancels where the mean is large against the spread.
func normalized(x *graph.Node, epsilon float64, axes ...int) *graph.Node {
	x = graph.Sub(x, graph.ReduceAndKeep(x, graph.ReduceMean, axes...))
	variance := graph.ReduceAndKeep(graph.Square(x), graph.ReduceMean, axes...)
	return graph.Div(x, graph.Sqrt(graph.AddScalar(variance, epsilon)))
}

func affine(x *graph.Node, weight func(string) *graph.Node) *graph.Node {
	x = graph.Mul(x, graph.ExpandLeftToRank(weight("scale"), x.Rank()))
	return graph.Add(x, graph.ExpandLeftToRank(weight("shift"), x.Rank()))
}
