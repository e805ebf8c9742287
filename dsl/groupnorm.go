package dsl

import "fmt"

// GroupNormOp normalises groups of channels.
type GroupNormOp struct {
	Groups  int     `json:"groups"`
	Epsilon float64 `json:"epsilon"`
}

// GroupNorm normalises each sample over all positions and the channels of a
// group, then scales and shifts each channel. It is the same in training and
// evaluation.
//
// Formula: y = γ·(x − μ)/√(σ² + ε) + β, μ and σ² of a group; ε = 1e-5. Group
// g has the channels g·C/G to (g+1)·C/G − 1.
// Input: […, C]. Output: the same.
// Parameters: γ [C] ("scale"), β [C] ("shift").
// Init: γ 1, β 0.
// Errors: groups that do not divide the channels.
// Source: Wu & He 2018, "Group normalization". One group is what some call
// layer normalisation of images, C groups are instance normalisation.
func (m Model) GroupNorm(groups int) Model { return m.then(GroupNormOp{groups, normEpsilon}) }

// Kind is "group-norm".
func (GroupNormOp) Kind() string                      { return "group-norm" }
func (GroupNormOp) title() string                     { return "GroupNorm" }
func (GroupNormOp) parameters(in [][]int) []Parameter { return affine(channels(in[0])) }

func (o GroupNormOp) infer(in [][]int) ([]int, *Error) {
	if c := channels(in[0]); o.Groups < 1 || c%o.Groups != 0 {
		return nil, &Error{What: "groups", Want: fmt.Sprintf("a divisor of the %d channels", c), Got: fmt.Sprint(o.Groups)}
	}
	return in[0], nil
}
