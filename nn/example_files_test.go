package nn_test

import (
	"fmt"
	"image"
	"os"
	"path/filepath"

	"github.com/seed-380714d4/fathom/dsl"
)

// The last two columns are what is to be predicted.
func ExampleCSVRegression() {
	file := filepath.Join(os.TempDir(), "sums.csv")
	if err := os.WriteFile(file, []byte("a,b,sum,difference\n1,2,3,-1\n4,1,5,3\n2,2,4,0\n"), 0o644); err != nil {
		fmt.Println(err)
		return
	}
	defer os.Remove(file)
	sums := dsl.CSVRegression(file, 2)
	fmt.Println(sums.Shape(), dsl.Input(2).Dense(2).Train(sums).Err(), dsl.Input(2).Dense(1).Train(sums).Err() != nil)
	// Output: [2] <nil> true
}

// Inputs and targets in files of numpy.save.
func ExampleNPY() {
	fmt.Println(dsl.NPY("data/testdata/inputs.npy", "data/testdata/column.npy").Standardized(true))
	// Output: inputs.npy, standardised: 4 training examples of [3]
}

// A picture of another size is brought to that of the model.
func ExampleTraining_PredictImages() {
	run := dsl.Input(4, 5, 3).Flatten().Dense(3).Train(dsl.NPZ("data/testdata/images.npz")).BatchSize(4).Steps(5)
	answer := run.PredictImages(image.NewRGBA(image.Rect(0, 0, 50, 40)))
	fmt.Println(len(answer.Classes()), len(answer.Probabilities()[0]), answer.Err())

	wrong := run.PredictImages(image.NewRGBA(image.Rect(0, 0, 40, 40)))
	fmt.Println(wrong.Err() != nil)
	// Output:
	// 1 3 <nil>
	// true
}
