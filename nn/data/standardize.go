package data

import "math"

// standardize subtracts from each input its mean over the training examples
// and divides by their standard deviation: of each value, or of each channel
// where inputs have one. What never varies is left as 0.
func (s *Set) standardize() {
	if s.Train.Floats == nil {
		return
	}
	groups := 1
	for _, d := range s.Shape {
		groups *= d
	}
	if n := len(s.Shape); n > 1 {
		groups = s.Shape[n-1]
	}
	mean, std := make([]float64, groups), make([]float64, groups)
	each := float64(len(s.Train.Floats) / groups)
	for i, v := range s.Train.Floats {
		mean[i%groups] += v / each
	}
	for i, v := range s.Train.Floats {
		d := v - mean[i%groups]
		std[i%groups] += d * d / each
	}
	for k := range std {
		if std[k] = math.Sqrt(std[k]); std[k] == 0 {
			std[k] = 1
		}
	}
	for _, split := range []*Split{&s.Train, &s.Validation, &s.Test} {
		out := make([]float64, len(split.Floats))
		for i, v := range split.Floats {
			out[i] = (v - mean[i%groups]) / std[i%groups]
		}
		split.Floats = out
	}
	s.Mean, s.Std, s.Standardized = mean, std, true
	s.became("standardised")
}
