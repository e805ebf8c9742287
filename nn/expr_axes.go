package nn

import (
	"github.com/gomlx/gomlx/core/graph"
)

// arrangements are the operations that know of axes. ints are a term's own,
// which count from its first axis behind the batch.
var arrangements = map[string]func(x expression, ints []int, in []term) term{
	"sum":        reduction(graph.ReduceSum),
	"mean":       reduction(graph.ReduceMean),
	"reduce-max": reduction(sharing(graph.ReduceMax)),
	"reduce-min": reduction(sharing(graph.ReduceMin)),

	"reshape": reshaped, "squeeze": squeezed, "transpose": transposed, "slice": sliced,
	"concat": concatenated, "broadcast": broadcasted, "where": chosen, "matmul": multiplied,
}

type reducer func(x *graph.Node, axes ...int) *graph.Node

// reduction reduces axes and keeps them, with length 1.
func reduction(f reducer) func(expression, []int, []term) term {
	return func(_ expression, axes []int, in []term) term {
		t := in[0]
		if len(axes) == 0 {
			return t // a scalar
		}
		behind := make([]int, len(axes))
		for i, a := range axes {
			behind[i] = a + t.batch()
		}
		return term{graph.ReduceAndKeep(t.node, f, behind...), t.batched}
	}
}

// sharing is f, ReduceMax or ReduceMin, with the derivative shared by all that
// are largest, as in JAX: GoMLX gives it to each.
func sharing(f reducer) reducer {
	return func(x *graph.Node, axes ...int) *graph.Node {
		extreme := graph.BroadcastToShape(graph.ReduceAndKeep(x, f, axes...), x.Shape())
		among := compared(graph.Equal)(x, extreme)
		count := graph.BroadcastToShape(graph.ReduceAndKeep(among, graph.ReduceSum, axes...), x.Shape())
		return f(graph.IdentityWithCustomGradient(x, func(_, v *graph.Node) *graph.Node { return graph.Div(v, count) }), axes...)
	}
}

// withBatch puts t's batch axis, where it has one, before dims.
func (t term) withBatch(dims []int) []int {
	return append(append([]int{}, t.node.Shape().Dimensions[:t.batch()]...), dims...)
}

func reshaped(_ expression, dims []int, in []term) term {
	return term{graph.Reshape(in[0].node, in[0].withBatch(dims)...), in[0].batched}
}

func squeezed(x expression, axes []int, in []term) term {
	gone := map[int]bool{}
	for _, a := range axes {
		gone[a] = true
	}
	var dims []int
	for i, d := range in[0].shape() {
		if !gone[i] {
			dims = append(dims, d)
		}
	}
	return reshaped(x, dims, in)
}

func transposed(_ expression, order []int, in []term) term {
	t := in[0]
	axes := make([]int, 0, t.node.Rank())
	if t.batched {
		axes = append(axes, 0)
	}
	for _, a := range order {
		axes = append(axes, a+t.batch())
	}
	if len(axes) < 2 {
		return t
	}
	return term{graph.TransposeAllAxes(t.node, axes...), t.batched}
}

func sliced(_ expression, ints []int, in []term) term {
	t := in[0]
	ranges := make([]graph.SliceAxisSpec, t.node.Rank())
	for i := range ranges {
		ranges[i] = graph.AxisRange()
	}
	ranges[ints[0]+t.batch()] = graph.AxisRange(ints[1], ints[2])
	return term{graph.Slice(t.node, ranges...), t.batched}
}

// concatenated gives all the batch axis where one has it.
func concatenated(x expression, ints []int, in []term) term {
	batched := anyBatched(in)
	nodes := make([]*graph.Node, len(in))
	for i, t := range in {
		nodes[i] = x.repeated(t, t.shape(), batched).node
	}
	axis := ints[0]
	if batched {
		axis++
	}
	return term{graph.Concatenate(nodes, axis), batched}
}

func anyBatched(in []term) bool {
	for _, t := range in {
		if t.batched {
			return true
		}
	}
	return false
}

func broadcasted(x expression, dims []int, in []term) term {
	return x.repeated(in[0], dims, in[0].batched)
}

// chosen is the second term where the first is not 0, else the third.
func chosen(x expression, _ []int, in []term) term {
	batched := anyBatched(in)
	var dims []int
	for _, t := range in {
		dims = larger(dims, t.shape())
	}
	nodes := make([]*graph.Node, len(in))
	for i, t := range in {
		nodes[i] = x.repeated(t, dims, batched).node
	}
	yes := graph.NotEqual(nodes[0], graph.ZerosLike(nodes[0]))
	return term{graph.Where(yes, nodes[1], nodes[2]), batched}
}

// larger is the shape to which shapes a and b are repeated.
func larger(a, b []int) []int {
	if len(a) < len(b) {
		a, b = b, a
	}
	out := append([]int{}, a...)
	for i, d := range b {
		at := len(a) - len(b) + i
		out[at] = max(out[at], d)
	}
	return out
}

// multiplied is the matrix product of the last two axes.
func multiplied(x expression, _ []int, in []term) term {
	a, b := in[0], in[1]
	batched := a.batched || b.batched
	rowless, columnless := len(a.shape()) == 1, len(b.shape()) == 1
	if !b.batched && len(b.shape()) <= 2 { // as in Dense: every row of every sample by one matrix
		return term{graph.DotGeneral(a.node, []int{a.node.Rank() - 1}, nil, b.node, []int{0}, nil), batched}
	}
	if rowless {
		a = term{graph.ExpandDims(a.node, a.batch()), a.batched} // [N, k] → [N, 1, k]
	}
	if columnless {
		b = term{graph.ExpandDims(b.node, -1), b.batched} // [N, k] → [N, k, 1]
	}
	sa, sb := a.shape(), b.shape()
	rows, inner, columns := sa[len(sa)-2], sa[len(sa)-1], sb[len(sb)-1]
	before := larger(sa[:len(sa)-2], sb[:len(sb)-2])
	a = x.repeated(a, append(append([]int{}, before...), rows, inner), batched)
	b = x.repeated(b, append(append([]int{}, before...), inner, columns), batched)
	rank := a.node.Rank()
	var same []int
	for i := range rank - 2 {
		same = append(same, i)
	}
	product := graph.DotGeneral(a.node, []int{rank - 1}, same, b.node, []int{rank - 2}, same) // [N, before…, rows, columns]
	dims := before
	if !rowless {
		dims = append(dims, rows)
	}
	if !columnless {
		dims = append(dims, columns)
	}
	out := term{product, batched}
	return term{graph.Reshape(product, out.withBatch(dims)...), batched}
}
