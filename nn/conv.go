package nn

import (
	"github.com/gomlx/gomlx/core/graph"

	"github.com/seed-380714d4/fathom/dsl"
)

// conv is a convolution over the axes between the batch and the channels.
//
// Formula: z[p, f] = Σ_q Σ_c x[s·p + d·q − pad, c]·W[q, c, f] + b[f].
// Input: [N, H, W, C] or [N, T, C]. Output: [N, H', W', filters] or [N, T', filters].
// Parameters: weights [size, (size,) C/groups, filters], biases [filters].
// Init: as the op says, drawn by initial.
// Errors: dsl refuses what does not fit before a graph is built.
func conv(s *site) *graph.Node {
	o := s.op.(dsl.ConvOp)
	b := graph.Convolve(s.in[0], s.weight("weights")).Strides(o.Stride).
		PaddingPerDim(paddings(s.in[0], o.Size, o.Dilation, o.Padding))
	if o.Dilation > 1 {
		b = b.Dilations(o.Dilation)
	}
	if o.Groups > 1 {
		b = b.ChannelGroupCount(o.Groups)
	}
	z := b.Done()
	if o.NoBias {
		return z
	}
	return graph.Add(z, graph.ExpandLeftToRank(s.weight("biases"), z.Rank()))
}

// paddings are those of every axis between batch and channels of x.
func paddings(x *graph.Node, size, dilation int, padding string) [][2]int {
	list := make([][2]int, x.Rank()-2)
	if padding == "same" {
		extent := (size - 1) * dilation
		for i := range list {
			list[i] = [2]int{extent / 2, extent - extent/2}
		}
	}
	return list
}
