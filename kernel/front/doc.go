// Package front is the kernel that Jupyter talks to: it answers every message
// itself, runs plain cells as programs of its own making, and has GoNB build
// and run them, and everything else besides.
//
// The path of a request: requests (one goroutine a socket) → what can be
// answered at once is, completion and documentation from a look at the notebook
// that stands still while cells run; the rest waits in the queue → execute, one
// cell at a time → commands (%vars, %time, …) that are ours → cell.Compile → a plain cell's files go beside GoNB's main.go, GoNB is
// sent a stub, and the program's own ordered stream becomes Jupyter's messages
// (plain, follow, screen); a cell of GoNB's own is passed through as it is, and
// so is what GoNB says about it.
//
// The front holds no state that a crash of anything below it could take along:
// the notebook, the history and the counter are here, GoNB and the engine are
// started again when they are missed.
package front
