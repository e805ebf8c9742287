package dsl

// The constants of the normalisations, those of PyTorch.
const (
	normEpsilon = 1e-5
	runningRate = 0.1
)

// BatchNormOp normalises each channel over the batch.
type BatchNormOp struct {
	Epsilon float64 `json:"epsilon"`
	// Rate is the weight of a new batch in the running statistics.
	Rate float64 `json:"rate"`
}

// BatchNorm normalises each channel by its mean and variance over the batch
// and all positions, then scales and shifts it.
//
// Formula: y = γ·(x − μ)/√(σ² + ε) + β, per channel; ε = 1e-5. In training μ
// and σ² are the batch's (σ² divided by M, the number of values), and the
// gradient goes through them. In evaluation they are the running ones: after
// each step running ← 0.9·running + 0.1·batch, there with σ² divided by M − 1.
// Input: […, C]. Output: the same.
// Parameters: γ [C] ("scale"), β [C] ("shift"). Besides them the running mean
// and variance [C], which are kept with the weights but are not trained.
// Init: γ 1, β 0, running mean 0, running variance 1.
// Errors: while training, a batch that has one value of each channel.
// Inspections and probes look at a network as it trains: with the batch's
// statistics, so that ∂L_i/∂z holds the effect on the whole batch's loss.
// Source: Ioffe & Szegedy 2015, algorithm 1, with PyTorch's ε and rate; Keras
// and Flax have ε = 1e-3 and 1e-5, a rate of 0.01, and running σ² over M.
func (m Model) BatchNorm() Model { return m.then(BatchNormOp{normEpsilon, runningRate}) }

// Kind is "batch-norm".
func (BatchNormOp) Kind() string                     { return "batch-norm" }
func (BatchNormOp) title() string                    { return "BatchNorm" }
func (BatchNormOp) infer(in [][]int) ([]int, *Error) { return in[0], nil }
func (BatchNormOp) parameters(in [][]int) []Parameter {
	c := channels(in[0])
	return append(affine(c),
		Parameter{Name: "running_mean", Shape: []int{c}, Init: Zeros(), FanIn: c, FanOut: c, Statistic: true},
		Parameter{Name: "running_variance", Shape: []int{c}, Init: Constant(1), FanIn: c, FanOut: c, Statistic: true})
}

// affine are γ and β of a normalisation.
func affine(c int) []Parameter {
	return []Parameter{
		{Name: "scale", Shape: []int{c}, Init: Constant(1), FanIn: c, FanOut: c},
		{Name: "shift", Shape: []int{c}, Init: Zeros(), FanIn: c, FanOut: c},
	}
}
