package dsl

// AvgPoolOp takes the mean of each window.
type AvgPoolOp struct{ Pool }

// AvgPool takes the mean of each window, channel by channel. Windows lie side
// by side unless Stride says otherwise.
//
// Formula: y[p, c] = mean_q x[s·p + q − pad, c], over the q inside the input.
// Input: [H, W, C] or [T, C]. Output: [H', W', C] or [T', C], sizes as Conv's.
// Options: Stride, Same.
// Parameters: none.
// Errors: those of MaxPool.
// Differs: with Same from PyTorch, which counts the padding's zeros unless
// count_include_pad=False; as Keras.
func (m Model) AvgPool(size int, options ...WindowOption) Model {
	return m.pooled("AvgPool", size, options, func(p Pool) Op { return AvgPoolOp{p} })
}

// Kind is "avg-pool".
func (AvgPoolOp) Kind() string  { return "avg-pool" }
func (AvgPoolOp) title() string { return "AvgPool" }

// GlobalAvgPoolOp takes the mean of each channel.
type GlobalAvgPoolOp struct{}

// GlobalAvgPool takes the mean of each channel over all positions.
//
// Formula: y[c] = mean_p x[p, c].
// Input: [H, W, C] or [T, C]. Output: [C]. Parameters: none.
// Errors: another rank.
// Source: Lin, Chen & Yan 2014, "Network in network".
func (m Model) GlobalAvgPool() Model { return m.then(GlobalAvgPoolOp{}) }

// Kind is "global-avg-pool".
func (GlobalAvgPoolOp) Kind() string                   { return "global-avg-pool" }
func (GlobalAvgPoolOp) title() string                  { return "GlobalAvgPool" }
func (GlobalAvgPoolOp) parameters([][]int) []Parameter { return nil }

func (GlobalAvgPoolOp) infer(in [][]int) ([]int, *Error) {
	if e := image(in[0]); e != nil {
		return nil, e
	}
	return []int{channels(in[0])}, nil
}
