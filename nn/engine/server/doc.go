// Package server answers the requests of cells over a Unix socket: the other
// end of package dsl/session/unix, which describes what is said.
//
// The engine may die at any moment, so a server remembers nothing that a
// client needs: a request that was not answered is sent again, to this process
// or the next. What is asked for twice at once is done once and watched by
// both; who closes the connection no longer watches, and work that nobody
// watches is cancelled.
package server
