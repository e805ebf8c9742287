// Package acceptance holds the tests that live through what a user lives
// through: the built kernel, started as Jupyter starts it, with GoNB, the
// engine, XLA and MNIST behind it. It has no code of its own.
//
// The tests need what `make setup` makes and say so when it is not there.
package acceptance
