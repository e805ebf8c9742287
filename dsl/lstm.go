package dsl

// LSTMOp is a layer of long short-term memory.
type LSTMOp struct{ Recurrence }

// LSTM is a layer of long short-term memory: its cell c is passed on by
// addition, and gates say what is kept, taken in and shown.
//
// Formula: [i f g o] = x_t·W + h_(t−1)·U + b, four blocks of units each;
// c_t = σ(f) ⊙ c_(t−1) + σ(i) ⊙ tanh(g); h_t = σ(o) ⊙ tanh(c_t);
// h_0 = c_0 = 0.
// Input: [T, F]. Output: h_T, [units]; with AllStates h_1 … h_T, [T, units].
// Options: AllStates, Backward, Bidirectional, Masked, RecurrentInit,
// RecurrentBias, ForgetBias, Chrono.
// Parameters: W [F, 4·units] ("weights"), U [units, 4·units] ("recurrent"),
// b [4·units] ("biases"); columns in the order input gate i, forget gate f,
// candidate g, output gate o, which is PyTorch's and Keras'.
// Init: W Xavier uniform and U orthogonal, gate by gate; b zeros, but 1 for
// the forget gate; Init changes that of W, and with PyTorchDefault all of
// them.
// Errors: another rank; units below 1; an option of another layer.
// Source: Hochreiter & Schmidhuber 1997, "Long short-term memory", with the
// forget gate of Gers, Schmidhuber & Cummins 2000; no peepholes.
// Differs: PyTorch has two sets of biases (RecurrentBias) and a forget gate
// that starts at 0.
func (m Model) LSTM(units int, options ...RecurrentOption) Model {
	options = append([]RecurrentOption{ForgetBias(1)}, options...)
	return m.recur("LSTM", units, options, []string{"ForgetBias", "Chrono"}, func(r recurrent) Op { return LSTMOp{r.Recurrence} })
}

// Kind is "lstm".
func (LSTMOp) Kind() string                        { return "lstm" }
func (o LSTMOp) title() string                     { return o.named("LSTM") }
func (o LSTMOp) parameters(in [][]int) []Parameter { return o.tensors(in, 4) }

func (o LSTMOp) initialized(i Initializer) Op {
	o.Recurrence = o.drawn(i)
	return o
}
