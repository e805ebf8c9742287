package dsl_test

import (
	"fmt"
	"testing"

	"github.com/seed-380714d4/fathom/dsl"
)

// Whoever always says 1 has a mean squared error of 1/6.
func ExampleAddingProblem() {
	sums := dsl.AddingProblem(50, 5000)
	fmt.Println(dsl.Input(50, 2).LSTM(64).Dense(1).Train(sums).Optimizer(dsl.Adam(1e-3)))
	fmt.Println(sums.Drawn(1))
	// Output:
	// Adding problem: 5000 training examples of [50 2]; mean-squared-error, Adam(0.001), batches of 32, 1 epoch, seed 0, float32
	// Adding problem, seed 1: 5000 training examples of [50 2]
}

// A logit for each class at each time step: Conv(10, 1) is a dense layer for
// each step.
func ExampleCopyMemory() {
	recall := dsl.CopyMemory(100, 5000)
	net := dsl.Input(120, 10).GRU(64, dsl.AllStates()).Conv(10, 1)
	fmt.Println(net.Shape(), net.Train(recall).Err())
	fmt.Println(dsl.Input(120, 10).GRU(64).Dense(10).Train(recall).Err().(*dsl.Error).Message())
	// Output:
	// [120 10] <nil>
	// the model's output; want [120 10], a logit for each class at each time step, got [10]; end the model with dsl.AllStates() and Conv(10, 1)
}

// Digits pixel by pixel, row by row, and with the pixels in another order.
func ExampleSequentialMNIST() {
	pixels := dsl.SequentialMNIST()
	fmt.Println(pixels)
	fmt.Println(pixels.ByRow())
	fmt.Println(pixels.Permuted(1))
	// Output:
	// MNIST, pixel by pixel: 55000 training examples of [784 1]
	// MNIST, row by row: 55000 training examples of [28 28]
	// MNIST, pixel by pixel, positions permuted: 55000 training examples of [784 1]
}

func TestSequenceDataMistakes(t *testing.T) {
	for want, d := range map[string]dsl.Data{
		"length; want 2 or more time steps, got 1":                                     dsl.AddingProblem(1, 10),
		"examples; want 1 or more, got 0":                                              dsl.CopyMemory(5, 0),
		"inputs; want images, [H W C], got [40 1]":                                     dsl.MNIST1D().ByPixel(),
		"data; want generated, as dsl.AddingProblem and dsl.CopyMemory are, got MNIST": dsl.MNIST().Drawn(1),
		"inputs; want images, [H W C], got [6 2]":                                      dsl.AddingProblem(6, 10).ByRow(),
	} {
		err, ok := d.Err().(*dsl.Error)
		if !ok || err.Message() != want || err.File != "sequence_data_test.go" {
			t.Errorf("\nwant %s\ngot  %v", want, d.Err())
		}
	}
}
