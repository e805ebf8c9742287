package nn

import (
	"fmt"

	"github.com/gomlx/compute/shapes"
	"github.com/gomlx/gomlx/core/graph"
)

// What follows is for the bodies of loops. GoMLX caches the scalars that
// OneMinus, ZerosLike and the like make with the function that first used
// them, and an operand of another function is refused; Const is not cached.

// parameters declares a loop's state inside a closure.
func parameters(g *graph.Graph, state []shapes.Shape) []*graph.Node {
	list := make([]*graph.Node, len(state))
	for i, s := range state {
		list[i] = graph.Parameter(g, fmt.Sprintf("loop%d", i), s)
	}
	return list
}

// shapesOf lists the shapes of a loop's state.
func shapesOf(state []*graph.Node) []shapes.Shape {
	list := make([]shapes.Shape, len(state))
	for i, n := range state {
		list[i] = n.Shape()
	}
	return list
}

// row takes row t out of x: [T, B, F] → [B, F].
func row(x, t *graph.Node) *graph.Node {
	d := x.Shape().Dimensions
	zero := graph.Const(x.Graph(), int32(0))
	return graph.Reshape(graph.DynamicSlice(x, []*graph.Node{t, zero, zero}, []int{1, d[1], d[2]}), d[1], d[2])
}

// put is x [T, B, F] with row t replaced by y [B, F]. XLA does it in place.
func put(x, y, t *graph.Node) *graph.Node {
	d := x.Shape().Dimensions
	zero := graph.Const(x.Graph(), int32(0))
	return graph.DynamicUpdateSlice(x, graph.Reshape(y, 1, d[1], d[2]), []*graph.Node{t, zero, zero})
}

// loopConst is a scalar of x's type in x's function.
func loopConst(x *graph.Node, v float64) *graph.Node { return graph.ConstAs(x, v) }

func oneMinus(x *graph.Node) *graph.Node { return graph.Sub(loopConst(x, 1), x) }

func positive(x *graph.Node) *graph.Node { return graph.GreaterThan(x, loopConst(x, 0)) }

func zeros(x *graph.Node) *graph.Node {
	return graph.BroadcastToDims(loopConst(x, 0), x.Shape().Dimensions...)
}

// gate is gate k, units wide, of x [B, G·units].
func gate(x *graph.Node, k, units int) *graph.Node {
	return graph.Slice(x, graph.AxisRange(), graph.AxisRange(k*units, (k+1)*units))
}

// sigmoidSlope and tanhSlope are derivatives, from the functions' values.
func sigmoidSlope(y *graph.Node) *graph.Node { return graph.Mul(y, oneMinus(y)) }
func tanhSlope(y *graph.Node) *graph.Node    { return oneMinus(graph.Mul(y, y)) }

// timesTransposed multiplies by the transpose of w: [B, G]·[H, G]ᵀ → [B, H].
func timesTransposed(d, w *graph.Node) *graph.Node { return graph.Einsum("bg,hg->bh", d, w) }

// outer is xᵀ·y: [N, H] and [N, G] → [H, G].
func outer(x, y *graph.Node) *graph.Node { return graph.Einsum("nh,ng->hg", x, y) }
