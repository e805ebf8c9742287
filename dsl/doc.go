// Package dsl is the language in which experiments are written. Its one idea:
// an experiment is a value.
//
// A Model, a Data set, an Optimizer, a Training are plain immutable data. Every
// method returns a new value; nothing panics, nothing is computed until a
// result is asked for, and asking twice for the same result gives the same
// bits, from the store.
//
//	net := dsl.Input(28, 28, 1).Flatten().
//		Repeat(20, func(m dsl.Model) dsl.Model { return m.Dense(256).Tanh() }).
//		Dense(10)
//	run := net.Train(dsl.MNIST()).Optimizer(dsl.SGD(0.01).Momentum(0.9)).Epochs(3)
//	result, err := run.Result(ctx)
//
// Shapes are inferred while the chain is written. The first mistake stays in
// the value, as an *Error with the line that made it and the way to mend it,
// and is what Summary, Train or Inspect return.
//
// The package imports the standard library only and trains nothing itself:
// package session carries its requests to an engine, or to package nn in this
// process.
package dsl
