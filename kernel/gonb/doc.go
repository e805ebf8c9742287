// Package gonb runs GoNB's own binary, unmodified, as a child, and talks to it
// as a Jupyter client would.
//
// GoNB's packages are internal, so a process is the only way to use it; that
// it is also the cleanest one shows when GoNB dies: the front starts another.
// What GoNB needs to be told is in one place, environment; what it does wrong
// on the wire, and how that is met, is in Child.
package gonb
