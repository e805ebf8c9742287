package nn

import (
	"github.com/gomlx/compute/shapes"
	"github.com/gomlx/gomlx/core/graph"

	"github.com/seed-380714d4/fathom/dsl"
)

// sum is the sum of its inputs, from the first.
func sum(s *site) *graph.Node {
	total := s.in[0]
	for _, x := range s.in[1:] {
		total = graph.Add(total, x)
	}
	return total
}

// product is the product of its inputs, from the first.
func product(s *site) *graph.Node {
	total := s.in[0]
	for _, x := range s.in[1:] {
		total = graph.Mul(total, x)
	}
	return total
}

// concat lays its inputs side by side along the last axis.
func concat(s *site) *graph.Node {
	return graph.Concatenate(s.in, -1)
}

// scale multiplies by a constant.
func scale(s *site) *graph.Node {
	return graph.MulScalar(s.in[0], s.op.(dsl.ScaleOp).By)
}

// reshape lays each sample out in another shape.
func reshape(s *site) *graph.Node {
	return graph.Reshape(s.in[0], append([]int{s.in[0].Shape().Dimensions[0]}, s.op.(dsl.ReshapeOp).Shape...)...)
}

// softmax makes the last axis positive with sum 1.
func softmax(s *site) *graph.Node {
	return graph.Softmax(s.in[0], -1)
}

// subsample takes every n-th position: [N, H, W, C] → [N, ⌈H/n⌉, ⌈W/n⌉, C].
func subsample(s *site) *graph.Node {
	axes := []graph.SliceAxisSpec{graph.AxisRange()}
	for range s.in[0].Rank() - 2 {
		axes = append(axes, graph.AxisRange().Stride(s.op.(dsl.SubsampleOp).Stride))
	}
	return graph.Slice(s.in[0], append(axes, graph.AxisRange())...)
}

// padChannels adds channels of zeros, half of them before the others. Not by
// Pad, which has no gradient.
func padChannels(s *site) *graph.Node {
	dims := s.in[0].Shape().Dimensions
	more := s.op.(dsl.PadChannelsOp).Channels - dims[len(dims)-1]
	zeros := func(n int) []*graph.Node {
		if n == 0 {
			return nil
		}
		d := append(append([]int{}, dims[:len(dims)-1]...), n)
		return []*graph.Node{graph.Zeros(s.in[0].Graph(), shapes.Make(s.in[0].DType(), d...))}
	}
	parts := append(append(zeros(more/2), s.in[0]), zeros(more-more/2)...)
	return graph.Concatenate(parts, -1)
}
