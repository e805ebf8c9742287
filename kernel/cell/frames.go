package cell

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// frame is a place of the user's code on a goroutine's stack.
type frame struct {
	function   string // "" for the cell's own statements
	cell, line int
}

// mostFrames are shown of a stack; a recursion without end has millions.
const mostFrames = 5

var userFrame = regexp.MustCompile(`^\t.*Cell\[(\d+)\]:(\d+)`)

// framesOf finds the user's lines on the stack that failed: the first one
// written that has any. Lines of libraries and of generated code are left out.
func framesOf(stacks string) []frame {
	for _, stack := range strings.Split(stacks, "\n\n") {
		var frames []frame
		lines := strings.Split(stack, "\n")
		for i, l := range lines {
			m := userFrame.FindStringSubmatch(l)
			if m == nil {
				continue
			}
			f := frame{}
			f.cell, _ = strconv.Atoi(m[1])
			f.line, _ = strconv.Atoi(m[2])
			if i > 0 {
				f.function = functionName(lines[i-1])
			}
			if n := len(frames); n == 0 || frames[n-1] != f {
				frames = append(frames, f)
			}
		}
		if len(frames) > 0 {
			return frames
		}
	}
	return nil
}

// functionName reads a function's name off a line of a stack, as the user
// knows it.
func functionName(line string) string {
	line = strings.TrimPrefix(line, "created by ")
	if i := strings.Index(line, " in goroutine "); i >= 0 {
		line = line[:i]
	}
	if i := strings.LastIndexByte(line, '('); i > 0 && !strings.HasPrefix(line[i:], "(*") {
		line = line[:i]
	}
	name := strings.TrimPrefix(line, "main.")
	switch {
	case name == bodyName:
		return ""
	case strings.HasPrefix(name, startName):
		return "init"
	case strings.HasPrefix(name, bodyName) || strings.HasPrefix(name, "init.") || strings.HasPrefix(name, "glob.."):
		return "a func"
	}
	return strings.ReplaceAll(name, "[...]", "")
}

// show gives a line of the traceback for each frame, innermost first.
func (nb *Notebook) show(frames []frame, message string) []string {
	var out []string
	for i, f := range frames {
		if i == mostFrames {
			out = append(out, fmt.Sprintf("  … and %d more", len(frames)-i))
			break
		}
		text := ""
		if src := nb.sources[f.cell]; src != nil {
			text = src.line(f.line)
		}
		col := 0
		if i == 0 {
			col = faultColumn(text, message)
		}
		lines := excerpt(f.cell, f.line, col, text)
		if f.function != "" {
			lines[0] += "    (in " + f.function + ")"
		}
		out = append(out, lines...)
	}
	return out
}

// faultColumn guesses where in the line it happened: the runtime knows lines
// only. The first word stands for the whole line.
func faultColumn(line, message string) int {
	sign := ""
	switch {
	case strings.Contains(message, "out of range") || strings.Contains(message, "nil map"):
		sign = "["
	case strings.Contains(message, "divide by zero"):
		sign = "/"
	}
	if sign != "" && strings.Count(line, sign) == 1 {
		return strings.Index(line, sign) + 1
	}
	return len(line) - len(strings.TrimLeft(line, " \t")) + 1
}

var outOfRange = regexp.MustCompile(`index out of range \[(-?\d+)\](?: with length (\d+))?`)

// runtimeHint says where notebook users stumble most.
func runtimeHint(message string) string {
	if m := outOfRange.FindStringSubmatch(message); m != nil {
		switch n, err := strconv.Atoi(m[2]); {
		case err != nil:
			return "indices start at 0 and are never negative"
		case n == 0:
			return "there is nothing in it: append(…) adds elements, make([]T, n) makes n of them"
		default:
			return fmt.Sprintf("it has %d elements: indices go from 0 to %d", n, n-1)
		}
	}
	for _, h := range runtimeHints {
		if strings.Contains(message, h[0]) {
			return h[1]
		}
	}
	return ""
}

var runtimeHints = [][2]string{
	{"nil map", "make the map first: m := map[K]V{}"},
	{"nil pointer", "a pointer, func or interface is used before it was given a value: check it against nil"},
	{"divide by zero", "whole numbers cannot be divided by 0; float64(x) / float64(y) gives an infinity instead"},
	{"slice bounds", "in s[i:j], 0 ≤ i ≤ j ≤ cap(s)"},
	{"interface conversion", "v, ok := x.(T) asks whether x holds a T"},
	{"all goroutines are asleep", "everything waits for something that nobody will do: a channel without a partner, a WaitGroup without Done, a Mutex locked twice"},
	{"concurrent map", "a map is used by two goroutines at once: guard it with a sync.Mutex"},
	{"stack overflow", "a function calls itself without end"},
	{"out of memory", "work on less at once, or let the engine hold the data"},
	{"makeslice", "the length given to make is negative or far too large"},
	{"send on closed channel", "close a channel only after its last value was sent"},
	{"close of closed channel", "close a channel once, where its values are sent"},
	{"negative WaitGroup counter", "each Done needs its Add(1) before"},
	{"unlock of unlocked mutex", "each Unlock needs its Lock before"},
}
