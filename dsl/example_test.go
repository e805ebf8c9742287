package dsl_test

import (
	"context"
	"fmt"

	"github.com/seed-380714d4/fathom/dsl"
)

func ExampleModel_Summary() {
	block := func(m dsl.Model) dsl.Model { return m.Dense(256).Tanh() }
	net := dsl.Input(28, 28, 1).Flatten().Repeat(2, block).Dense(10).Named("tanh")
	fmt.Println(net.Summary())
	// Output:
	// tanh
	// layer           output shape   parameters  multiply-adds  activation memory
	//     0  Input    [28 × 28 × 1]
	//     1  Flatten  [784]
	//     2  Dense    [256]             200,960        200,704             1.0 kB
	//     3  Tanh     [256]                                                1.0 kB
	//     4  Dense    [256]              65,792         65,536             1.0 kB
	//     5  Tanh     [256]                                                1.0 kB
	//     6  Dense    [10]                2,570          2,560               40 B
	//        total                      269,322        268,800             4.1 kB
}

func ExampleModel_Replace() {
	tanh := dsl.Input(4).Dense(3).Tanh().Dense(2)
	relu := tanh.Replace(dsl.Tanh, dsl.ReLU).Init(dsl.HeNormal())
	fmt.Println(tanh.Summary().Rows[2].Title, relu.Summary().Rows[2].Title)
	// Output: Tanh ReLU
}

// A mistake stays in the value that made it, with its cure.
func ExampleModel_Err() {
	net := dsl.Input(28, 28, 1).Dense(10).ReLU()
	fmt.Println(net.Err().(*dsl.Error).Message())
	// Output: input rank; want [F], got [28 28 1]; add Flatten() before it
}

// In a program that cannot train, Result names the import that mends it.
func ExampleTraining_Result() {
	run := dsl.Input(28, 28, 1).Flatten().Dense(10).Train(dsl.MNIST())
	_, err := run.Result(context.Background())
	fmt.Println(err)
	// Output: session: nothing in this program can train; want a driver; add import _ "github.com/seed-380714d4/fathom/nn" (train in this process)
}

func ExampleOptimizer() {
	fmt.Println(dsl.SGD(0.01).Momentum(0.9), dsl.Adam(1e-3))
	// Output: SGD(0.01, momentum 0.9) Adam(0.001)
}

func ExampleNumbers_Minus() {
	deep, shallow := dsl.NumbersOf("deep", 0.5, 0.25), dsl.NumbersOf("shallow", 0.25, 0.5)
	fmt.Println(deep.Minus(shallow))
	fmt.Println(deep.Over(shallow))
	// Output:
	// deep less shallow: 0 (-0.25 to 0.25, 2 values)
	// deep over shallow: 1.25 (0.5 to 2, 2 values)
}

func ExampleNumbersOf() {
	fmt.Println(dsl.NumbersOf("factor", 0.2349, 0.2353, 0.2358))
	// Output: factor: 0.2353 (0.2349 to 0.2358, 3 values)
}

// A sweep is a table of trainings, as a value.
func ExampleSweep() {
	depth := dsl.Sweep([]int{2, 10}, func(n int) dsl.Training {
		return dsl.Input(28, 28, 1).Flatten().
			Repeat(n, func(m dsl.Model) dsl.Model { return m.Dense(64).ReLU() }).
			Dense(10).Train(dsl.MNIST()).Epochs(2)
	}).Over("layers").Seeds(2)
	fmt.Println(depth)
	for _, run := range depth.Runs() {
		fmt.Println(run)
	}
	// Output:
	// sweep over layers: 2 settings from 2 seeds each, 4 runs
	// layers 2: MNIST: 55000 training examples of [28 28 1]; cross-entropy, SGD(0.01), batches of 32, 2 epochs, seed 0, float32
	// layers 2: MNIST: 55000 training examples of [28 28 1]; cross-entropy, SGD(0.01), batches of 32, 2 epochs, seed 1, float32
	// layers 10: MNIST: 55000 training examples of [28 28 1]; cross-entropy, SGD(0.01), batches of 32, 2 epochs, seed 0, float32
	// layers 10: MNIST: 55000 training examples of [28 28 1]; cross-entropy, SGD(0.01), batches of 32, 2 epochs, seed 1, float32
}
