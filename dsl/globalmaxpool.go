package dsl

// GlobalMaxPoolOp takes the largest value of each channel.
type GlobalMaxPoolOp struct{}

// GlobalMaxPool takes the largest value of each channel over all positions.
//
// Formula: y[c] = max_p x[p, c].
// The gradient goes to the largest value; equal ones all have it.
// Input: [H, W, C] or [T, C]. Output: [C]. Parameters: none.
// Errors: another rank.
// Source: Oquab et al. 2015, "Is object localization for free?".
func (m Model) GlobalMaxPool() Model { return m.then(GlobalMaxPoolOp{}) }

// Kind is "global-max-pool".
func (GlobalMaxPoolOp) Kind() string                   { return "global-max-pool" }
func (GlobalMaxPoolOp) title() string                  { return "GlobalMaxPool" }
func (GlobalMaxPoolOp) parameters([][]int) []Parameter { return nil }

func (GlobalMaxPoolOp) infer(in [][]int) ([]int, *Error) { return GlobalAvgPoolOp{}.infer(in) }
