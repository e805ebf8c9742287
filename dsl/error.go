package dsl

import (
	"encoding/json"
	"errors"
	"fmt"
	"path"
	"runtime"
	"strconv"
	"strings"

	"github.com/seed-380714d4/fathom/dsl/session"
)

// Error says what does not fit in an experiment, and how to mend it. It reads
//
//	dsl: layer 3 Dense (cell 4, line 12): input rank; want [F], got [28 28 1]; add Flatten() before it
type Error struct {
	Where string `json:"where,omitempty"` // the part at fault: "layer 3 Dense", "SGD"
	What  string `json:"what"`            // what about it does not fit: "input rank"
	Want  string `json:"want,omitempty"`
	Got   string `json:"got,omitempty"`
	Mend  string `json:"mend,omitempty"` // how to mend it
	Cell  int    `json:"cell,omitempty"` // the notebook cell that made it, 0 outside notebooks
	File  string `json:"file,omitempty"` // outside notebooks, the source file that made it
	Line  int    `json:"line,omitempty"`
}

func (e *Error) Error() string {
	var b strings.Builder
	b.WriteString("dsl: ")
	b.WriteString(e.Where)
	switch {
	case e.Cell > 0:
		fmt.Fprintf(&b, " (cell %d, line %d)", e.Cell, e.Line)
	case e.File != "":
		fmt.Fprintf(&b, " (%s:%d)", e.File, e.Line)
	}
	fmt.Fprintf(&b, ": %s", e.Message())
	return b.String()
}

// Message is the error without its place: "input rank; want [F], got [28 28 1]; add Flatten() before it".
func (e *Error) Message() string {
	if e.Mend == "" {
		return e.fault()
	}
	return e.fault() + "; " + e.Mend
}

// Report is the error for who shows its place and its cure by themselves, as
// notebooks do: "layer 3 Dense: input rank; want [F], got [28 28 1]" and "add
// Flatten() before it".
func (e *Error) Report() (message, hint string) {
	if e.Where == "" {
		return e.fault(), e.Mend
	}
	return e.Where + ": " + e.fault(), e.Mend
}

// fault is what does not fit.
func (e *Error) fault() string {
	switch {
	case e.Want != "" && e.Got != "":
		return e.What + "; want " + e.Want + ", got " + e.Got
	case e.Want != "":
		return e.What + "; want " + e.Want
	case e.Got != "":
		return e.What + "; got " + e.Got
	}
	return e.What
}

// SessionCode lets the error cross a session as itself.
func (e *Error) SessionCode() string { return "dsl" }

// at fills in the place of the user's code that is running, unless e has one.
func (e *Error) at(p place) *Error {
	if e.Cell == 0 && e.File == "" {
		e.Cell, e.File, e.Line = p.Cell, p.File, p.Line
	}
	return e
}

// here is the usual way to make an error: at the user's line that is running.
func here(e Error) *Error { return (&e).at(caller()) }

// received makes an error that came over a session typed again, and places it
// at p: the other side could not know the place.
func received(err error, p place) error {
	var local *Error
	if errors.As(err, &local) { // from this process
		placed := *local
		return placed.at(p)
	}
	var s *session.Error
	if !errors.As(err, &s) || s.Code != "dsl" {
		return err
	}
	var e Error
	if json.Unmarshal(s.Detail, &e) != nil {
		return err
	}
	return e.at(p)
}

// place is a line of the user's code.
type place struct {
	Cell int    `json:"cell,omitempty"`
	File string `json:"file,omitempty"`
	Line int    `json:"line,omitempty"`
}

const packagePath = "github.com/seed-380714d4/fathom/dsl"

// caller finds the innermost line on the stack that is not Fathom's own. In a
// cell the front has named the file Cell[N].
func caller() place {
	pcs := make([]uintptr, 32)
	frames := runtime.CallersFrames(pcs[:runtime.Callers(2, pcs)])
	for {
		f, more := frames.Next()
		if !ours(f) || strings.HasSuffix(f.File, "_test.go") {
			return placeOf(f.File, f.Line)
		}
		if !more {
			return place{}
		}
	}
}

// ours tells whether a frame is of this package or of one below it. A function
// literal of a function that the compiler inlined bears the caller's name, but
// lies in our file.
func ours(f runtime.Frame) bool {
	rest, ok := strings.CutPrefix(f.Function, packagePath)
	return ok && (strings.HasPrefix(rest, ".") || strings.HasPrefix(rest, "/")) || strings.HasPrefix(f.File, packageFolder)
}

// packageFolder is where this package's files lie, as frames name it.
var packageFolder = func() string {
	_, file, _, _ := runtime.Caller(0)
	return path.Dir(file) + "/"
}()

func placeOf(file string, line int) place {
	base := path.Base(strings.ReplaceAll(file, `\`, "/"))
	if n, ok := strings.CutPrefix(base, "Cell["); ok {
		if cell, err := strconv.Atoi(strings.TrimSuffix(n, "]")); err == nil {
			return place{Cell: cell, Line: line}
		}
	}
	return place{File: base, Line: line}
}

// errorOf makes an *Error of any error that a session answered with.
func errorOf(where string, err error) *Error {
	var e *Error
	if errors.As(err, &e) {
		return e
	}
	return here(Error{Where: where, What: err.Error()})
}
