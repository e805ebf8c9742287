package nn

import (
	"github.com/gomlx/gomlx/core/graph"

	"github.com/seed-380714d4/fathom/dsl"
)

// adam is Adam.
//
// Update: m ← β1·m + (1−β1)·g; v ← β2·v + (1−β2)·g²;
// w ← w − η·m̂ / (√v̂ + ε), m̂ = m/(1−β1^t), v̂ = v/(1−β2^t), t from 1.
// ε stands outside the root and is added to the corrected √v̂.
// State: m and v, 0 at first; t.
// Defaults: those of dsl.Adam: β1 0.9, β2 0.999, ε 1e-8.
// Differs: GoMLX's and Keras' ε is 1e-7. The corrections are computed in
// float64 whatever the precision: in float32, 1 − 0.999 is wrong by 6e-5.
// Source: Kingma & Ba 2015, algorithm 1; their α is our η.
type adam struct{ spec dsl.OptimizerSpec }

func (adam) slots() []string { return []string{"mean", "variance"} }

func (o adam) constants() []float64 {
	s := o.spec
	return []float64{s.LearningRate, s.Beta1, s.Beta2, s.Epsilon}
}

func (o adam) update(c []*graph.Node, t, w, gradient *graph.Node, slots []*graph.Node) (*graph.Node, []*graph.Node) {
	as := func(x *graph.Node) *graph.Node { return graph.ConvertDType(x, w.DType()) }
	eta, beta1, beta2, eps := c[0], c[1], c[2], c[3]
	m := graph.Add(graph.Mul(as(beta1), slots[0]), graph.Mul(as(graph.OneMinus(beta1)), gradient))
	v := graph.Add(graph.Mul(as(beta2), slots[1]), graph.Mul(as(graph.OneMinus(beta2)), graph.Square(gradient)))
	mHat := graph.Div(m, as(graph.OneMinus(graph.Pow(beta1, t))))
	vHat := graph.Div(v, as(graph.OneMinus(graph.Pow(beta2, t))))
	step := graph.Div(graph.Mul(as(eta), mHat), graph.Add(graph.Sqrt(vHat), as(eps)))
	return graph.Sub(w, step), []*graph.Node{m, v}
}
