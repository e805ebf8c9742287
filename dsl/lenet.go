package dsl

// LeNet is LeNet-5 up to its last hidden layer; add Dense(classes):
// dsl.Input(28, 28, 1).LeNet().Dense(10) has 61,706 parameters.
//
// Source: LeCun et al. 1998, "Gradient-based learning applied to document
// recognition", as it is taught: plain tanh, means without weights, every
// filter of the second convolution sees every channel, logits at the end.
func (m Model) LeNet() Model {
	return m.Conv(6, 5).Tanh().AvgPool(2).
		Conv(16, 5, Valid()).Tanh().AvgPool(2).
		Flatten().Dense(120).Tanh().Dense(84).Tanh()
}

// MLP is a multilayer perceptron up to its last hidden layer: Flatten, then
// for each of units a Dense layer with activation f; add Dense(classes).
func (m Model) MLP(f ActivationFunc, units ...int) Model {
	if m.err == nil && len(m.Shape()) > 1 {
		m = m.Flatten()
	}
	return m.RepeatIndexed(len(units), func(i int, m Model) Model { return m.Dense(units[i]).Activation(f) })
}
