package nn

import (
	"github.com/gomlx/gomlx/core/graph"

	"github.com/seed-380714d4/fathom/dsl"
)

// function computes an expression of the user's own.
func function(s *site) *graph.Node { return express(s.op.(dsl.FuncOp).Expr, s.in, s.weight) }

// ownLoss is a loss of the user's own: an expression of output and target.
//
// Input: outputs [N, D] or [N, T, D]; targets likewise, or labels [N] or
// [N, T], each of which stands for its one-hot vector. Output: [N].
func ownLoss(l dsl.Loss) loss {
	return func(output, target *graph.Node) *graph.Node {
		if d := output.Shape().Dimensions; target.DType().IsInt() {
			target = graph.OneHot(target, d[len(d)-1], output.DType())
		}
		x := express(l.Func.Expr, []*graph.Node{output, target}, nil)
		return graph.Reshape(x, output.Shape().Dimensions[0]) // [N, 1, …] → [N]
	}
}

// term is what a term of an expression is in a graph. What depends on an input
// has the batch axis before the term's own axes; parameters and numbers are
// the same for all samples and have none.
type term struct {
	node    *graph.Node
	batched bool
}

// shape is the term's own, without the batch axis.
func (t term) shape() []int {
	dims := t.node.Shape().Dimensions
	if t.batched {
		return dims[1:]
	}
	return dims
}

// batch is how many axes stand before the term's own.
func (t term) batch() int {
	if t.batched {
		return 1
	}
	return 0
}

// expression is one that is being built.
type expression struct {
	in     []*graph.Node
	weight func(name string) *graph.Node
}

// express builds an expression for inputs with a batch axis: [N, …] → [N, …].
// Where no input decides the result it is the same for every sample.
func express(e dsl.Expression, in []*graph.Node, weight func(name string) *graph.Node) *graph.Node {
	x := expression{in, weight}
	values := make([]term, len(e.Terms))
	for i, t := range e.Terms {
		operands := make([]term, len(t.In))
		for k, j := range t.In {
			operands[k] = values[j]
		}
		values[i] = x.term(t, operands)
	}
	out := values[len(values)-1]
	return x.repeated(out, out.shape(), true).node
}

// term builds one term.
func (x expression) term(t dsl.Term, in []term) term {
	switch t.Op {
	case "input":
		return term{x.in[t.Ints[0]], true}
	case "param":
		return term{x.weight(t.Name), false}
	case "scalar":
		return term{x.number(float64(t.Value)), false}
	}
	if f := eachValue[t.Op]; f != nil {
		return term{f(in[0].node), in[0].batched}
	}
	if f := pairs[t.Op]; f != nil {
		return x.pair(f, in[0], in[1])
	}
	if f := arrangements[t.Op]; f != nil {
		return f(x, t.Ints, in)
	}
	panic("an expression has the operation " + t.Op + ", which this engine does not know: build it again with make lab")
}

// number is a constant. Not by the helpers for scalars: those are cached by
// graph, and cannot stand in a loop's body and outside it.
func (x expression) number(v float64) *graph.Node {
	return graph.ConstAs(x.in[0], v)
}

// repeated is t with the own axes dims, which it has, or has 1 in the place
// of, or lacks before its own; and with the batch axis where batched says so.
func (x expression) repeated(t term, dims []int, batched bool) term {
	t = aligned(t, len(dims), batched)
	want := append([]int{}, dims...)
	if t.batched {
		want = append([]int{x.in[0].Shape().Dimensions[0]}, want...)
	}
	return term{graph.BroadcastToDims(t.node, want...), t.batched}
}

// aligned is t with rank axes of its own, new ones of length 1 before the
// others, and where batched says so with a batch axis, of length 1 if need be.
func aligned(t term, rank int, batched bool) term {
	own := t.shape()
	var dims []int
	if batched || t.batched {
		n := 1
		if t.batched {
			n = t.node.Shape().Dimensions[0]
		}
		dims = append(dims, n)
	}
	for range rank - len(own) {
		dims = append(dims, 1)
	}
	if dims = append(dims, own...); len(dims) == t.node.Rank() {
		return t
	}
	return term{graph.Reshape(t.node, dims...), batched || t.batched}
}

// pair is f of two terms, aligned at their last axes.
func (x expression) pair(f func(a, b *graph.Node) *graph.Node, a, b term) term {
	rank, batched := max(len(a.shape()), len(b.shape())), a.batched || b.batched
	if a.node.Rank() > 0 { // scalars go with everything
		a = aligned(a, rank, batched)
	}
	if b.node.Rank() > 0 {
		b = aligned(b, rank, batched)
	}
	return term{f(a.node, b.node), batched}
}
