package dsl

import "fmt"

// DenseBlock adds n layers, each of which reads the outputs of all before it
// and adds growth channels to them.
//
// Formula: x_ℓ = [x_(ℓ−1), H(x_(ℓ−1))]; H is BatchNorm, ReLU, Conv 3 to growth
// channels. With a bottleneck b, BatchNorm, ReLU, Conv 1 to b·growth channels
// come before that. No convolution has biases.
// Input: [H, W, C] or [T, C]. Output: the same with C + n·growth channels.
// Errors: n below 0, growth or bottleneck below 1; the layers' own.
// Source: Huang et al. 2017, "Densely connected convolutional networks"; their
// k is growth, their B is bottleneck 4.
func (m Model) DenseBlock(n, growth int, bottleneck ...int) Model {
	if len(bottleneck) > 1 || (len(bottleneck) == 1 && bottleneck[0] < 1) {
		return m.fail(Error{Where: "DenseBlock", What: "bottleneck", Want: "one number, 1 or more; 4 is usual", Got: fmt.Sprint(bottleneck)})
	}
	return m.Repeat(n, func(x Model) Model {
		h := x
		for _, b := range bottleneck {
			h = h.BatchNorm().ReLU().Conv(b*growth, 1, NoBias())
		}
		return x.Concat(h.BatchNorm().ReLU().Conv(growth, 3, NoBias()))
	})
}

// Transition lies between two dense blocks: it keeps a share of the channels
// and halves height and width.
//
// Formula: BatchNorm, ReLU, Conv 1 to ⌊compression·C⌋ channels without biases,
// AvgPool 2.
// Input: [H, W, C] or [T, C].
// Errors: a compression that is not above 0 and at most 1; the layers' own.
// Source: Huang et al. 2017; compression is their θ, 0.5 in DenseNet-BC.
func (m Model) Transition(compression float64) Model {
	if !(compression > 0 && compression <= 1) {
		return m.fail(Error{Where: "Transition", What: "compression", Want: "above 0 and at most 1", Got: fmt.Sprint(compression)})
	}
	if m.err != nil || m.top == nil {
		return m.then(BatchNormOp{})
	}
	kept := int(compression * float64(channels(m.Shape())))
	return m.BatchNorm().ReLU().Conv(kept, 1, NoBias()).AvgPool(2)
}
