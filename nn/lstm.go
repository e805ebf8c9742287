package nn

import (
	"github.com/gomlx/gomlx/core/graph"

	"github.com/seed-380714d4/fathom/dsl"
)

// lstmCell is a step of a long short-term memory. Its states are h and c.
//
// Formula: [i f g o] = x + h·U, x the projected input; with i, f, o through σ
// and g through tanh, c' = f ⊙ c + i ⊙ g and h' = o ⊙ tanh c'.
// Kept: i, f, g, o behind σ and tanh.
// Gradient: dc' gets dh' ⊙ o ⊙ (1 − tanh² c') besides; dx = [dc'·g·i(1−i),
// dc'·c·f(1−f), dc'·i·(1−g²), dh'·tanh c'·o(1−o)]; dc = dc' ⊙ f; dh = dx·Uᵀ;
// dU = Σ hᵀ·dx.
type lstmCell struct{ units int }

func (lstmCell) states() int { return 2 }
func (lstmCell) kept() int   { return 4 }

func (l lstmCell) forward(x *graph.Node, s, w []*graph.Node) ([]*graph.Node, *graph.Node) {
	h, c := s[0], s[1]
	a := graph.Add(x, graph.MatMul(h, w[0]))
	i, f := graph.Sigmoid(gate(a, 0, l.units)), graph.Sigmoid(gate(a, 1, l.units))
	g, o := graph.Tanh(gate(a, 2, l.units)), graph.Sigmoid(gate(a, 3, l.units))
	c = graph.Add(graph.Mul(f, c), graph.Mul(i, g))
	return []*graph.Node{graph.Mul(o, graph.Tanh(c)), c}, graph.Concatenate([]*graph.Node{i, f, g, o}, 1)
}

func (l lstmCell) backward(p past, w, d []*graph.Node) (*graph.Node, []*graph.Node) {
	i, f, g, o := gate(p.keep, 0, l.units), gate(p.keep, 1, l.units), gate(p.keep, 2, l.units), gate(p.keep, 3, l.units)
	tanh, dh, dc := graph.Tanh(p.after[1]), d[0], l.whole(p, d)[1]
	dx := graph.Concatenate([]*graph.Node{
		graph.Mul(graph.Mul(dc, g), sigmoidSlope(i)),
		graph.Mul(graph.Mul(dc, p.before[1]), sigmoidSlope(f)),
		graph.Mul(graph.Mul(dc, i), tanhSlope(g)),
		graph.Mul(graph.Mul(dh, tanh), sigmoidSlope(o)),
	}, 1)
	return dx, []*graph.Node{timesTransposed(dx, w[0]), graph.Mul(dc, f)}
}

// whole adds to the gradient of c' what comes by way of h'.
func (l lstmCell) whole(p past, d []*graph.Node) []*graph.Node {
	o := gate(p.keep, 3, l.units)
	return []*graph.Node{d[0], graph.Add(d[1], graph.Mul(graph.Mul(d[0], o), tanhSlope(graph.Tanh(p.after[1]))))}
}

func (lstmCell) weights(p past, _ []*graph.Node, dx *graph.Node) []*graph.Node {
	return []*graph.Node{outer(p.before[0], dx)}
}

// lstm is a layer of long short-term memory.
//
// Formula, shapes, parameters: those of dsl.Model.LSTM, batch axis first.
func lstm(s *site) *graph.Node {
	o := s.op.(dsl.LSTMOp)
	return s.recurrent(lstmCell{o.Units}, o.Recurrence)
}
