package figure

import (
	"math"

	"github.com/seed-380714d4/fathom/dsl"
)

// Band is what the band around a mean spans.
type Band string

const (
	// MinMax spans from the lowest to the highest seed.
	MinMax Band = "lowest to highest seed"
	// StdDev spans one standard deviation to both sides of the mean.
	StdDev Band = "± one standard deviation"
	// NoBand leaves the band out.
	NoBand Band = ""
)

// Bands sets what the bands of series over several seeds span.
func (f Figure) Bands(b Band) Figure {
	return f.with(func(s *Spec) {
		for i, r := range s.Series {
			if len(r.Each) > 1 {
				s.Series[i] = r.summarised(b)
			}
		}
		for i, n := range s.Notes {
			if n == bandWords(MinMax) || n == bandWords(StdDev) {
				s.Notes[i] = bandWords(b)
			}
		}
	})
}

// bandWords says what bands are; NoBand has none.
func bandWords(b Band) string {
	if b == NoBand {
		return ""
	}
	return "Bands: " + string(b) + "."
}

// summarised fills in mean and band from the values of each seed.
func (r Series) summarised(b Band) Series {
	r.Y, r.Low, r.High, r.Band = make(dsl.Floats, len(r.X)), nil, nil, b
	if len(r.Each) == 1 {
		r.Y, r.Band = r.Each[0], NoBand
		return r
	}
	if b != NoBand {
		r.Low, r.High = make(dsl.Floats, len(r.X)), make(dsl.Floats, len(r.X))
	}
	for k := range r.X {
		mean, std, lo, hi := moments(r.Each, k)
		r.Y[k] = mean
		switch b {
		case MinMax:
			r.Low[k], r.High[k] = lo, hi
		case StdDev:
			r.Low[k], r.High[k] = mean-std, mean+std
		}
	}
	return r
}

// moments are of the k-th values of all seeds; std has n−1 below.
func moments(each []dsl.Floats, k int) (mean, std, lo, hi float64) {
	lo, hi = math.Inf(1), math.Inf(-1)
	for _, values := range each {
		mean += values[k] / float64(len(each))
		lo, hi = math.Min(lo, values[k]), math.Max(hi, values[k])
	}
	for _, values := range each {
		std += (values[k] - mean) * (values[k] - mean)
	}
	return mean, math.Sqrt(std / float64(len(each)-1)), lo, hi
}

// seedsOf is the largest number of seeds that a series has.
func seedsOf(all []Series) int {
	n := 0
	for _, r := range all {
		n = max(n, len(r.Each))
	}
	return n
}
