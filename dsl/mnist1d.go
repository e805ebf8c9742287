package dsl

// MNIST1D is MNIST made small: ten templates of 12 points, one a digit, each
// padded, dilated, scaled, moved, sheared and buried in noise, seen at 40
// points. A class is told by shape and not by place, so what suits images
// suits it: here a convolutional net beats a dense one in seconds.
//
// Input: [40, 1], standardised over all 5,000 examples.
// Output: 10 classes.
// Splits: 4,000 examples train, 1,000 test. There is no third part: the test
// examples validate, unless HoldOut holds others back.
// Differs: nothing from what the published generator makes with its own
// settings and seed (42), but for rounding to float32: it draws from the same
// random numbers.
// Source: Greydanus & Kobak 2020, "Scaling Down Deep Learning with MNIST-1D".
func MNIST1D() Data { return Data{spec: DataSpec{Source: "mnist-1d"}} }
