package cell

import "github.com/seed-380714d4/fathom/dsl/session/stream"

// Exit is how a cell's program ended.
type Exit struct {
	Code   int    // what it exited with; 0 when a signal ended it
	Signal string // the signal's name, such as "killed", or ""
}

// FromFailure shows a failure that the cell's program reported itself.
func (nb *Notebook) FromFailure(f stream.Report) Report {
	r := Report{Name: f.Name, Value: f.Value}
	r.Traceback = append(r.Traceback, red(f.Name)+": "+f.Value)
	if src := nb.sources[f.Cell]; src != nil && f.Line > 0 {
		r.Traceback = append(r.Traceback, excerpt(f.Cell, f.Line, 0, src.line(f.Line))...)
	}
	if f.Hint != "" {
		r.Traceback = append(r.Traceback, "  → "+f.Hint)
	}
	return r
}

// Explain says what the Go runtime's last words mean.
func (nb *Notebook) Explain(number int, text string, out []byte, exit Exit) Report {
	return Report{Name: "error", Value: string(out)}
}
