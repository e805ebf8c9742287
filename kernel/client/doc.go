// Package client drives a kernel the way Jupyter does: it starts the command
// of a kernelspec with a connection file, sends cells, and gathers what comes
// back in the form in which a notebook would store it.
//
// It knows nothing of Fathom, so that tests and benchmarks measure what a user
// gets, and can put the same cells to another kernel.
package client
