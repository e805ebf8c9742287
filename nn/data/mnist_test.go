package data

import (
	"slices"
	"testing"
)

// The first labels of both files, as everybody sees them who prints MNIST.
func TestMNIST(t *testing.T) {
	set, err := MNIST()
	if err != nil {
		t.Fatal(err)
	}
	if a, b, c := set.Train.N, set.Validation.N, set.Test.N; a != 55_000 || b != 5_000 || c != 10_000 {
		t.Errorf("splits: want 55000 5000 10000, got %d %d %d", a, b, c)
	}
	if got := set.Train.Labels[:10]; !slices.Equal(got, []int32{5, 0, 4, 1, 9, 2, 1, 3, 1, 4}) {
		t.Errorf("first training labels: got %v", got)
	}
	if got := set.Test.Labels[:10]; !slices.Equal(got, []int32{7, 2, 1, 0, 4, 1, 4, 9, 5, 9}) {
		t.Errorf("first test labels: got %v", got)
	}
	if len(set.Train.Bytes) != 55_000*784 || len(set.Test.Bytes) != 10_000*784 {
		t.Errorf("inputs: got %d and %d bytes", len(set.Train.Bytes), len(set.Test.Bytes))
	}
}

// The published mean and standard deviation of the 60,000 training images.
func TestMNISTMoments(t *testing.T) {
	set, err := MNIST()
	if err != nil {
		t.Fatal(err)
	}
	var n, sum, squares float64
	for _, part := range [][]uint8{set.Train.Bytes, set.Validation.Bytes} {
		for _, b := range part {
			v := float64(b) / 255
			n, sum, squares = n+1, sum+v, squares+v*v
		}
	}
	mean := sum / n
	variance := squares/n - mean*mean
	if d := mean - set.Mean[0]; d > 5e-5 || d < -5e-5 {
		t.Errorf("mean: want %v, got %v", set.Mean[0], mean)
	}
	if d := variance - set.Std[0]*set.Std[0]; d > 5e-5 || d < -5e-5 {
		t.Errorf("variance: want %v, got %v", set.Std[0]*set.Std[0], variance)
	}
}

func TestHashSeesContent(t *testing.T) {
	a := Split{N: 2, Floats: []float64{1, 2}, Labels: []int32{0, 1}}
	b := Split{N: 2, Floats: []float64{1, 2}, Labels: []int32{1, 0}}
	if contentHash(a) == contentHash(b) {
		t.Error("two label orders have one hash")
	}
	if contentHash(a, Split{}) == contentHash(Split{}, a) {
		t.Error("the split of an example is not in the hash")
	}
}
