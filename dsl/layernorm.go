package dsl

// LayerNormOp normalises the last axis.
type LayerNormOp struct {
	Epsilon float64 `json:"epsilon"`
}

// LayerNorm normalises each position of each sample over its features, then
// scales and shifts it. It is the same in training and evaluation.
//
// Formula: y = γ·(x − μ)/√(σ² + ε) + β, μ and σ² over the last axis (σ²
// divided by F); ε = 1e-5.
// Input: […, F]. Output: the same.
// Parameters: γ [F] ("scale"), β [F] ("shift").
// Init: γ 1, β 0. Errors: none.
// Differs: Keras' ε is 1e-3. On images, PyTorch users often normalise over
// [H, W, C] together: that is GroupNorm(1).
// Source: Ba, Kiros & Hinton 2016, "Layer normalization".
func (m Model) LayerNorm() Model { return m.then(LayerNormOp{normEpsilon}) }

// Kind is "layer-norm".
func (LayerNormOp) Kind() string                      { return "layer-norm" }
func (LayerNormOp) title() string                     { return "LayerNorm" }
func (LayerNormOp) infer(in [][]int) ([]int, *Error)  { return in[0], nil }
func (LayerNormOp) parameters(in [][]int) []Parameter { return affine(channels(in[0])) }
