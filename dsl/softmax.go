package dsl

// SoftmaxOp makes probabilities of the last axis.
type SoftmaxOp struct{}

// Softmax makes the last axis positive with sum 1.
//
// Formula: y_k = e^(x_k) / Σ_j e^(x_j), the largest x taken off first.
// Input: […, K]. Output: the same. Parameters: none. Errors: none.
// Not before CrossEntropy, which takes logits and does this itself.
func (m Model) Softmax() Model { return m.then(SoftmaxOp{}) }

// Kind is "softmax".
func (SoftmaxOp) Kind() string                     { return "softmax" }
func (SoftmaxOp) title() string                    { return "Softmax" }
func (SoftmaxOp) infer(in [][]int) ([]int, *Error) { return in[0], nil }
func (SoftmaxOp) parameters([][]int) []Parameter   { return nil }
