// Command fathom-engine is the process in which a kernel's trainings run: it
// holds XLA, the data and the weights, so that cells need not, and outlives
// them, so that what a cell asked for is still there for the next.
//
// A kernel's front owns the listening socket, and starts an engine when
// somebody waits there, with the socket as descriptor 3 (FATHOM_LISTEN_FD=3)
// and its standard input as a lifeline: the engine ends when that does. By
// hand:
//
//	fathom-engine -socket PATH    serve there until interrupted
//	fathom-engine -cold …         begin with as little as possible: for questions about the store
//	fathom-engine -info           say in JSON what it computes on, and end
//
// FATHOM_STORE says where finished runs are kept.
package main
