package dsl

// Permuted puts the positions of each input into one random order, the same
// for all examples: pixels of an image, points of a signal. What is near what
// is lost, and nothing else: a dense layer does not notice, a convolution or a
// recurrent layer has lost what it is made for. Channels of one position stay
// together.
//
// Source: Greydanus & Kobak 2020, figure 4, of MNIST-1D; Le, Jaitly & Hinton
// 2015, of MNIST read pixel by pixel.
func (d Data) Permuted(seed int64) Data {
	d.spec.Permuted = &seed
	return d
}
