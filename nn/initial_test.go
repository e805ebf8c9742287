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
