// Package guard makes sure that nothing outlives the front: each process that
// the front starts has a guard between, a process in a session of its own that
// holds one end of a pipe. When the front dies, however it dies, the pipe ends,
// and the guard kills every descendant and removes the directories it was
// given.
//
// A parent-death signal was the alternative; it reaches only the child itself,
// not gopls, which GoNB starts in a process group of its own, nor a running
// cell. So on Linux the guard is also a child subreaper: whoever daemonises
// below it stays its descendant, and is found in /proc.
//
// The program that wants guards calls Main first thing in its main function
// when its first argument is Arg.
package guard

// Arg is the first argument that makes the program a guard.
const Arg = "guard"
