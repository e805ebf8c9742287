package nn

import (
	"github.com/gomlx/gomlx/core/graph"

	"github.com/seed-380714d4/fathom/dsl"
)

// sgd is stochastic gradient descent with momentum.
//
// Update: v ← μ·v + g; w ← w − η·v; with Nesterov w ← w − η·(g + μ·v). Without
// momentum w ← w − η·g.
// State: v, 0 at first, where μ is not 0.
// Defaults: those of dsl.SGD.
// Differs: as PyTorch and optax; Sutskever et al. 2013 and Keras put η inside
// v, v ← μ·v − η·g, which is the same while η stays the same. No dampening.
// Source: Polyak 1964; Nesterov 1983; Sutskever et al. 2013.
type sgd struct{ spec dsl.OptimizerSpec }

func (o sgd) slots() []string {
	if o.spec.Momentum == 0 {
		return nil
	}
	return []string{"velocity"}
}

func (o sgd) constants() []float64 { return []float64{o.spec.LearningRate, o.spec.Momentum} }

func (o sgd) update(c []*graph.Node, _, w, gradient *graph.Node, slots []*graph.Node) (*graph.Node, []*graph.Node) {
	eta := graph.ConvertDType(c[0], w.DType())
	if len(slots) == 0 {
		return graph.Sub(w, graph.Mul(eta, gradient)), nil
	}
	mu := graph.ConvertDType(c[1], w.DType())
	v := graph.Add(graph.Mul(mu, slots[0]), gradient)
	step := v
	if o.spec.Nesterov {
		step = graph.Add(gradient, graph.Mul(mu, v))
	}
	return graph.Sub(w, graph.Mul(eta, step)), []*graph.Node{v}
}
