// Package assist completes and documents what a user is typing.
//
// It answers from what the kernel has at hand anyway: the notebook's
// declarations and the export data of packages, through go/parser and go/types,
// in milliseconds and while a cell runs. gopls, which has to read every package
// from source first (ten seconds and more), is asked only for what types do not
// tell.
//
// The path of a question: sketch (the cell, cut off at the cursor and closed
// again, beside what earlier cells left, as one Go program) → go/types →
// candidates or an object → its documentation from its source. A cell that is
// being typed is rarely a correct one, so no step needs it to be.
package assist
