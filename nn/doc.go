// Package nn computes what package dsl describes: it turns a graph of layers
// into GoMLX, trains it, looks into it, and names every training by a hash of
// all that decides its bits.
//
// A step is a pure function. Weights and the optimiser's state go in as
// parameters of one executable and come out as its results; there is no
// variable store. So a step can be repeated, compared, replayed to find where
// a number turned NaN, and later folded into a loop of many steps.
//
// Importing the package is enough: its init function registers "train",
// "inspect", "weights" and "info" with package session, and a plain Go program
// then trains in its own process. Finished runs are kept where a kernel's engine
// keeps them, so that each has what the other trained; FATHOM_STORE moves them,
// and FATHOM_STORE=off keeps them in memory alone.
//
// It is the only package that imports GoMLX.
package nn
