package nn

import "github.com/gomlx/gomlx/core/graph"

// crossEntropy is the softmax cross-entropy of logits.
//
// Formula: L_i = log Σ_k e^(z_ik) − z_i,label(i), with the largest logit taken
// off first, so that nothing overflows.
// Input: logits [N, C]; labels [N], integers 0 to C−1. Output: [N].
// Differs: from Keras' categorical_crossentropy, whose default takes
// probabilities; as PyTorch's cross_entropy.
func crossEntropy(logits, labels *graph.Node) *graph.Node {
	classes := logits.Shape().Dimensions[1]
	logp := graph.LogSoftmax(logits, -1)
	hot := graph.OneHot(labels, classes, logits.DType()) // [N] → [N, C]
	return graph.Neg(graph.ReduceSum(graph.Mul(hot, logp), -1))
}
