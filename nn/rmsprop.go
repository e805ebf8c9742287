package nn

import (
	"github.com/gomlx/gomlx/core/graph"

	"github.com/seed-380714d4/fathom/dsl"
)

// rmsprop divides the gradient by the root of a running mean of its square.
//
// Update: v ← α·v + (1−α)·g²; u = g/(√v + ε); with momentum b ← μ·b + u and
// w ← w − η·b, else w ← w − η·u. ε stands outside the root.
// State: v, 0 at first; b with momentum.
// Defaults: those of dsl.RMSProp: α 0.99, ε 1e-8.
// Differs: as PyTorch; Keras' ε is inside the root, and its α 0.9. Not centred.
// Source: Tieleman & Hinton 2012, lecture 6.5.
type rmsprop struct{ spec dsl.OptimizerSpec }

func (o rmsprop) slots() []string {
	if o.spec.Momentum == 0 {
		return []string{"variance"}
	}
	return []string{"variance", "velocity"}
}

func (o rmsprop) constants() []float64 {
	return []float64{o.spec.LearningRate, o.spec.Alpha, o.spec.Epsilon, o.spec.Momentum}
}

func (o rmsprop) update(c []*graph.Node, _, w, gradient *graph.Node, slots []*graph.Node) (*graph.Node, []*graph.Node) {
	as := func(x *graph.Node) *graph.Node { return graph.ConvertDType(x, w.DType()) }
	eta, alpha, eps, mu := c[0], c[1], c[2], c[3]
	v := graph.Add(graph.Mul(as(alpha), slots[0]), graph.Mul(as(graph.OneMinus(alpha)), graph.Square(gradient)))
	u := graph.Div(gradient, graph.Add(graph.Sqrt(v), as(eps)))
	if o.spec.Momentum == 0 {
		return graph.Sub(w, graph.Mul(as(eta), u)), []*graph.Node{v}
	}
	b := graph.Add(graph.Mul(as(mu), slots[1]), u)
	return graph.Sub(w, graph.Mul(as(eta), b)), []*graph.Node{v, b}
}
