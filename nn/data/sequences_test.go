package data

import (
	"bytes"
	"math"
	"slices"
	"testing"

	"github.com/seed-380714d4/fathom/dsl"
)

// TestAddingProblem checks what the problem is: two marks, one in each half,
// their sum as target, and Var 1/6 for whoever always says 1.
func TestAddingProblem(t *testing.T) {
	const length, n = 11, 4000
	d := dsl.AddingProblem(length, n)
	set := opened(t, d)
	if set.Train.N != n || set.Validation.N != 1000 || set.Test.N != 1000 || !slices.Equal(set.Shape, d.Shape()) {
		t.Fatalf("want 4000, 1000 and 1000 examples of %v, got %d, %d, %d of %v", d.Shape(), set.Train.N, set.Validation.N, set.Test.N, set.Shape)
	}
	error2 := 0.0
	for i := range n {
		x := set.Train.Floats[i*2*length : (i+1)*2*length]
		var at []int
		sum := 0.0
		for t := range length {
			if x[2*t+1] == 1 {
				at, sum = append(at, t), sum+x[2*t]
			}
		}
		if len(at) != 2 || at[0] >= 5 || at[1] < 5 || set.Train.Values[i] != sum {
			t.Fatalf("example %d: want a mark in 0…4, one in 5…10 and their sum %v, got marks %v and %v", i, sum, at, set.Train.Values[i])
		}
		error2 += (set.Train.Values[i] - 1) * (set.Train.Values[i] - 1) / n
	}
	if math.Abs(error2-1.0/6) > 0.01 {
		t.Errorf("squared error of always saying 1: want about 0.1667, got %v", error2)
	}
}

// TestCopyMemory checks a whole example, symbol by symbol.
func TestCopyMemory(t *testing.T) {
	set := opened(t, dsl.CopyMemory(3, 50))
	const steps = 23
	seen := map[int32]bool{}
	for i := range 50 {
		var symbols []int32
		for t := range steps {
			hot := set.Train.Bytes[(i*steps+t)*10 : (i*steps+t+1)*10]
			symbols = append(symbols, int32(bytes.IndexByte(hot, 255)))
		}
		blanks := []int32{0, 0, 9, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}
		labels := set.Train.Labels[i*steps : (i+1)*steps]
		if !slices.Equal(symbols[10:], blanks) || !slices.Equal(labels[:13], make([]int32, 13)) || !slices.Equal(labels[13:], symbols[:10]) {
			t.Fatalf("example %d: want ten symbols, two blanks, the call, blanks; and the symbols at the end; got %v and %v", i, symbols, labels)
		}
		for _, s := range symbols[:10] {
			seen[s] = true
		}
	}
	if len(seen) != 8 || seen[0] || seen[9] {
		t.Errorf("symbols to recall: want 1 to 8, got %v", seen)
	}
}

// TestDrawn: the same seed gives the same examples, another others, and more
// of them begin with the same ones.
func TestDrawn(t *testing.T) {
	a, more := opened(t, dsl.AddingProblem(6, 20)), opened(t, dsl.AddingProblem(6, 40))
	if !slices.Equal(a.Train.Floats, more.Train.Floats[:len(a.Train.Floats)]) || !slices.Equal(a.Test.Floats, more.Test.Floats) {
		t.Error("want the first examples and those that test the same, got others")
	}
	if again := opened(t, dsl.AddingProblem(6, 20)); again.Hash != a.Hash {
		t.Error("want the same examples again, got others")
	}
	if other := opened(t, dsl.AddingProblem(6, 20).Drawn(1)); other.Hash == a.Hash {
		t.Error("want other examples of another seed, got the same")
	}
	held := opened(t, dsl.CopyMemory(2, 30).HoldOut(1010))
	if usual := opened(t, dsl.CopyMemory(2, 30)); !slices.Equal(held.Validation.Labels[10*22:], usual.Validation.Labels) {
		t.Error("want the last examples held out, got others")
	}
}

// TestByRowPermuted: pixels change places before rows are made of them.
func TestByRowPermuted(t *testing.T) {
	pixel, row := opened(t, dsl.SequentialMNIST().Permuted(3)), opened(t, dsl.SequentialMNIST().Permuted(3).ByRow())
	if !slices.Equal(pixel.Shape, []int{784, 1}) || !slices.Equal(row.Shape, []int{28, 28}) || !bytes.Equal(pixel.Test.Bytes, row.Test.Bytes) {
		t.Errorf("want the same pixels as [784 1] and [28 28], got %v and %v", pixel.Shape, row.Shape)
	}
}
