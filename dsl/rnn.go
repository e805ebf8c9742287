package dsl

// RNNOp is a simple recurrent layer.
type RNNOp struct {
	Recurrence
	F Activation `json:"f"`
}

// RNN is a simple recurrent layer, Elman's.
//
// Formula: h_t = f(x_t·W + h_(t−1)·U + b), h_0 = 0; f tanh, or ReLU with
// ReLUState.
// Input: [T, F]. Output: h_T, [units]; with AllStates h_1 … h_T, [T, units].
// Options: AllStates, Backward, Bidirectional, Masked, RecurrentInit,
// RecurrentBias, ReLUState.
// Parameters: W [F, units] ("weights"), U [units, units] ("recurrent"),
// b [units] ("biases").
// Init: W Xavier uniform, U orthogonal, b zeros; Init changes that of W, and
// with PyTorchDefault all of them.
// Errors: another rank; units below 1; an option of another layer.
// Source: Elman 1990, "Finding structure in time"; with ReLU Le, Jaitly &
// Hinton 2015.
func (m Model) RNN(units int, options ...RecurrentOption) Model {
	return m.recur("RNN", units, options, []string{"ReLUState"}, func(r recurrent) Op {
		if r.relu {
			return RNNOp{r.Recurrence, ReLU}
		}
		return RNNOp{r.Recurrence, Tanh}
	})
}

// Kind is "rnn".
func (RNNOp) Kind() string                        { return "rnn" }
func (o RNNOp) title() string                     { return o.named("RNN") }
func (o RNNOp) parameters(in [][]int) []Parameter { return o.tensors(in, 1) }

func (o RNNOp) initialized(i Initializer) Op {
	o.Recurrence = o.drawn(i)
	return o
}
