package nn

import (
	"github.com/gomlx/gomlx/core/graph"

	"github.com/seed-380714d4/fathom/dsl"
)

// rnnCell is a step of a simple recurrent layer.
//
// Formula: h' = f(x + h·U), x the projected input; f tanh, or ReLU, whose
// derivative at 0 is 0.
// Gradient: dx = dh' ⊙ f'; dh = dx·Uᵀ; dU = Σ hᵀ·dx. f' follows from h'.
type rnnCell struct{ relu bool }

func (rnnCell) states() int { return 1 }
func (rnnCell) kept() int   { return 0 }

func (c rnnCell) forward(x *graph.Node, s, w []*graph.Node) ([]*graph.Node, *graph.Node) {
	a := graph.Add(x, graph.MatMul(s[0], w[0]))
	if c.relu {
		return []*graph.Node{graph.Where(positive(a), a, zeros(a))}, nil
	}
	return []*graph.Node{graph.Tanh(a)}, nil
}

func (rnnCell) whole(_ past, d []*graph.Node) []*graph.Node { return d }

func (c rnnCell) backward(p past, w, d []*graph.Node) (*graph.Node, []*graph.Node) {
	h := p.after[0]
	var dx *graph.Node
	if c.relu {
		dx = graph.Where(positive(h), d[0], zeros(h))
	} else {
		dx = graph.Mul(d[0], tanhSlope(h))
	}
	return dx, []*graph.Node{timesTransposed(dx, w[0])}
}

func (rnnCell) weights(p past, _ []*graph.Node, dx *graph.Node) []*graph.Node {
	return []*graph.Node{outer(p.before[0], dx)}
}

// rnn is a simple recurrent layer.
//
// Formula, shapes, parameters: those of dsl.Model.RNN, batch axis first.
func rnn(s *site) *graph.Node {
	o := s.op.(dsl.RNNOp)
	return s.recurrent(rnnCell{relu: o.F == dsl.ReLU}, o.Recurrence)
}
