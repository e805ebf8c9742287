package nn

import (
	"github.com/gomlx/gomlx/core/graph"

	"github.com/seed-380714d4/fathom/dsl"
)

// maxPool takes the largest value of each window.
//
// Input: [N, H, W, C] or [N, T, C]. Output: as dsl.MaxPool says.
func maxPool(op dsl.Op, in []*graph.Node, _ func(string) *graph.Node) *graph.Node {
	return pooled(graph.MaxPool(in[0]), in[0], op.(dsl.MaxPoolOp).Pool)
}

// avgPool takes the mean of each window, of the values inside the input.
//
// Input: [N, H, W, C] or [N, T, C]. Output: as dsl.AvgPool says.
func avgPool(op dsl.Op, in []*graph.Node, _ func(string) *graph.Node) *graph.Node {
	return pooled(graph.MeanPool(in[0]), in[0], op.(dsl.AvgPoolOp).Pool)
}

func pooled(b *graph.PoolBuilder, x *graph.Node, p dsl.Pool) *graph.Node {
	b = b.Window(p.Size).Strides(p.Stride)
	if p.Padding == "same" {
		return b.PaddingPerDim(paddings(x, p.Size, 1, p.Padding)).Done()
	}
	return b.NoPadding().Done()
}

// globalAvgPool takes the mean over all positions: [N, …, C] → [N, C].
func globalAvgPool(_ dsl.Op, in []*graph.Node, _ func(string) *graph.Node) *graph.Node {
	var axes []int
	for i := 1; i < in[0].Rank()-1; i++ {
		axes = append(axes, i)
	}
	return graph.ReduceMean(in[0], axes...)
}
