package nn

import (
	"github.com/gomlx/gomlx/core/graph"

	"github.com/seed-380714d4/fathom/dsl"
)

// meanAbsoluteError is the mean over a sample's values of the error's size.
//
// Formula: L_i = 1/D Σ_d |y_id − t_id|, with a derivative of 0 at 0.
// Input, Output: as meanSquaredError.
// Differs: as PyTorch's l1_loss.
func meanAbsoluteError(output, target *graph.Node) *graph.Node {
	r := graph.Sub(output, values(target, output))
	size := graph.Mul(r, graph.StopGradient(graph.Sign(r))) // not Abs: its derivative at 0 is 1 in GoMLX
	return graph.ReduceMean(size, -1)
}

// huber is a square up to δ and a line beyond.
//
// Formula: L_i = 1/D Σ_d h(y_id − t_id), h(r) = ½·c² + δ·(|r| − c) with
// c = min(|r|, δ): the same as the two branches, and without a product of an
// infinity and 0 in the gradient of the one that is not taken.
// Input, Output: as meanSquaredError.
// Differs: as PyTorch's huber_loss.
// Source: Huber 1964.
func huber(l dsl.Loss) loss {
	return func(output, target *graph.Node) *graph.Node {
		size := graph.Abs(graph.Sub(output, values(target, output)))
		near := graph.LessOrEqual(size, graph.ConstAs(size, l.Delta))
		c := graph.Where(near, size, graph.MulScalar(graph.OnesLike(size), l.Delta))
		h := graph.Add(graph.MulScalar(graph.Square(c), 0.5), graph.MulScalar(graph.Sub(size, c), l.Delta))
		return graph.ReduceMean(h, -1)
	}
}
