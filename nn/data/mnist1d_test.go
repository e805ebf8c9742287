package data

import (
	"encoding/json"
	"math"
	"os"
	"slices"
	"testing"
)

// TestMNIST1D compares every example with what the authors' own program
// makes; see testdata/mnist1d.py.
func TestMNIST1D(t *testing.T) {
	var want struct {
		Templates       [][]float64
		Shape           [2][2]int
		Labels          []int32
		TestLabels      []int32 `json:"test_labels"`
		First, Last     [][]float64
		Mean, Std, Sums []float64
		TestMean        []float64 `json:"test_mean"`
		TestStd         []float64 `json:"test_std"`
	}
	text, err := os.ReadFile("testdata/mnist1d.json")
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(text, &want); err != nil {
		t.Fatal(err)
	}
	set, err := MNIST1D()
	if err != nil {
		t.Fatal(err)
	}
	if got := [2][2]int{{set.Train.N, len(set.Train.Floats) / set.Train.N}, {set.Test.N, len(set.Test.Floats) / set.Test.N}}; got != want.Shape || got != [2][2]int{{4000, 40}, {1000, 40}} {
		t.Errorf("shape: want %v, got %v", want.Shape, got)
	}
	if !slices.Equal(set.Train.Labels, want.Labels) || !slices.Equal(set.Test.Labels, want.TestLabels) {
		t.Error("labels: want those of the authors' program, got others")
	}
	if set.Classes != 10 || classesOf(set.Train) != 10 {
		t.Errorf("classes: want 10, got %d", set.Classes)
	}
	for i, template := range oneDTemplates {
		closeTo(t, "template", normalised(template[:]), want.Templates[i], 1e-12)
	}
	// float32's last digit: of values up to about 5, 3e-7.
	closeTo(t, "first examples", set.Train.Floats[:200], slices.Concat(want.First...), 3e-7)
	closeTo(t, "last examples", set.Test.Floats[995*40:], slices.Concat(want.Last...), 3e-7)
	mean, std, sums := columns(set.Train.Floats, 40)
	closeTo(t, "mean by point", mean, want.Mean, 1e-7)
	closeTo(t, "spread by point", std, want.Std, 1e-7)
	closeTo(t, "sums of examples", sums, want.Sums, 1e-5)
	mean, std, _ = columns(set.Test.Floats, 40)
	closeTo(t, "mean of the test examples by point", mean, want.TestMean, 1e-7)
	closeTo(t, "spread of the test examples by point", std, want.TestStd, 1e-7)
}

func closeTo(t *testing.T, what string, got, want []float64, tolerance float64) {
	t.Helper()
	if len(got) != len(want) {
		t.Errorf("%s: want %d numbers, got %d", what, len(want), len(got))
		return
	}
	for i := range got {
		if math.Abs(got[i]-want[i]) > tolerance {
			t.Errorf("%s: number %d: want %v, got %v", what, i, want[i], got[i])
			return
		}
	}
}

// columns are the moments of each column, and the sum of each row.
func columns(rows []float64, width int) (mean, std, sums []float64) {
	n := len(rows) / width
	sums = make([]float64, n)
	for k := range width {
		column := make([]float64, n)
		for i := range column {
			column[i] = rows[i*width+k]
			sums[i] += column[i]
		}
		m, s := moments(column)
		mean, std = append(mean, m), append(std, s)
	}
	return mean, std, sums
}
