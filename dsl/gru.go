package dsl

// GRUOp is a layer of gated recurrent units.
type GRUOp struct {
	Recurrence
	ResetBefore bool `json:"reset_before,omitempty"` // the recurrent product
}

// GRU is a layer of gated recurrent units: the state is a running mean of
// itself and a candidate, and the gate z says how much of it stays.
//
// Formula: r = σ(x_t·W_r + h·U_r + b_r); z = σ(x_t·W_z + h·U_z + b_z);
// n = tanh(x_t·W_n + r ⊙ (h·U_n) + b_n); h_t = (1 − z) ⊙ n + z ⊙ h, h being
// h_(t−1); h_0 = 0. The reset comes after the product, as in cuDNN and
// PyTorch; with ResetBefore n = tanh(x_t·W_n + (r ⊙ h)·U_n + b_n), as in the
// paper; with RecurrentBias n = tanh(x_t·W_n + b_n + r ⊙ (h·U_n + b'_n)),
// which is PyTorch's to the last parameter.
// Input: [T, F]. Output: h_T, [units]; with AllStates h_1 … h_T, [T, units].
// Options: AllStates, Backward, Bidirectional, Masked, RecurrentInit,
// RecurrentBias, Chrono, ResetBefore.
// Parameters: W [F, 3·units] ("weights"), U [units, 3·units] ("recurrent"),
// b [3·units] ("biases"), with RecurrentBias b' [3·units]
// ("recurrent-biases"); columns in the order r, z, n, which is PyTorch's; that
// of Keras is z, r, n.
// Init: W Xavier uniform and U orthogonal, gate by gate, b zeros; Init changes
// that of W, and with PyTorchDefault all of them.
// Errors: another rank; units below 1; an option of another layer.
// Source: Cho et al. 2014, "Learning phrase representations using RNN
// encoder-decoder".
func (m Model) GRU(units int, options ...RecurrentOption) Model {
	return m.recur("GRU", units, options, []string{"Chrono", "ResetBefore"}, func(r recurrent) Op { return GRUOp{r.Recurrence, r.resetBefore} })
}

// Kind is "gru".
func (GRUOp) Kind() string                        { return "gru" }
func (o GRUOp) title() string                     { return o.named("GRU") }
func (o GRUOp) parameters(in [][]int) []Parameter { return o.tensors(in, 3) }

func (o GRUOp) initialized(i Initializer) Op {
	o.Recurrence = o.drawn(i)
	return o
}
