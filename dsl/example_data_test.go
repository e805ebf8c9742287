package dsl_test

import (
	"fmt"

	"github.com/seed-380714d4/fathom/dsl"
)

// A thousand of the 4,000 training examples are held out to validate.
func ExampleMNIST1D() {
	signals := dsl.MNIST1D().HoldOut(1000)
	net := dsl.Input(40, 1).Conv(25, 5, dsl.Stride(2)).ReLU().Flatten().Dense(10)
	fmt.Println(net.Train(signals).Epochs(20))
	// Output: MNIST-1D: 3000 training examples of [40 1]; cross-entropy, SGD(0.01), batches of 32, 20 epochs, seed 0, float32
}

// What a network learns of these labels it has memorised.
func ExampleData_RandomLabels() {
	fmt.Println(dsl.MNIST().RandomLabels(1, 1))
	fmt.Println(dsl.MNIST1D().RandomLabels(1, 0.15))
	// Output:
	// MNIST, labels random: 55000 training examples of [28 28 1]
	// MNIST-1D, labels 15 % random: 4000 training examples of [40 1]
}

// The positions of MNIST-1D in another order, the same for all examples.
func ExampleData_Permuted() {
	fmt.Println(dsl.MNIST1D().Permuted(1))
	// Output: MNIST-1D, positions permuted: 4000 training examples of [40 1]
}
