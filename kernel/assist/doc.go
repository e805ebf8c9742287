// Package assist completes and documents what a user is typing.
//
// It answers from what the kernel has at hand anyway: the notebook's
// declarations and the export data of packages, through go/parser and go/types,
// from the kernel's first second on, and while a cell runs.
//
// gopls is the obvious alternative, and was tried: testdata/gopls.py asks v0.21.0
// the 78 questions of testdata/questions.json, about variables, fields, methods,
// packages imported and not, generics, half-typed calls, argument lists and
// documentation, over the same notebook; TestAsGopls holds this package to what
// it finds. On one machine with two busy cores, beside each other:
//
//	            first answer   median    most     memory
//	gopls         2.2 to 4.2 s   250 ms  2800 ms   420 MB for each kernel
//	this package  with the kernel  0.4 ms   440 ms   none of its own
//
// The longest are those for a package that nothing has loaded yet: of the
// standard library, once on a machine. Of what gopls says, three things are left out on purpose: deep answers (here.X for
// X); where names begin with what is typed, those that only have its letters
// somewhere, for Tab fills in what all answers have in common; and packages of
// modules that nobody asked for. gopls in turn knows nothing of values: what a
// variable holds, the shapes of a model, commands, earlier cells without GoNB's
// main.go.
//
// The path of a question: sketch (the cell, cut off at the cursor and closed
// again, beside what earlier cells left, as one Go program) → go/types →
// candidates or an object → its documentation from its source. A cell that is
// being typed is rarely a correct one, so no step needs it to be.
package assist
