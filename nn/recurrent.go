package nn

import (
	"github.com/gomlx/compute/shapes"
	"github.com/gomlx/gomlx/core/graph"

	"github.com/seed-380714d4/fathom/dsl"
)

// recurrent runs a cell over the first input, [N, T, F], and gives [N, H] or
// [N, T, H]. The second input, if there, is the mask [N, T].
//
// The inputs of all time steps are projected by one product, outside the loop.
func (s *site) recurrent(c cell, r dsl.Recurrence) *graph.Node {
	d := s.in[0].Shape().Dimensions
	n, t, f := d[0], d[1], d[2]
	x := graph.Reshape(graph.Transpose(s.in[0], 0, 1), t*n, f) // [N, T, F] → [T·N, F]
	x = graph.Add(graph.MatMul(x, s.weight("weights")), graph.ExpandDims(s.weight("biases"), 0))
	w := []*graph.Node{s.weight("recurrent")}
	if r.RecurrentBias {
		second := graph.ExpandDims(s.weight("recurrent-biases"), 0)
		if _, within := c.(gruCell); within {
			w = append(w, second)
		} else {
			x = graph.Add(x, second) // the two are only ever added
		}
	}
	if _, split := c.(gruBefore); split {
		u := w[0]
		w = []*graph.Node{graph.Slice(u, graph.AxisRange(), graph.AxisRange(0, 2*r.Units)), gate(u, 2, r.Units)}
	}
	var mask *graph.Node
	if len(s.in) == 2 {
		mask = graph.ExpandDims(graph.Transpose(graph.StopGradient(s.in[1]), 0, 1), -1) // [N, T] → [T, N, 1]
	}
	loop := scan{cell: c, backward: r.Backward, all: r.All, units: r.Units}
	h := loop.over(graph.Reshape(x, t, n, -1), mask, w, s.watchStates(c.states(), shapes.Make(x.DType(), t, n, r.Units)))
	if r.All {
		return graph.Transpose(h, 0, 1) // [T, N, H] → [N, T, H]
	}
	return h
}

// watchStates makes what the gradients of a recurrent layer's states are those
// of, where the pass wants them.
func (s *site) watchStates(states int, shape shapes.Shape) []*graph.Node {
	if s.states == nil {
		return nil
	}
	var watch []*graph.Node
	for range states {
		watch = append(watch, graph.Zeros(s.in[0].Graph(), shape))
	}
	s.states[s.node] = watch
	return watch
}

// mask is 1 at the time steps that are not padding: [N, T, F] → [N, T].
func mask(s *site) *graph.Node {
	x := s.in[0]
	differs := graph.ConvertDType(graph.NotEqual(x, graph.ConstAs(x, s.op.(dsl.MaskOp).Padding)), x.DType())
	return graph.StopGradient(graph.ReduceMax(differs, -1))
}

// lengthMask is 1 at the time steps before the length: [N, 1] → [N, steps].
func lengthMask(s *site) *graph.Node {
	x := s.in[0]
	n, steps := x.Shape().Dimensions[0], s.op.(dsl.LengthMaskOp).Steps
	length := graph.BroadcastToDims(graph.Reshape(x, n, 1), n, steps)
	t := graph.Iota(x.Graph(), shapes.Make(x.DType(), n, steps), 1) // from 0
	return graph.StopGradient(graph.ConvertDType(graph.LessThan(t, length), x.DType()))
}

// lastStep takes the last time step: [N, T, F] → [N, F].
func lastStep(s *site) *graph.Node {
	d := s.in[0].Shape().Dimensions
	return graph.Reshape(graph.Slice(s.in[0], graph.AxisRange(), graph.AxisElem(-1)), d[0], d[2])
}
