package figure

import (
	"math"

	"github.com/seed-380714d4/fathom/dsl"
)

// What a curve carries at most: more points than a picture has columns cost
// time and show nothing.
const (
	curvePoints = 400
	rawPoints   = 1500
)

// smooth is the centred mean of window values around each point, over what
// there is of the window at both ends. It does not lag, as an exponential mean
// does. Values that are not finite make a gap rather than spoil the rest.
func smooth(v []float64, window int) []float64 {
	before := window / 2
	after := window - before - 1
	out := make([]float64, len(v))
	sum, n := 0.0, 0
	add := func(i, sign int) {
		if i >= 0 && i < len(v) && !math.IsNaN(v[i]) && !math.IsInf(v[i], 0) {
			sum, n = sum+float64(sign)*v[i], n+sign
		}
	}
	for i := range min(after, len(v)) {
		add(i, 1)
	}
	for i := range v {
		add(i+after, 1)
		add(i-before-1, -1)
		out[i] = math.NaN()
		if n > 0 && !math.IsNaN(v[i]) && !math.IsInf(v[i], 0) {
			out[i] = sum / float64(n)
		}
	}
	return out
}

// every keeps most points of a smooth curve, evenly, with both ends.
func every(x, y []float64, most int) (xs, ys dsl.Floats) {
	n := len(x)
	if n <= most {
		return x, y
	}
	for k := range most {
		i := k * (n - 1) / (most - 1)
		xs, ys = append(xs, x[i]), append(ys, y[i])
	}
	return xs, ys
}

// envelope keeps most points of a ragged curve: the lowest and the highest of
// each stretch, in their order, so that no spike is lost.
func envelope(x, y []float64, most int) (xs, ys dsl.Floats) {
	n, stretches := len(x), most/2
	if n <= most {
		return x, y
	}
	for k := range stretches {
		lo, hi := k*n/stretches, k*n/stretches
		for i := lo; i < (k+1)*n/stretches; i++ {
			if y[i] < y[lo] || math.IsNaN(y[lo]) {
				lo = i
			}
			if y[i] > y[hi] || math.IsNaN(y[hi]) {
				hi = i
			}
		}
		first, second := min(lo, hi), max(lo, hi)
		xs, ys = append(xs, x[first]), append(ys, y[first])
		if second > first {
			xs, ys = append(xs, x[second]), append(ys, y[second])
		}
	}
	return xs, ys
}
