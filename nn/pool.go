package nn

import (
	"github.com/gomlx/gomlx/core/graph"

	"github.com/seed-380714d4/fathom/dsl"
)

// maxPool takes the largest value of each window.
//
// Input: [N, H, W, C] or [N, T, C]. Output: as dsl.MaxPool says.
func maxPool(s *site) *graph.Node {
	return pooled(graph.MaxPool(s.in[0]), s.in[0], s.op.(dsl.MaxPoolOp).Pool)
}

// avgPool takes the mean of each window, of the values inside the input.
//
// Input: [N, H, W, C] or [N, T, C]. Output: as dsl.AvgPool says.
func avgPool(s *site) *graph.Node {
	return pooled(graph.MeanPool(s.in[0]), s.in[0], s.op.(dsl.AvgPoolOp).Pool)
}

func pooled(b *graph.PoolBuilder, x *graph.Node, p dsl.Pool) *graph.Node {
	b = b.Window(p.Size).Strides(p.Stride)
	if p.Padding == "same" {
		return b.PaddingPerDim(paddings(x, p.Size, 1, p.Padding)).Done()
	}
	return b.NoPadding().Done()
}

// globalAvgPool takes the mean over all positions: [N, …, C] → [N, C].
func globalAvgPool(s *site) *graph.Node {
	return graph.ReduceMean(s.in[0], spatial(s.in[0])...)
}

// globalMaxPool takes the largest value over all positions: [N, …, C] → [N, C].
func globalMaxPool(s *site) *graph.Node {
	return graph.ReduceMax(s.in[0], spatial(s.in[0])...)
}

// spatial are the axes between batch and channels.
func spatial(x *graph.Node) []int {
	var axes []int
	for i := 1; i < x.Rank()-1; i++ {
		axes = append(axes, i)
	}
	return axes
}
