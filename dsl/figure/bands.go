package figure

import (
	"math"
	"strings"

	"github.com/seed-380714d4/fathom/dsl"
)

// Band is what the band around a mean spans; dsl.Quantiles(0.25, 0.75) is one,
// too.
type Band = dsl.Spread

const (
	// MinMax spans from the lowest to the highest seed.
	MinMax Band = dsl.MinMax
	// StdDev spans one standard deviation to both sides of the mean.
	StdDev Band = dsl.StandardDeviation
	// StdErr spans one standard error of the mean to both sides.
	StdErr Band = dsl.StandardError
	// NoBand leaves the band out.
	NoBand Band = dsl.NoSpread
)

// Bands sets what the bands of series over several seeds span; without an
// argument from the lowest to the highest.
func (f Figure) Bands(span ...Band) Figure {
	b := MinMax
	for _, s := range span {
		b = s
	}
	return f.with(func(s *Spec) {
		for i, r := range s.Series {
			if len(r.Each) > 1 {
				s.Series[i] = r.summarised(b)
			}
		}
		for i, n := range s.Notes {
			for _, word := range []string{bandWord, whiskerWord} {
				if strings.HasPrefix(n, word) {
					s.Notes[i] = spanWords(word, b)
				}
			}
		}
	})
}

// What notes call that which spans seeds: around a line, and around marks.
const (
	bandWord    = "Bands: "
	whiskerWord = "Whiskers: "
)

// bandWords says what bands are; NoBand has none.
func bandWords(b Band) string { return spanWords(bandWord, b) }

func spanWords(word string, b Band) string {
	if b == NoBand {
		return ""
	}
	return word + string(b) + "."
}

// summarised fills in mean and band from the values of each seed. NaN is the
// value of a seed that has none there.
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
		var values []float64
		for _, each := range r.Each {
			if !math.IsNaN(each[k]) {
				values = append(values, each[k])
			}
		}
		mean, low, high := b.Around(values)
		if len(values) == 1 { // no band, but no end of one either
			low, high = mean, mean
		}
		r.Y[k] = mean
		if b != NoBand {
			r.Low[k], r.High[k] = low, high
		}
	}
	return r
}

// seedsOf is the largest number of seeds that a series has.
func seedsOf(all []Series) int {
	n := 0
	for _, r := range all {
		n = max(n, len(r.Each))
	}
	return n
}
