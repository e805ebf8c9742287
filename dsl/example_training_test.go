package dsl_test

import (
	"fmt"

	"github.com/seed-380714d4/fathom/dsl"
)

// The optimiser of He et al. 2016, and others with their options.
func ExampleOptimizer_Schedule() {
	he := dsl.SGD(0.1).Momentum(0.9).WeightDecay(1e-4).Schedule(dsl.Milestones(0.1, 32_000, 48_000))
	fmt.Println(he)
	fmt.Println(dsl.SGD(0.1).Momentum(0.9).Nesterov().WeightDecay(5e-4).ExceptBiases())
	fmt.Println(dsl.AdamW(3e-4).Betas(0.9, 0.95).WeightDecay(0.1).ClipNorm(1))
	fmt.Println(dsl.RMSProp(1e-3).Alpha(0.9).Epsilon(1e-6).ClipValue(0.5))
	// Output:
	// SGD(0.1, momentum 0.9, weight decay 0.0001, ×0.1 at 32,000, 48,000 steps)
	// SGD(0.1, momentum 0.9 (Nesterov), weight decay 0.0005 (except biases))
	// AdamW(0.0003, β2 0.95, weight decay 0.1, norm at most 1)
	// RMSProp(0.001, α 0.9, ε 1e-06, values at most 0.5)
}

// Schedules are put together: one after another, or multiplied.
func ExampleSchedule() {
	for _, s := range []dsl.Schedule{
		dsl.ConstantRate(),
		dsl.Hold(0.1, 400).Then(dsl.Milestones(0.1, 31_600, 47_600)),
		dsl.WarmUp(5).Then(dsl.Cosine(85).Floor(0.01)).Epochs(),
		dsl.Cosine(1_000).Restarts(2),
		dsl.StepDecay(0.5, 30).Times(dsl.Linear(0, 1, 5)).Epochs(),
		dsl.Exponential(0.9, 1_000).For(20_000).Then(dsl.Hold(0.1, 1_000)),
		dsl.Plateau(0.1, 10).On(dsl.TrainLoss).Threshold(1e-3).Cooldown(2).Floor(0.001),
	} {
		fmt.Println(s)
	}
	// Output:
	// constant rate
	// ×0.1 for 400 steps, then ×0.1 at 31,600, 47,600 steps
	// warm-up over 5 epochs, then cosine over 85 epochs to ×0.01
	// cosine over 1,000 steps, restarts ×2
	// ×0.5 every 30 epochs, times ×0 to ×1 over 5 epochs
	// ×0.9 over every 1,000 steps for 20,000 steps, then ×0.1 for 1,000 steps
	// ×0.1 when the training loss stalls for 10 epochs
}

// What a schedule makes of a training's rate can be had without the training.
func ExampleTraining_LearningRates() {
	run := dsl.Input(28, 28, 1).Flatten().Dense(10).Train(dsl.MNIST()).BatchSize(5_000)
	warm := run.Optimizer(dsl.SGD(0.4).Schedule(dsl.WarmUp(4).Then(dsl.StepDecay(0.5, 3)))).Steps(11)
	fmt.Println(warm.LearningRates(dsl.Result{}), warm.Foreseeable())
	// Output: [0.1 0.2 0.30000000000000004 0.4 0.4 0.4 0.4 0.2 0.2 0.2 0.1] true
}

// Regimes: how a training goes about its steps.
func ExampleTraining_Augment() {
	run := dsl.Input(28, 28, 1).Flatten().Dense(10).Train(dsl.MNIST()).Loss(dsl.CrossEntropy.Smooth(0.1))
	fmt.Println(run.Augment(dsl.RandomFlip(), dsl.RandomCrop(4)))
	fmt.Println(run.FullBatch().MicroBatches(55))
	fmt.Println(run.Epochs(100).StopEarly(dsl.Patience(5).On(dsl.ValidationAccuracy).By(0.001)))
	// Output:
	// MNIST: 55000 training examples of [28 28 1]; cross-entropy (smoothing 0.1), SGD(0.01), batches of 32, random crop of 4, random flip, 1 epoch, seed 0, float32
	// MNIST: 55000 training examples of [28 28 1]; cross-entropy (smoothing 0.1), SGD(0.01), batches of 55000, in 55 parts, 1 epoch, seed 0, float32
	// MNIST: 55000 training examples of [28 28 1]; cross-entropy (smoothing 0.1), SGD(0.01), batches of 32, stops after 5 epochs without a better validation accuracy, 100 epochs, seed 0, float32
}

func ExampleHuber() {
	data := dsl.SlicesRegression([][]float64{{1}, {2}, {3}}, [][]float64{{1}, {4}, {900}})
	run := dsl.Input(1).Dense(1).Train(data)
	for _, l := range []dsl.Loss{dsl.MeanSquaredError, dsl.MeanAbsoluteError, dsl.Huber(1), dsl.BinaryCrossEntropy} {
		if err := run.Loss(l).Err(); err != nil {
			fmt.Println(err.(*dsl.Error).Message())
			continue
		}
		fmt.Println(l)
	}
	// Output:
	// mean-squared-error
	// mean-absolute-error
	// huber (δ 1)
	// binary-cross-entropy: target values of example 1; want 0 to 1, got 4; use dsl.MeanSquaredError
}

// A confusion matrix of counts made elsewhere; that of a trained model is
// run.Evaluate(data).Confusion().
func ExampleConfusionOf() {
	c := dsl.ConfusionOf([][]int{{48, 2}, {5, 45}}, "cat", "dog")
	for i := range c.Counts() {
		fmt.Printf("%s: recall %.2f, precision %.2f\n", c.Name(i), c.Recall(i), c.Precision(i))
	}
	if err := c.Display(); err != nil {
		fmt.Println(err)
	}
	// Output:
	// cat: recall 0.96, precision 0.91
	// dog: recall 0.90, precision 0.96
	// class  examples   recall  precision  most often taken for
	// cat          50  96.00 %    90.57 %  dog (2)
	// dog          50  90.00 %    95.74 %  cat (5)
}
