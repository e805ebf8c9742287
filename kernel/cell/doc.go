// Package cell turns the text of a notebook's cell into Go files.
//
// A cell is plain Go in any order: imports, declarations and statements.
// Declarations become files that stay, statements become the body of one
// function, and variables become values on disk that the next cell loads. What
// the user typed keeps its line and column in everything that comes after, by
// //line directives, so that a mistake is always shown where it was made.
//
// The path of a cell: classify (is it plain Go at all?) → lex and split into
// items → parse → imports → check (go/types, over export data) → plan
// (variables, last expression) → emit → check again what was emitted. Only a
// cell that passes the second check reaches GoNB, so the compiler never speaks
// to the user; a Trouble does, in the cell's own terms.
//
// All of it is a pure function of the notebook so far, the text, and an Env
// that imports packages. Running a cell is somebody else's business; Ran tells
// the notebook how that went. Package live is the part that runs inside.
package cell
