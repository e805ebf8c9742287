package nn

import (
	"github.com/gomlx/gomlx/core/graph"

	"github.com/seed-380714d4/fathom/dsl"
)

// crossEntropy is the softmax cross-entropy of logits.
//
// Formula: L_i = log Σ_k e^(z_ik) − Σ_k q_ik·z_ik, with the largest logit taken
// off first, so that nothing overflows. q_i is the label's one-hot vector, or
// the row of shares that the target is; with smoothing ε it is
// (1 − ε)·q_i + ε/C.
// Input: logits [N, C]; labels [N], integers 0 to C−1, or shares [N, C].
// Output: [N].
// Differs: from Keras' categorical_crossentropy, whose default takes
// probabilities; as PyTorch's cross_entropy.
func crossEntropy(l dsl.Loss) loss {
	return func(logits, target *graph.Node) *graph.Node {
		q := values(target, logits)
		if l.Smoothing != 0 {
			q = graph.AddScalar(graph.MulScalar(q, 1-l.Smoothing), l.Smoothing/float64(logits.Shape().Dimensions[1]))
		}
		logp := graph.LogSoftmax(logits, -1)
		return graph.Neg(graph.ReduceSum(graph.Mul(q, logp), -1))
	}
}
