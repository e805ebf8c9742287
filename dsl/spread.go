package dsl

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
)

// Spread is what is said of how far values lie apart: the ± of a mean, the
// band around a line.
type Spread string

const (
	// StandardError is how far the mean itself is off, most often: the
	// standard deviation over the root of the number of values.
	StandardError Spread = "± one standard error"
	// StandardDeviation is how far one value is off the mean.
	StandardDeviation Spread = "± one standard deviation"
	// MinMax spans all values.
	MinMax Spread = "lowest to highest seed"
	// NoSpread leaves it out.
	NoSpread Spread = ""
)

const quantileWords = " quantiles of the seeds"

// Quantiles spans from one quantile of the values to another, such as 0.25 and
// 0.75. Between two values it interpolates, as R and NumPy do. Order and range
// are made good: what is given as 0.9 and 0.1 means the same as 0.1 and 0.9.
func Quantiles(low, high float64) Spread {
	clip := func(q float64) string { return strconv.FormatFloat(min(max(q, 0), 1), 'g', -1, 64) }
	return Spread(clip(min(low, high)) + " to " + clip(max(low, high)) + quantileWords)
}

// quantiles reads what Quantiles wrote.
func (s Spread) quantiles() (low, high float64, ok bool) {
	rest, ok := strings.CutSuffix(string(s), quantileWords)
	if !ok {
		return 0, 0, false
	}
	n, err := fmt.Sscanf(rest, "%g to %g", &low, &high)
	return low, high, n == 2 && err == nil
}

// Around is the mean of values and the ends of their spread. Of one value, and
// with NoSpread, the ends are NaN; of none, all are.
func (s Spread) Around(values []float64) (mean, low, high float64) {
	n := float64(len(values))
	if n == 0 {
		return math.NaN(), math.NaN(), math.NaN()
	}
	for _, v := range values {
		mean += v / n
	}
	if n == 1 {
		return mean, math.NaN(), math.NaN()
	}
	if a, b, ok := s.quantiles(); ok {
		sorted := slices.Sorted(slices.Values(values))
		return mean, quantile(sorted, a), quantile(sorted, b)
	}
	switch s {
	case MinMax:
		return mean, slices.Min(values), slices.Max(values)
	case StandardDeviation:
		std := deviation(values, mean)
		return mean, mean - std, mean + std
	case StandardError:
		e := deviation(values, mean) / math.Sqrt(n)
		return mean, mean - e, mean + e
	}
	return mean, math.NaN(), math.NaN()
}

// deviation has n−1 below.
func deviation(values []float64, mean float64) float64 {
	sum := 0.0
	for _, v := range values {
		sum += (v - mean) * (v - mean)
	}
	return math.Sqrt(sum / float64(len(values)-1))
}

func quantile(sorted []float64, q float64) float64 {
	at := q * float64(len(sorted)-1)
	i := int(at)
	if i >= len(sorted)-1 {
		return sorted[len(sorted)-1]
	}
	return sorted[i] + (at-float64(i))*(sorted[i+1]-sorted[i])
}
