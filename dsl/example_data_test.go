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

// As the last expression of a cell, a data set shows what it has.
func ExampleData_Display() {
	for _, d := range []dsl.Data{dsl.MNIST().Take(1000), dsl.Slices([][]float64{{0, 1}, {1, 0}}, []int{0, 1})} {
		if err := d.Display(); err != nil {
			fmt.Println(err)
		}
	}
	// Output:
	// MNIST
	//
	// input       [28 × 28 × 1], standardised pixels
	// target      one of 10 classes
	// training    1,000 examples, the first of 55,000
	// validation  5,000 examples held out of the training ones
	// test        10,000 examples
	// Slices
	//
	// input       [2]
	// target      one of 2 classes
	// training    2 examples
	// validation  all 2 examples
	// test        all 2 examples
}

// From a folder of one's own; without From they are downloaded, once.
func ExampleCIFAR10() {
	photos := dsl.CIFAR10().From("data/cifar-10-batches-bin").HoldOut(0)
	fmt.Println(photos, photos.Err())
	fmt.Println(dsl.CIFAR100())
	fmt.Println(dsl.FashionMNIST().Take(1000))
	// Output:
	// CIFAR-10: 50000 training examples of [32 32 3] <nil>
	// CIFAR-100: 45000 training examples of [32 32 3]
	// Fashion-MNIST: 1000 training examples of [28 28 1]
}

func ExampleSpirals() {
	fmt.Println(dsl.Spirals(3, 100).Noise(0.05).Drawn(1))
	// Output: Spirals, seed 1: 300 training examples of [2]
}
