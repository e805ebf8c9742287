package cell

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/seed-380714d4/fathom/dsl/session/stream"
)

// Exit is how a cell's program ended.
type Exit struct {
	Code   int    // what it exited with; 0 when a signal ended it
	Signal string // the signal's name, such as "killed", or ""
	// Spot is where the program was when it last said so, and Starved tells
	// that the system killed it for want of memory.
	Spot    stream.Spot
	Starved bool
}

// FromFailure shows a failure that the cell's program reported itself.
func (nb *Notebook) FromFailure(f stream.Report) Report {
	r := Report{Name: f.Name, Value: oneLine(f.Value)}
	r.Traceback = append(r.Traceback, red(f.Name)+": "+f.Value)
	if src := nb.sources[f.Cell]; src != nil && f.Line > 0 && f.Line <= len(src.start) {
		line := src.line(f.Line)
		r.Value = fmt.Sprintf("cell %d, line %d: %s", f.Cell, f.Line, r.Value)
		r.Traceback = append(r.Traceback, excerpt(f.Cell, f.Line, namedColumn(line, f.Value), line)...)
	}
	if f.Hint == "" {
		f.Hint = runtimeHint(f.Value)
	}
	if f.Hint != "" {
		r.Traceback = append(r.Traceback, "  → "+f.Hint)
	}
	return r
}

var call = regexp.MustCompile(`([\pL_][\pL\pN_]*)\(`)

// namedColumn finds the call in a line that a message names; else the line's
// first word.
func namedColumn(line, message string) int {
	words := map[string]bool{}
	for _, w := range regexp.MustCompile(`[\pL_][\pL\pN_]*`).FindAllString(message, -1) {
		words[w] = true
	}
	for _, m := range call.FindAllStringSubmatchIndex(line, -1) {
		if words[line[m[2]:m[3]]] {
			return m[2] + 1
		}
	}
	return len(line) - len(strings.TrimLeft(line, " \t")) + 1
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

// Explain says what the Go runtime's last words mean, for a program that ended
// without a report of its own: a panic in any goroutine, a fatal error, an
// exit, a signal.
func (nb *Notebook) Explain(number int, text string, out []byte, exit Exit) Report {
	if nb.sources[number] == nil {
		nb.sources[number] = newSource(number, text)
	}
	w := lastWords(string(out))
	if w.message == "" {
		return nb.ended(exit)
	}
	r := Report{Name: w.name, Value: w.message}
	frames := framesOf(w.stacks)
	if len(frames) > 0 {
		r.Value = fmt.Sprintf("cell %d, line %d: %s", frames[0].cell, frames[0].line, w.message)
	}
	r.Traceback = append([]string{red(w.name) + ": " + w.message}, nb.show(frames, w.message)...)
	if hint := runtimeHint(w.message); hint != "" {
		r.Traceback = append(r.Traceback, "  → "+hint)
	}
	return r
}

// words are what the runtime wrote before it ended the program.
type words struct{ name, message, stacks string }

var (
	lastPanic  = regexp.MustCompile(`(?m)^(panic|fatal error): `)
	recovered  = regexp.MustCompile(` \[recovered[^\]]*\]`)
	afterwards = regexp.MustCompile(`(?m)^(\[signal |goroutine \d+ |runtime stack:|\tpanic: |$)`)
)

// lastWords finds the runtime's message: the last line that starts like one,
// since the user may have printed others, up to the stacks.
func lastWords(out string) words {
	all := lastPanic.FindAllStringSubmatchIndex(out, -1)
	if len(all) == 0 {
		return words{}
	}
	m := all[len(all)-1]
	w := words{name: out[m[2]:m[3]], message: out[m[1]:]}
	if end := afterwards.FindStringIndex(w.message); end != nil {
		w.message, w.stacks = w.message[:end[0]], w.message[end[0]:]
	}
	w.message = oneLine(recovered.ReplaceAllString(strings.ReplaceAll(w.message, "main.", ""), ""))
	if rest, ok := strings.CutPrefix(w.message, "runtime error: "); ok {
		w.name, w.message = "runtime.Error", rest
	}
	w.message = strings.TrimSuffix(w.message, "!")
	return w
}

// largeMemory is what is worth naming when memory has run out.
const largeMemory = 100e6

// ended explains an end without last words.
func (nb *Notebook) ended(exit Exit) Report {
	f := stream.Report{Name: "os.Exit", Value: fmt.Sprintf("the cell ended its program with exit status %d", exit.Code),
		Hint: "os.Exit and log.Fatal end the program at once: no variable of this cell lives on"}
	switch {
	case exit.Signal == "":
		if exit.Spot.Exits {
			f.Cell, f.Line = exit.Spot.Cell, exit.Spot.Line
		}
	case exit.Starved:
		f = stream.Report{Name: "OutOfMemory", Value: "memory ran out, and the system killed the cell's program",
			Hint: "work on less at once, use smaller types, or let go of what earlier cells left (%rm, %reset)", Cell: exit.Spot.Cell, Line: exit.Spot.Line}
		if held := exit.Spot.Memory; held > largeMemory {
			f.Value += fmt.Sprintf("; it held %.1f GB when it was here", float64(held)/1e9)
		}
	case exit.Signal == "killed":
		f = stream.Report{Name: "Killed", Value: "the cell's program was killed from outside",
			Hint: "most often that is the system, when memory runs out: work on less at once", Cell: exit.Spot.Cell, Line: exit.Spot.Line}
	default:
		f = stream.Report{Name: "Signal", Value: fmt.Sprintf("the cell's program was ended by a signal: %s", exit.Signal)}
	}
	return nb.FromFailure(f)
}
