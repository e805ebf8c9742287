package nn

import (
	"math"
	"slices"
	"testing"

	"github.com/seed-380714d4/fathom/dsl"
)

// TestInitialMoments holds drawn weights to the mean and standard deviation of
// their formulas, uniform ones to their bounds as well.
func TestInitialMoments(t *testing.T) {
	const in, out = 300, 200
	for _, c := range []struct {
		init  dsl.Initializer
		std   float64
		bound float64 // of uniform ones
	}{
		{dsl.Normal(0.3), 0.3, 0},
		{dsl.XavierNormal(), math.Sqrt(2.0 / 500), 0},
		{dsl.HeNormal(), math.Sqrt(2.0 / 300), 0},
		{dsl.XavierUniform(), math.Sqrt(2.0 / 500), math.Sqrt(6.0 / 500)},
		{dsl.HeUniform(), math.Sqrt(2.0 / 300), math.Sqrt(6.0 / 300)},
		{dsl.LeCunNormal(), math.Sqrt(1.0 / 300), 0},
		{dsl.LeCunUniform(), math.Sqrt(1.0 / 300), math.Sqrt(3.0 / 300)},
		{dsl.PyTorchDefault(), math.Sqrt(1.0 / 900), math.Sqrt(1.0 / 300)},
		{dsl.Orthogonal(1.5), 1.5 / math.Sqrt(300), 0},
		{dsl.Zeros(), 0, 0},
	} {
		t.Run(c.init.String(), func(t *testing.T) {
			w := initial(dsl.Parameter{Name: "1.dense.weights", Shape: []int{in, out}, Init: c.init, FanIn: in, FanOut: out}, 1)
			var sum, squares, largest float64
			for _, v := range w {
				sum, squares, largest = sum+v, squares+v*v, math.Max(largest, math.Abs(v))
			}
			n := float64(len(w))
			mean, std := sum/n, math.Sqrt(squares/n)
			// Five standard errors: the seed is fixed, so it passes always or never.
			if !near(mean, 0, 5*c.std/math.Sqrt(n)) || !near(std, c.std, 5*c.std/math.Sqrt(n)) {
				t.Errorf("want mean 0 and std %v, got %v and %v", c.std, mean, std)
			}
			if c.bound > 0 && (largest > c.bound || largest < 0.999*c.bound) {
				t.Errorf("want values up to %v, got up to %v", c.bound, largest)
			}
		})
	}
}

// TestStreamsAreTheirOwn: a parameter's values follow from the seed and its
// name alone, so another layer behind it or another precision changes none.
func TestStreamsAreTheirOwn(t *testing.T) {
	draw := func(m dsl.Model, seed int64) [][]float64 {
		var all [][]float64
		for _, p := range dsl.Parameters(m.Graph()) {
			all = append(all, initial(p, seed))
		}
		return all
	}
	short, long := dsl.Input(4).Dense(3).Tanh(), dsl.Input(4).Dense(3).Tanh().Dense(2)
	if !slices.Equal(draw(short, 1)[0], draw(long, 1)[0]) {
		t.Error("the first layer's weights changed with a layer behind it")
	}
	if slices.Equal(draw(short, 1)[0], draw(short, 2)[0]) {
		t.Error("two seeds give the same weights")
	}
	twice := draw(dsl.Input(3).Dense(3).Dense(3), 1)
	if slices.Equal(twice[0], twice[2]) {
		t.Error("two layers of one shape have the same weights")
	}
}

// TestInitialMatrices: an orthogonal layer keeps lengths, wide or tall; an
// identity passes on what has a partner, a convolution's in its middle.
func TestInitialMatrices(t *testing.T) {
	for _, shape := range [][]int{{5, 3}, {3, 5}, {4, 4}, {3, 3, 2, 4}} {
		cols := shape[len(shape)-1]
		rows := volume(shape) / cols
		w := initial(dsl.Parameter{Name: "1.dense.weights", Shape: shape, Init: dsl.Orthogonal(2)}, 1)
		at := func(i, k int) float64 { // of whichever product is square and full
			sum := 0.0
			for j := range max(rows, cols) {
				if rows < cols {
					sum += w[i*cols+j] * w[k*cols+j]
				} else {
					sum += w[j*cols+i] * w[j*cols+k]
				}
			}
			return sum
		}
		for i := range min(rows, cols) {
			for k := range min(rows, cols) {
				if want := map[bool]float64{true: 4}[i == k]; !near(at(i, k), want, 1e-12) {
					t.Errorf("orthogonal %v: product %d, %d: want %v, got %v", shape, i, k, want, at(i, k))
				}
			}
		}
		w = initial(dsl.Parameter{Name: "1.dense.weights", Shape: shape, Init: dsl.IdentityMatrix(2)}, 1)
		in := shape[len(shape)-2]
		for i, v := range w {
			position, c, unit := i/(in*cols), i/cols%in, i%cols
			middle := len(shape) == 2 || position == 4 // of 3×3
			if want := map[bool]float64{true: 2}[middle && c == unit]; v != want {
				t.Errorf("identity %v: value %d: want %v, got %v", shape, i, want, v)
			}
		}
	}
	for i, v := range initial(dsl.Parameter{Name: "1.dense.biases", Shape: []int{3}, Init: dsl.Constant(0.5)}, 1) {
		if v != 0.5 {
			t.Errorf("constant: value %d: got %v", i, v)
		}
	}
}
