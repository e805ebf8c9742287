package nn

import "github.com/gomlx/gomlx/core/graph"

// binaryCrossEntropy is the mean cross-entropy of a sample's yes-or-no logits.
//
// Formula: L_i = 1/D Σ_d (softplus(z_id) − t_id·z_id),
// softplus(z) = ½(z + |z|) + log(1 + e^(−|z|)): no exponential of anything
// above 0, and a derivative of ½ at 0, which is σ(0).
// Input: logits [N, D]; targets [N, D] from 0 to 1, or labels [N]. Output: [N].
// Differs: as PyTorch's binary_cross_entropy_with_logits.
func binaryCrossEntropy(logits, target *graph.Node) *graph.Node {
	size := graph.Abs(logits)
	softplus := graph.Add(graph.MulScalar(graph.Add(logits, size), 0.5), graph.Log1P(graph.Exp(graph.Neg(size))))
	return graph.ReduceMean(graph.Sub(softplus, graph.Mul(values(target, logits), logits)), -1)
}
