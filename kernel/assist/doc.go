// Package assist completes and documents what a user is typing.
//
// It answers from what the kernel has at hand anyway: the notebook's
// declarations and the export data of packages, through go/parser and go/types,
// in less than a millisecond, from the kernel's first second on, and while a
// cell runs. gopls, the obvious alternative, reads every package from source
// first (ten seconds and some hundred megabytes for each kernel), and knows
// nothing of values: what a variable holds, the shapes of a model.
//
// The path of a question: sketch (the cell, cut off at the cursor and closed
// again, beside what earlier cells left, as one Go program) → go/types →
// candidates or an object → its documentation from its source. A cell that is
// being typed is rarely a correct one, so no step needs it to be.
package assist
