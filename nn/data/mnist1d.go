package data

import (
	"math"
	"sync"
)

// The settings of the published MNIST-1D.
const (
	oneDSeed        = 42
	oneDExamples    = 5_000
	oneDTrain       = 4_000
	oneDPoints      = 40 // of an example
	oneDTemplate    = 12 // points of a template
	oneDPadLow      = 36
	oneDPadHigh     = 60
	oneDLong        = oneDTemplate + oneDPadHigh // points before the last subsampling
	oneDScale       = 0.4
	oneDTranslation = 48
	oneDCorrelated  = 0.25
	oneDIndependent = 0.02
	oneDShear       = 0.75
	oneDTiny        = 1e-8 // what marks a template's own points from padding
)

// oneDTemplates are the digits 0 to 9, drawn by hand as heights.
var oneDTemplates = [10][oneDTemplate]float64{
	{5, 6, 6.5, 6.75, 7, 7, 7, 7, 6.75, 6.5, 6, 5},
	{5, 3, 3, 3.4, 3.8, 4.2, 4.6, 5, 5.4, 5.8, 5, 5},
	{5, 6, 6.5, 6.5, 6, 5.25, 4.75, 4, 3.5, 3.5, 4, 5},
	{5, 6, 6.5, 6.5, 6, 5, 5, 6, 6.5, 6.5, 6, 5},
	{5, 4.4, 3.8, 3.2, 2.6, 2.6, 5, 5, 5, 5, 5, 5},
	{5, 3, 3, 3, 3, 5, 6, 6.5, 6.5, 6, 4.5, 5},
	{5, 4, 3.5, 3.25, 3, 3, 3, 3, 3.25, 3.5, 4, 5},
	{5, 7, 7, 6.6, 6.2, 5.8, 5.4, 5, 4.6, 4.2, 5, 5},
	{5, 4, 3.5, 3.5, 4, 5, 5, 4, 3.5, 3.5, 4, 5},
	{5, 4, 3.5, 3.5, 4, 5, 5, 5, 5, 4.7, 4.3, 5},
}

// MNIST1D generates MNIST-1D as its authors' program does, from the same
// random numbers: 4,000 training and 1,000 test examples; inputs [40, 1],
// labels 0 to 9. There is no third split: the test examples validate.
//
// Source: Greydanus & Kobak 2020, "Scaling Down Deep Learning with MNIST-1D",
// section 3, with the settings of its published program.
func MNIST1D() (*Set, error) { return mnist1D(), nil }

var mnist1D = sync.OnceValue(func() *Set {
	r := newTwister(oneDSeed)
	var signals [][]float64
	var labels []int32
	for class, t := range oneDTemplates {
		template := normalised(t[:])
		for range oneDExamples / len(oneDTemplates) {
			signals, labels = append(signals, oneDSignal(template, r)), append(labels, int32(class))
		}
	}
	all := Split{N: oneDExamples}
	for _, i := range r.permutation(oneDExamples) {
		all.Floats, all.Labels = append(all.Floats, signals[i]...), append(all.Labels, labels[i])
	}
	mean, std := moments(all.Floats)
	for i, x := range all.Floats {
		// Rounded, so that the content does not depend on the last bit of a
		// machine's logarithm.
		all.Floats[i] = float64(float32((x - mean) / std))
	}
	train, test := all.slice(0, oneDTrain), all.slice(oneDTrain, oneDExamples)
	return &Set{Shape: []int{oneDPoints, 1}, Classes: 10, Hash: contentHash(train, test), Train: train, Validation: test, Test: test}
})

// normalised is a template with spread 1/6 that starts at 0.
func normalised(t []float64) []float64 {
	_, std := moments(t)
	out := make([]float64, len(t))
	for i, v := range t {
		out[i] = (v - t[0]) / std / 6
	}
	return out
}

// oneDSignal is one example of a template: padded, dilated, scaled, moved,
// set in noise, sheared, and seen at few points.
func oneDSignal(template []float64, r *twister) []float64 {
	pad := oneDPadLow + int(r.uniform()*(oneDPadHigh-oneDPadLow+1))
	x := make([]float64, len(template)+pad)
	for i, v := range template {
		x[i] = v + oneDTiny
	}
	x = resampled(x, oneDLong)
	scale := 1 + oneDScale*(r.uniform()-0.5)
	for i := range x {
		x[i] *= scale
	}
	k := r.below(oneDTranslation)
	x = append(append([]float64{}, x[len(x)-k:]...), x[:len(x)-k]...)

	background := make([]float64, len(x))
	for i := range background {
		background[i] = oneDCorrelated * r.normal()
	}
	background = smoothed(background)
	for i := range x {
		if x[i] == 0 {
			x[i] = background[i]
		}
	}
	for i := range x {
		x[i] += oneDIndependent * r.normal()
	}
	slope := oneDShear * (r.uniform() - 0.5)
	for i := range x {
		x[i] -= slope * (float64(i)/float64(len(x)-1) - 0.5)
	}
	return resampled(x, oneDPoints)
}

// resampled reads x at n evenly spaced places, between its points linearly.
func resampled(x []float64, n int) []float64 {
	out := make([]float64, n)
	for i := range out {
		at := float64(i) * float64(len(x)-1) / float64(n-1)
		k := min(int(at), len(x)-2)
		out[i] = x[k] + (at-float64(k))*(x[k+1]-x[k])
	}
	return out
}

// smoothed is x under a Gaussian of spread 2 cut off at 4 spreads; past its
// ends x is mirrored.
func smoothed(x []float64) []float64 {
	const radius = 8
	var weights [2*radius + 1]float64
	total := 0.0
	for i := range weights {
		d := float64(i - radius)
		weights[i] = math.Exp(-d * d / 8)
		total += weights[i]
	}
	out := make([]float64, len(x))
	for i := range out {
		for k, w := range weights {
			j := i + k - radius
			if j < 0 {
				j = -1 - j
			}
			if j >= len(x) {
				j = 2*len(x) - 1 - j
			}
			out[i] += w / total * x[j]
		}
	}
	return out
}

// moments are mean and standard deviation.
func moments(x []float64) (mean, std float64) {
	for _, v := range x {
		mean += v
	}
	mean /= float64(len(x))
	for _, v := range x {
		std += (v - mean) * (v - mean)
	}
	return mean, math.Sqrt(std / float64(len(x)))
}
