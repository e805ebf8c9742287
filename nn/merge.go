package nn

import (
	"github.com/gomlx/compute/shapes"
	"github.com/gomlx/gomlx/core/graph"

	"github.com/seed-380714d4/fathom/dsl"
)

// sum is the sum of its inputs, from the first.
func sum(_ dsl.Op, in []*graph.Node, _ func(string) *graph.Node) *graph.Node {
	total := in[0]
	for _, x := range in[1:] {
		total = graph.Add(total, x)
	}
	return total
}

// product is the product of its inputs, from the first.
func product(_ dsl.Op, in []*graph.Node, _ func(string) *graph.Node) *graph.Node {
	total := in[0]
	for _, x := range in[1:] {
		total = graph.Mul(total, x)
	}
	return total
}

// concat lays its inputs side by side along the last axis.
func concat(_ dsl.Op, in []*graph.Node, _ func(string) *graph.Node) *graph.Node {
	return graph.Concatenate(in, -1)
}

// scale multiplies by a constant.
func scale(op dsl.Op, in []*graph.Node, _ func(string) *graph.Node) *graph.Node {
	return graph.MulScalar(in[0], op.(dsl.ScaleOp).By)
}

// reshape lays each sample out in another shape.
func reshape(op dsl.Op, in []*graph.Node, _ func(string) *graph.Node) *graph.Node {
	return graph.Reshape(in[0], append([]int{in[0].Shape().Dimensions[0]}, op.(dsl.ReshapeOp).Shape...)...)
}

// softmax makes the last axis positive with sum 1.
func softmax(_ dsl.Op, in []*graph.Node, _ func(string) *graph.Node) *graph.Node {
	return graph.Softmax(in[0], -1)
}

// subsample takes every n-th position: [N, H, W, C] → [N, ⌈H/n⌉, ⌈W/n⌉, C].
func subsample(op dsl.Op, in []*graph.Node, _ func(string) *graph.Node) *graph.Node {
	axes := []graph.SliceAxisSpec{graph.AxisRange()}
	for range in[0].Rank() - 2 {
		axes = append(axes, graph.AxisRange().Stride(op.(dsl.SubsampleOp).Stride))
	}
	return graph.Slice(in[0], append(axes, graph.AxisRange())...)
}

// padChannels adds channels of zeros, half of them before the others. Not by
// Pad, which has no gradient.
func padChannels(op dsl.Op, in []*graph.Node, _ func(string) *graph.Node) *graph.Node {
	dims := in[0].Shape().Dimensions
	more := op.(dsl.PadChannelsOp).Channels - dims[len(dims)-1]
	zeros := func(n int) []*graph.Node {
		if n == 0 {
			return nil
		}
		d := append(append([]int{}, dims[:len(dims)-1]...), n)
		return []*graph.Node{graph.Zeros(in[0].Graph(), shapes.Make(in[0].DType(), d...))}
	}
	parts := append(append(zeros(more/2), in[0]), zeros(more-more/2)...)
	return graph.Concatenate(parts, -1)
}
