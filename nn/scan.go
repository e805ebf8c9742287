package nn

import (
	"github.com/gomlx/compute"
	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/compute/shapes"
	"github.com/gomlx/gomlx/core/graph"

	"github.com/seed-380714d4/fathom/dsl"
)

// cell is one step of a recurrent layer, forward and backward. Both run inside
// a While's body, where no node of the function around it may be an operand,
// no scalar of GoMLX's cache and no reduction (see loopConst).
type cell interface {
	// states is the number of tensors [B, H] that go from step to step; the
	// first is the layer's output.
	states() int
	// kept is the width, in units, of what a step keeps for the way back.
	kept() int
	// forward makes a step: x [B, G·H] is the step's projected input, with the
	// biases in it, w the recurrent weights.
	forward(x *graph.Node, s, w []*graph.Node) (next []*graph.Node, keep *graph.Node)
	// backward takes the gradients of the states after a step to that of x and
	// those of the states before it.
	backward(p past, w, d []*graph.Node) (dx *graph.Node, before []*graph.Node)
	// whole gives the gradients of the states after a step by all paths, from
	// those by way of later steps and of the layer's output. They differ where
	// one of the states is made of another.
	whole(p past, d []*graph.Node) []*graph.Node
	// weights gives the gradients of w from all steps at once: p and dx are
	// those of backward, with [T·B, …] in the place of [B, …].
	weights(p past, w []*graph.Node, dx *graph.Node) []*graph.Node
}

// past is what is remembered of a step: the states before and after it, and
// what forward kept, nil where that is nothing.
type past struct {
	before, after []*graph.Node
	keep          *graph.Node
}

// scan is a cell to be run over a sequence.
type scan struct {
	cell     cell
	backward bool // from the last step to the first
	all      bool // all states are read, not the last alone
	masked   bool
	watched  bool // the gradients of all states are wanted: see over

	steps, batch, units, width int // T, B, H and G·H
	dtype                      dtypes.DType
}

// over runs the cell over x [T, B, G·H], the projected inputs, with the
// recurrent weights w, and gives the states after each step, [T, B, H], if all
// is set, else the last one, [B, H].
//
// mask [T, B, 1], 0 and 1, is nil or says where the state is held. watch is
// nil or, for each state of the cell, zeros [T, B, H] that are not added to
// it: their gradient is the whole gradient of the state, by all paths, which
// no node of the graph has otherwise, since the states lie inside the loop.
//
// The loop is a While with a hand-written gradient, another While. Unrolled
// instead, a hundred steps take a minute to compile.
func (s *scan) over(x, mask *graph.Node, w, watch []*graph.Node) *graph.Node {
	g := x.Graph()
	if !g.Backend().Capabilities().Operations[compute.OpTypeDynamicSlice] { // GoMLX's own; its While does not work either
		panic(&dsl.Error{Where: "recurrent layer", What: "loops over time", Want: "an XLA backend", Got: "GoMLX's Go backend, which has none",
			Mend: "install the XLA plugin: make lab, or fathom setup; unset GOMLX_BACKEND"})
	}
	dims := x.Shape().Dimensions
	s.steps, s.batch, s.width, s.dtype = dims[0], dims[1], dims[2], x.DType()
	s.masked, s.watched = mask != nil, watch != nil

	in := s.layout(len(w))
	state := make([]*graph.Node, in.n)
	state[in.time] = graph.Const(g, int32(0))
	state[in.x] = x
	copy(state[in.w:], w)
	for i := range s.cell.states() {
		state[in.state+i] = graph.Zeros(g, s.shape(s.batch, s.units))
		state[in.history+i] = graph.Zeros(g, s.shape(s.steps+1, s.batch, s.units))
		if s.watched {
			state[in.watch+i] = watch[i]
		}
	}
	if s.masked {
		state[in.mask] = mask
	}
	if in.keep >= 0 {
		state[in.keep] = graph.Zeros(g, s.shape(s.steps, s.batch, s.cell.kept()*s.units))
	}
	out := graph.While(s.until(g, shapesOf(state)), s.forwardBody(g, in, shapesOf(state)), state...)
	s.remember(out, in, len(w))
	if s.all {
		return s.after(out[in.history])
	}
	return out[in.state]
}

// layout says where in the loop's state each thing lies: a While has one list.
type layout struct {
	time, state, x, w, history, keep, mask, watch int // -1 for none
	n                                             int
}

func (s *scan) layout(weights int) layout {
	var l layout
	next := func(n int) int { l.n += n; return l.n - n }
	k := s.cell.states()
	l.time, l.state, l.x, l.w, l.history, l.keep, l.mask, l.watch = next(1), next(k), next(1), next(weights), next(k), -1, -1, -1
	if s.cell.kept() > 0 {
		l.keep = next(1)
	}
	if s.masked {
		l.mask = next(1)
	}
	if s.watched {
		l.watch = next(k)
	}
	return l
}

func (s *scan) shape(dims ...int) shapes.Shape { return shapes.Make(s.dtype, dims...) }

// until goes on while fewer than T steps were made.
func (s *scan) until(g *graph.Graph, state []shapes.Shape) *graph.Function {
	return graph.NewClosure(g, func(g *graph.Graph) []*graph.Node {
		return []*graph.Node{graph.LessThan(parameters(g, state)[0], graph.Const(g, int32(s.steps)))}
	})
}

// forwardBody makes one step: it reads row t of x and writes the states after
// it and what is kept. A history has T+1 rows, and the states before step t
// and after it lie in neighbouring ones: the first row, of a layer that reads
// backward the last, is the state 0 that all begins with.
func (s *scan) forwardBody(g *graph.Graph, in layout, state []shapes.Shape) *graph.Function {
	return graph.NewClosure(g, func(g *graph.Graph) []*graph.Node {
		v := parameters(g, state)
		done := v[in.time]
		t, _, behind := s.rows(done)
		old := v[in.state : in.state+s.cell.states()]
		next, keep := s.cell.forward(row(v[in.x], t), old, v[in.w:in.history])
		out := append([]*graph.Node{}, v...)
		for i, n := range next {
			if s.masked {
				n = graph.Where(s.reads(v[in.mask], t), n, old[i])
			}
			out[in.state+i] = n
			out[in.history+i] = put(v[in.history+i], n, behind)
		}
		if in.keep >= 0 {
			out[in.keep] = put(v[in.keep], keep, t)
		}
		out[in.time] = graph.Add(done, graph.Const(g, int32(1)))
		return out
	})
}

// reads tells for each value of a state whether step t is one that counts.
func (s *scan) reads(mask, t *graph.Node) *graph.Node {
	return graph.BroadcastToDims(positive(row(mask, t)), s.batch, s.units) // [B, 1] → [B, H]
}

// rows are the row of the inputs that the step after done others reads, and
// those of a history that have the states before and after it.
func (s *scan) rows(done *graph.Node) (t, before, after *graph.Node) {
	g := done.Graph()
	t = done
	if s.backward {
		t = graph.Sub(graph.Const(g, int32(s.steps-1)), done)
	}
	next := graph.Add(t, graph.Const(g, int32(1)))
	if s.backward {
		return t, next, t
	}
	return t, t, next
}

// before and after cut the states before and after all steps out of a history:
// [T+1, B, H] → [T, B, H].
func (s *scan) before(history *graph.Node) *graph.Node {
	if s.backward {
		return graph.Slice(history, graph.AxisRange(1, s.steps+1))
	}
	return graph.Slice(history, graph.AxisRange(0, s.steps))
}

func (s *scan) after(history *graph.Node) *graph.Node {
	if s.backward {
		return graph.Slice(history, graph.AxisRange(0, s.steps))
	}
	return graph.Slice(history, graph.AxisRange(1, s.steps+1))
}
