package cell

import (
	"fmt"
	"strings"
)

// Kinds of trouble, as Jupyter's ename shows them.
const (
	syntaxError   = "SyntaxError"   // no Go
	nameError     = "NameError"     // a name that nothing here has
	typeError     = "TypeError"     // Go, but it does not fit
	importError   = "ImportError"   // a package that cannot be had
	variableError = "VariableError" // a variable that could not live on
)

// mostProblems are shown; the rest is counted. A person mends one or two and
// runs the cell again.
const mostProblems = 3

// Trouble says why a cell does not compile, in the cell's own terms.
type Trouble struct{ problems []problem }

// problem is one mistake at one place.
type problem struct {
	kind            string
	cell, line, col int
	text            string // the user's line
	message, hint   string
}

// newTrouble is one mistake at an offset of src.
func newTrouble(src *source, kind string, off int, message string) *Trouble {
	return &Trouble{[]problem{newProblem(src, kind, off, message)}}
}

func newProblem(src *source, kind string, off int, message string) problem {
	line, col := src.place(min(off, len(src.text)))
	return problem{kind: kind, cell: src.cell, line: line, col: col, text: src.line(line), message: message}
}

// mend adds how to mend it to the last problem.
func (t *Trouble) mend(hint string) *Trouble {
	t.problems[len(t.problems)-1].hint = hint
	return t
}

// Error makes Trouble an error, for callers that only log it.
func (t *Trouble) Error() string { return t.problems[0].value() }

// Report is an error as Jupyter wants it: ename, evalue and traceback.
type Report struct {
	Name, Value string
	Traceback   []string
}

// Report tells the user.
func (t *Trouble) Report() Report {
	first := t.problems[0]
	r := Report{Name: first.kind, Value: first.value()}
	for i, p := range t.problems {
		if i == mostProblems {
			r.Traceback = append(r.Traceback, fmt.Sprintf("… and %d more", len(t.problems)-i))
			break
		}
		r.Traceback = append(r.Traceback, p.lines()...)
	}
	return r
}

// value is the one readable line.
func (p problem) value() string {
	s := strings.ReplaceAll(p.message, "\n", " ")
	return fmt.Sprintf("cell %d, line %d: %s", p.cell, p.line, strings.ReplaceAll(s, "\t", ""))
}

// lines show the problem: what, where, the user's line with a caret, the hint.
func (p problem) lines() []string {
	out := []string{red(p.kind) + ": " + strings.ReplaceAll(p.message, "\n\t", "\n    ")}
	out = append(out, excerpt(p.cell, p.line, p.col, p.text)...)
	if p.hint != "" {
		out = append(out, "  → "+p.hint)
	}
	return out
}

// excerpt is the user's line with a caret under col; without one, when col is 0.
func excerpt(cell, line, col int, text string) []string {
	head := fmt.Sprintf("cell %d, line %d: ", cell, line)
	text = strings.TrimRight(text, " \t")
	shown := strings.TrimLeft(text, " \t")
	out := []string{"  " + head + shown}
	at := col - 1 - (len(text) - len(shown))
	if col < 1 || at < 0 || shown == "" {
		return out
	}
	pad := []rune(strings.Repeat(" ", len([]rune(head))+2))
	for i, r := range shown {
		if i >= at {
			break
		}
		if r != '\t' {
			r = ' '
		}
		pad = append(pad, r)
	}
	return append(out, string(pad)+red("^"))
}

func red(s string) string { return "\x1b[31m" + s + "\x1b[0m" }
