package data

import (
	"math"
	"slices"
	"testing"

	"github.com/seed-380714d4/fathom/dsl"
)

func opened(t *testing.T, d dsl.Data) *Set {
	t.Helper()
	if err := d.Err(); err != nil {
		t.Fatal(err)
	}
	set, err := Open(d.Spec())
	if err != nil {
		t.Fatal(err)
	}
	return set
}

// Every source says in the cell what the engine then finds.
func TestSourcesSayWhatTheyHave(t *testing.T) {
	for name, d := range map[string]dsl.Data{
		"MNIST":               dsl.MNIST(),
		"MNIST, fewer to see": dsl.MNIST().Take(100).HoldOut(10_000),
		"MNIST-1D":            dsl.MNIST1D(),
		"MNIST-1D, held out":  dsl.MNIST1D().HoldOut(500),
		"slices":              dsl.Slices([][]float64{{1, 2}, {3, 4}, {5, 6}}, []int{0, 1, 2}),
		"slices, held out":    dsl.Slices([][]float64{{1, 2}, {3, 4}, {5, 6}}, []int{0, 1, 2}).HoldOut(1),
		"by row":              dsl.SequentialMNIST().ByRow().Permuted(1).Take(10),
		"spirals":             dsl.Spirals(3, 20).Drawn(2),
		"spirals, held out":   dsl.Spirals(3, 20).HoldOut(6),
		"changed":             dsl.MNIST1D().Permuted(1).RandomLabels(2, 0.5).HoldOut(1),
	} {
		set := opened(t, d)
		if got := set.Train.Take(d.Len()).N; got != d.Len() {
			t.Errorf("%s: training examples: want %d, got %d", name, d.Len(), got)
		}
		if !slices.Equal(set.Shape, d.Shape()) {
			t.Errorf("%s: shape: want %v, got %v", name, d.Shape(), set.Shape)
		}
		for what, s := range map[string]Split{"train": set.Train, "validation": set.Validation, "test": set.Test} {
			width := 1
			for _, n := range set.Shape {
				width *= n
			}
			if s.N == 0 || len(s.Bytes)+len(s.Floats) != s.N*width || len(s.Labels) != s.N {
				t.Errorf("%s: %s: want examples of %d values and their labels, got %d, %d values, %d labels", name, what, width, s.N, len(s.Bytes)+len(s.Floats), len(s.Labels))
			}
		}
	}
}

func TestHoldOut(t *testing.T) {
	usual, more := opened(t, dsl.MNIST()), opened(t, dsl.MNIST().HoldOut(6_000))
	if more.Train.N != 54_000 || more.Validation.N != 6_000 || more.Hash == usual.Hash {
		t.Errorf("want 54000 and 6000 under another hash, got %d, %d, same hash %v", more.Train.N, more.Validation.N, more.Hash == usual.Hash)
	}
	if !slices.Equal(more.Validation.Labels[1000:], usual.Validation.Labels) || !slices.Equal(more.Validation.Bytes[:784], usual.Train.Bytes[54_000*784:54_001*784]) {
		t.Error("want the last examples held out, got others")
	}
	none := opened(t, dsl.MNIST().HoldOut(0))
	if none.Train.N != 60_000 || none.Validation.N != 10_000 || !slices.Equal(none.Train.Labels[55_000:], usual.Validation.Labels) {
		t.Errorf("HoldOut(0): want 60000, and the test examples to validate, got %d and %d", none.Train.N, none.Validation.N)
	}
	if again := dsl.MNIST().HoldOut(100).HoldOut(5_000); again.Spec().HoldOut != nil {
		t.Error("held out as always: want the same description as always")
	}
	x := [][]float64{{1}, {2}, {3}, {4}}
	if own := opened(t, dsl.Slices(x, []int{0, 1, 0, 1}).HoldOut(1)); own.Train.N != 3 || own.Validation.N != 1 || own.Test.Floats[0] != 4 {
		t.Errorf("slices: want 3 to train on and the fourth to test, got %+v", own)
	}
}

func TestRandomLabels(t *testing.T) {
	truth := opened(t, dsl.MNIST1D())
	for _, fraction := range []float64{0.15, 1} {
		set := opened(t, dsl.MNIST1D().RandomLabels(7, fraction))
		wrong, counts := 0, make([]float64, 10)
		for i, l := range set.Train.Labels {
			counts[l]++
			if l != truth.Train.Labels[i] {
				wrong++
			}
		}
		// One in ten of those drawn is right by chance; three standard errors.
		p := 0.9 * fraction
		if got := float64(wrong) / 4000; math.Abs(got-p) > 3*math.Sqrt(p*(1-p)/4000) {
			t.Errorf("fraction %v: share of wrong labels: want %v, got %v", fraction, p, got)
		}
		for class, n := range counts {
			if math.Abs(n-400) > 4*math.Sqrt(360) {
				t.Errorf("fraction %v: class %d: want about 400, got %v", fraction, class, n)
			}
		}
		if !slices.Equal(set.Test.Labels, truth.Test.Labels) || set.Hash == truth.Hash {
			t.Errorf("fraction %v: want true test labels and another hash", fraction)
		}
	}
	some, all := opened(t, dsl.MNIST1D().RandomLabels(7, 0.15)), opened(t, dsl.MNIST1D().RandomLabels(7, 1))
	for i, l := range some.Train.Labels {
		if l != truth.Train.Labels[i] && l != all.Train.Labels[i] {
			t.Fatalf("example %d: want the truth or what a fraction of 1 draws, got %d", i, l)
		}
	}
}

func TestPermuted(t *testing.T) {
	plain, set := opened(t, dsl.MNIST1D()), opened(t, dsl.MNIST1D().Permuted(3))
	var order []int
	for _, v := range set.Train.Floats[:40] {
		order = append(order, slices.Index(plain.Train.Floats[:40], v))
	}
	sorted := slices.Clone(order)
	slices.Sort(sorted)
	if sorted[0] != 0 || sorted[39] != 39 || len(slices.Compact(sorted)) != 40 || slices.IsSorted(order) {
		t.Fatalf("want the 40 points in another order, got %v", order)
	}
	for i, p := range order {
		if set.Test.Floats[40*999+i] != plain.Test.Floats[40*999+p] {
			t.Fatal("want one order for all examples")
		}
	}
	image := &Set{Shape: []int{2, 2, 3}, Train: Split{N: 1, Bytes: []uint8{0, 1, 2, 10, 11, 12, 20, 21, 22, 30, 31, 32}}}
	image.permute(1)
	for i := 0; i < 12; i += 3 {
		if b := image.Train.Bytes; b[i+1] != b[i]+1 || b[i+2] != b[i]+2 {
			t.Errorf("channels: want those of a pixel together, got %v", b)
		}
	}
}
