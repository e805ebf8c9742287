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
	w, pads, dilation := s.weight("weights"), paddings(s.in[0], o.Size, o.Dilation, o.Padding), o.Dilation
	if extent := (o.Size-1)*dilation + 1; extent%2 == 0 || dilation > 1 && o.Stride > 1 {
		w, dilation = spread(w, dilation, (extent+1)%2), 1
		for i := range pads {
			pads[i][1] += (extent + 1) % 2
		}
	}
	b := graph.Convolve(s.in[0], w).Strides(o.Stride).PaddingPerDim(pads)
	if dilation > 1 {
		b = b.Dilations(dilation)
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

// spread writes a dilated window out, with zeros between its values and more
// of them behind the last. GoMLX (0.28) takes no dilation together with a
// stride, and where the window's extent is even it gives a gradient by the
// input that is one position off: so such a window becomes one with an odd
// extent.
func spread(w *graph.Node, dilation, more int) *graph.Node {
	zeros := func(axis, n int) *graph.Node {
		shape := w.Shape().Clone()
		shape.Dimensions[axis] = n
		return graph.Zeros(w.Graph(), shape)
	}
	for axis := range w.Rank() - 2 {
		size := w.Shape().Dimensions[axis]
		var parts []*graph.Node
		for i := range size {
			at := make([]graph.SliceAxisSpec, w.Rank())
			for k := range at {
				at[k] = graph.AxisRange()
			}
			at[axis] = graph.AxisElem(i)
			if i > 0 && dilation > 1 {
				parts = append(parts, zeros(axis, dilation-1))
			}
			parts = append(parts, graph.Slice(w, at...))
		}
		if more > 0 {
			parts = append(parts, zeros(axis, more))
		}
		if len(parts) > 1 {
			w = graph.Concatenate(parts, axis)
		}
	}
	return w
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
