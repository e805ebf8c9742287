package dsl

// IRNN is a simple recurrent layer of ReLUs that starts as a memory: its
// recurrent weights are the identity, its biases 0, so that a fresh state is
// kept as it is and gradients neither vanish nor explode. Add Dense:
// dsl.Input(784, 1).IRNN(100).Dense(10).
//
// Init: U the identity, W N(0, 0.001²), b zeros.
// Source: Le, Jaitly & Hinton 2015, "A simple way to initialize recurrent
// networks of rectified linear units".
func (m Model) IRNN(units int) Model {
	return m.recur("IRNN", units, []RecurrentOption{RecurrentInit(IdentityMatrix(1))}, nil, func(r recurrent) Op {
		r.Weights = Normal(0.001)
		return RNNOp{r.Recurrence, ReLU}
	})
}

// StackedLSTM is LSTM layers on top of each other, each reading all states of
// the one below; the output is the last state of the topmost. Options are for
// all of them.
//
// Source: Graves, Mohamed & Hinton 2013, "Speech recognition with deep
// recurrent neural networks".
func (m Model) StackedLSTM(layers, units int, options ...RecurrentOption) Model {
	below := append([]RecurrentOption{AllStates()}, options...)
	return m.Repeat(layers-1, func(m Model) Model { return m.LSTM(units, below...) }).LSTM(units, options...)
}

// BiLSTM is two LSTM layers that read the sequence from both ends; the output
// is what they end with, side by side: [2·units].
//
// Source: Graves & Schmidhuber 2005, "Framewise phoneme classification with
// bidirectional LSTM and other neural network architectures".
func (m Model) BiLSTM(units int, options ...RecurrentOption) Model {
	return m.LSTM(units, append([]RecurrentOption{Bidirectional()}, options...)...)
}
