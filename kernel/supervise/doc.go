// Package supervise keeps the engine at the disposal of cells: it owns the
// socket that they connect to, starts the engine when somebody waits there,
// and starts another when it dies.
//
// The socket is made before anything runs and outlives every engine, so a cell
// never asks anybody to start one, and who connects while none runs just
// waits. Only an engine that cannot be started makes cells fail: then the
// supervisor takes the call itself and says why.
package supervise
