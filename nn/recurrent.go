package nn

import (
	"github.com/gomlx/compute/shapes"
	"github.com/gomlx/gomlx/core/graph"

	"github.com/seed-380714d4/fathom/dsl"
)

// recurrentLayer runs a cell over in[0], [N, T, F], and gives [N, H] or
// [N, T, H]; in[1], if there, is the mask [N, T]. watch is that of scan.over.
//
// The inputs of all time steps are projected by one product, outside the loop.
func recurrentLayer(c cell, r dsl.Recurrence, in []*graph.Node, weight func(string) *graph.Node, watch []*graph.Node) *graph.Node {
	x := in[0]
	d := x.Shape().Dimensions
	n, t, f := d[0], d[1], d[2]
	x = graph.Reshape(graph.Transpose(x, 0, 1), t*n, f) // [N, T, F] → [T·N, F]
	z := graph.Add(graph.MatMul(x, weight("weights")), graph.ExpandDims(weight("biases"), 0))
	w := []*graph.Node{weight("recurrent")}
	if r.RecurrentBias {
		second := graph.ExpandDims(weight("recurrent-biases"), 0)
		if _, within := c.(gruCell); within {
			w = append(w, second)
		} else {
			z = graph.Add(z, second) // the two are only ever added
		}
	}
	if _, split := c.(gruBefore); split {
		u := w[0]
		w = []*graph.Node{graph.Slice(u, graph.AxisRange(), graph.AxisRange(0, 2*r.Units)), gate(u, 2, r.Units)}
	}
	var mask *graph.Node
	if len(in) == 2 {
		mask = graph.ExpandDims(graph.Transpose(graph.StopGradient(in[1]), 0, 1), -1) // [N, T] → [T, N, 1]
	}
	s := scan{cell: c, backward: r.Backward, all: r.All, units: r.Units}
	h := s.over(graph.Reshape(z, t, n, -1), mask, w, watch)
	if r.All {
		return graph.Transpose(h, 0, 1) // [T, N, H] → [N, T, H]
	}
	return h
}

// mask is 1 at the time steps that are not padding: [N, T, F] → [N, T].
func mask(op dsl.Op, in []*graph.Node, _ func(string) *graph.Node) *graph.Node {
	differs := graph.ConvertDType(graph.NotEqual(in[0], graph.ConstAs(in[0], op.(dsl.MaskOp).Padding)), in[0].DType())
	return graph.StopGradient(graph.ReduceMax(differs, -1))
}

// lengthMask is 1 at the time steps before the length: [N, 1] → [N, steps].
func lengthMask(op dsl.Op, in []*graph.Node, _ func(string) *graph.Node) *graph.Node {
	n, steps := in[0].Shape().Dimensions[0], op.(dsl.LengthMaskOp).Steps
	length := graph.BroadcastToDims(graph.Reshape(in[0], n, 1), n, steps)
	t := graph.Iota(in[0].Graph(), shapes.Make(in[0].DType(), n, steps), 1) // from 0
	return graph.StopGradient(graph.ConvertDType(graph.LessThan(t, length), in[0].DType()))
}

// lastStep takes the last time step: [N, T, F] → [N, F].
func lastStep(_ dsl.Op, in []*graph.Node, _ func(string) *graph.Node) *graph.Node {
	d := in[0].Shape().Dimensions
	return graph.Reshape(graph.Slice(in[0], graph.AxisRange(), graph.AxisElem(-1)), d[0], d[2])
}
