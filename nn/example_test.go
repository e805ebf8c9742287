package nn_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/seed-380714d4/fathom/dsl"
	_ "github.com/seed-380714d4/fathom/nn" // trains in this process
)

// A plain Go program trains in its own process: importing nn is enough.
func Example() {
	inputs := [][]float64{{0, 0}, {0, 1}, {1, 0}, {1, 1}}
	xor := dsl.Slices(inputs, []int{0, 1, 1, 0})
	net := dsl.Input(2).Dense(8).Tanh().Dense(2)

	run := net.Train(xor).Optimizer(dsl.Adam(0.05)).BatchSize(4).Steps(200).Seed(1)
	result, err := run.Result(context.Background())
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("steps %d, accuracy %v\n", result.Steps, result.Test.Accuracy)

	again, err := run.Named("asked again").Result(context.Background())
	fmt.Println("from the store:", again.Cached, err)
	// Output:
	// steps 200, accuracy 1
	// from the store: true <nil>
}

// A run that was too short goes on: the longer one starts where it ended, and
// is the run with the sum of the epochs, to the bit.
func Example_continue() {
	xor := dsl.Slices([][]float64{{0, 0}, {0, 1}, {1, 0}, {1, 1}}, []int{0, 1, 1, 0})
	run := dsl.Input(2).Dense(8).Tanh().Dense(2).Train(xor).Optimizer(dsl.Adam(0.05)).BatchSize(2).Epochs(10)

	long, err := run.Continue(5).Result(context.Background())
	if err != nil {
		fmt.Println(err)
		return
	}
	sum, err := run.Epochs(15).Result(context.Background())
	fmt.Println(long.Steps, len(long.Loss), long.Digest == sum.Digest, err)

	for _, d := range run.Epochs(16).Why().Differences {
		fmt.Println(d)
	}
	// Output:
	// 30 30 true <nil>
	// epochs 15 → 16
}

// The weights that PyTorch trained are part of a model, and train on.
func ExampleModel_loadWeights() {
	net := dsl.Input(8, 6, 2).Conv(4, 3).GroupNorm(2).ReLU().MaxPool(2).Conv(6, 3).ReLU().Flatten().Dense(8).Tanh().Dense(5)
	torch := net.LoadWeights("testdata/torch.safetensors", dsl.FromPyTorch("0", "1", "4", "7", "9"))
	fmt.Println(torch.Err())

	wrong := net.LoadWeights("testdata/torch.safetensors", dsl.FromFlax("0", "1", "4", "7", "9"))
	var e *dsl.Error
	if errors.As(wrong.Err(), &e) {
		fmt.Println(e.Got)
	}
	// Output:
	// <nil>
	// not in the file: 0.kernel, 1.scale, 4.kernel, 7.kernel, 9.kernel; left over in the file: 0.weight, 1.weight, 4.weight, 7.weight, 9.weight
}

// A trained model goes into one file, and comes back to answer and to train on.
func ExampleLoad() {
	xor := dsl.Slices([][]float64{{0, 0}, {0, 1}, {1, 0}, {1, 1}}, []int{0, 1, 1, 0})
	run := dsl.Input(2).Dense(8).Tanh().Dense(2).Train(xor).Optimizer(dsl.Adam(0.05)).BatchSize(4).Steps(200).Seed(1)
	dir, err := os.MkdirTemp("", "example")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "xor.fathom")
	fmt.Println(run.Save(path).Err())

	loaded := dsl.Load(path)
	fmt.Println(loaded.Predict([][]float64{{0, 1}, {1, 1}}).Classes())
	fmt.Println(loaded.Evaluate(xor).Accuracy)
	on, err := loaded.Train(xor).Steps(1).BatchSize(4).Result(context.Background())
	fmt.Println(on.Loss[0] < 0.1, err)
	// Output:
	// <nil>
	// [1 0]
	// 1
	// true <nil>
}

// Gradient descent with a schedule, stopped where the validation loss is best.
func Example_regime() {
	corners := dsl.Slices([][]float64{{0, 0}, {0, 1}, {1, 0}, {1, 1}, {0.1, 0.1}, {0.9, 0.1}}, []int{0, 1, 1, 0, 0, 1})
	run := dsl.Input(2).Dense(8).Tanh().Dense(2).Train(corners).FullBatch().MicroBatches(2).
		Optimizer(dsl.SGD(0.5).Momentum(0.9).Nesterov().WeightDecay(1e-4).ClipNorm(1).Schedule(dsl.WarmUp(10).Then(dsl.Cosine(290)))).
		Epochs(300).StopEarly(dsl.Patience(50))

	result, err := run.Result(context.Background())
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println("right:", result.Test.Accuracy, "best step among those made:", result.Best > 0 && result.Best <= result.Steps)
	scores := run.Evaluate(corners)
	fmt.Println("top 1 and 2:", scores.TopK(1), scores.TopK(2), "confusion:", scores.Confusion().Counts())
	// Output:
	// right: 1 best step among those made: true
	// top 1 and 2: 1 1 confusion: [[3 0] [0 3]]
}

// A table of one's own: the last column is the class.
func ExampleCSV() {
	file := filepath.Join(os.TempDir(), "flowers.csv")
	if err := os.WriteFile(file, []byte("length,width,kind\n1.4,0.2,setosa\n4.7,1.4,versicolor\n1.3,0.2,setosa\n4.5,1.5,versicolor\n"), 0o644); err != nil {
		fmt.Println(err)
		return
	}
	defer os.Remove(file)
	flowers := dsl.CSV(file).Standardized(true)
	run := dsl.Input(2).Dense(2).Train(flowers).BatchSize(4).Steps(200)
	fmt.Println(run.Predict([][]float64{{1.5, 0.3}, {5, 1.6}}).Names())
	// Output: [setosa versicolor]
}

// What NumPy saved: arrays x_train, y_train, x_test and y_test.
func ExampleNPZ() {
	images := dsl.NPZ("data/testdata/images.npz")
	if err := images.Display(); err != nil {
		fmt.Println(err)
	}
	// Output:
	// images.npz
	//
	// input       [4 × 5 × 3], standardised pixels
	// target      one of 3 classes
	// training    4 examples
	// validation  the test examples
	// test        2 examples
}

// A small network says what a larger one has to learn.
func ExampleTeacher() {
	teacher := dsl.Input(10).Dense(4).Tanh().Dense(1)
	student := dsl.Input(10).Dense(16).Tanh().Dense(1)
	fmt.Println(student.Train(dsl.Teacher(teacher, 2000)))
	// Output: Teacher: 2000 training examples of [10]; mean-squared-error, SGD(0.01), batches of 32, 1 epoch, seed 0, float32
}
