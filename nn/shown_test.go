package nn

import (
	"context"
	"fmt"
	"testing"

	"github.com/seed-380714d4/fathom/dsl"
)

// TestShown looks at examples of each kind: pixels from 0 to 1, values as they
// came, classes and targets.
func TestShown(t *testing.T) {
	digits, err := dsl.MNIST().Batch(3).Examples(context.Background())
	must(t, err)
	if got := fmt.Sprint(digits.Shape, digits.Labels, len(digits.Inputs)) + digits.Class(1); got != "[28 28 1] [5 0 4] 30" {
		t.Errorf("MNIST: got %s", got)
	}
	// The first pixels with ink of the first digit, 3 and 18 of 255.
	if row := digits.Inputs[0]; row[5*28+12] != 3./255 || row[5*28+13] != 18./255 {
		t.Errorf("pixels: want 3/255 and 18/255, got %v", row[5*28+12:5*28+14])
	}
	values, err := dsl.SlicesRegression([][]float64{{1, 2}, {3, 4}}, [][]float64{{5}, {6}}).Batch(2).Examples(context.Background())
	must(t, err)
	if got := fmt.Sprint(values.Inputs, values.Targets, values.Labels); got != "[[1 2] [3 4]] [[5] [6]] []" {
		t.Errorf("slices: got %s", got)
	}
}
