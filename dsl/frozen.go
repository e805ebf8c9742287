package dsl

// Frozen keeps every layer so far as it is: training changes only the layers
// that are added behind it. What an experiment on fixed features starts with,
// and what a trained model is taken further with.
//
// Formula: that of the layers; their gradient goes through them to nobody.
// Input, Output: as they are.
// Parameters: the same ones, without gradient and without the optimiser's
// state. Summary still counts them, and says how many they are.
// A BatchNorm that is frozen normalises with its running statistics, in
// training too, and keeps them (as Keras; PyTorch's requires_grad leaves them
// running). A Dropout still drops.
// Errors: none; a model in which nothing is left to train is refused by Train.
func (m Model) Frozen() Model {
	return m.rebuild(func(l *layer) { l.frozen = true })
}
