package front

import (
	"strings"

	"github.com/seed-380714d4/fathom/kernel/cell"
)

// judge says what went wrong with a plain cell, in the user's terms, or nil.
func (f *Front) judge(r *running, nb notebook, end ending) *cell.Report {
	switch {
	case end.ok():
		return nil
	case end.failure != nil:
		return &cell.Report{Name: end.failure.Name, Value: end.failure.Value}
	case r.interrupted.Load():
		return interrupted(end)
	case end.err != nil:
		return &cell.Report{Name: "KernelError", Value: end.err.Error()}
	}
	said := string(end.words)
	if !end.met {
		said = end.gonb
	}
	return &cell.Report{Name: "Failed", Value: end.exit, Traceback: strings.Split(said, "\n")}
}

// interrupted is the report of an interrupted cell that did not make one of
// its own.
func interrupted(end ending) *cell.Report {
	value := "the cell was interrupted and had to be killed"
	if !end.met {
		value = "the cell was interrupted before it ran"
	}
	return &cell.Report{Name: "Interrupted", Value: value}
}
