package front

import (
	"strings"

	"github.com/seed-380714d4/fathom/kernel/assist"
	"github.com/seed-380714d4/fathom/kernel/cell"
)

// command is a line at the beginning of a cell that the front obeys itself.
type command struct {
	name string
	args string
}

// obey are the front's own commands. Those that make a table of the notebook
// need it; %time and %timeit are about the rest of the cell.
var obey = map[string]func(f *Front, r *running, args string) *cell.Report{
	"%vars":   (*Front).listVariables,
	"%who":    (*Front).listNames,
	"%reset":  (*Front).reset,
	"%rm":     (*Front).remove,
	"%cd":     (*Front).changeDirectory,
	"%env":    (*Front).setEnvironment,
	"%time":   func(f *Front, r *running, _ string) *cell.Report { r.timed = true; return nil },
	"%timeit": func(f *Front, r *running, _ string) *cell.Report { r.repeated = true; return nil },
}

// commands takes the front's own commands from the beginning of a cell. What is
// left keeps its lines and columns.
func commands(text string) (found []command, rest string) {
	lines := strings.SplitAfter(text, "\n")
	for i, line := range lines {
		words := strings.TrimSpace(line)
		if words == "" || strings.HasPrefix(words, "//") && !strings.HasPrefix(words, "//gonb:") {
			continue
		}
		name, args, _ := strings.Cut(words, " ")
		if name == "%require" {
			continue // the compiler reads it
		}
		if !strings.HasPrefix(line, "%") || obey[name] == nil {
			break
		}
		blank := words // of the line
		if strings.HasPrefix(name, "%time") {
			blank = name
		}
		found = append(found, command{name, strings.TrimSpace(args)})
		lines[i] = strings.Repeat(" ", len(blank)) + line[len(blank):]
		if strings.HasPrefix(name, "%time") && strings.TrimSpace(args) != "" {
			break // what follows on the line is Go already
		}
	}
	return found, strings.Join(lines, "")
}

// question gives what a cell asks about, if it is a name with a question mark
// before or behind; with two, the source is wanted.
func question(text string) (name string, source, ok bool) {
	text = strings.TrimSpace(text)
	if strings.ContainsAny(text, "\n\"`") {
		return "", false, false
	}
	name = strings.Trim(text, "?")
	marks := len(text) - len(name)
	if name == "" || marks == 0 || marks > 2 || strings.Contains(name, "?") || strings.HasPrefix(name, "!") || strings.HasPrefix(name, "//") {
		return "", false, false
	}
	return strings.TrimSpace(name), marks > 1, true
}

// page answers a question with a page for the client to open.
func (f *Front) page(r *running, name string, source bool) *cell.Report {
	l := f.look()
	if l != nil {
		asker := assist.Asker{Position: l.position, Glance: l.glance}
		if d, ok := asker.Inspect(l.view, name, len(name), source); ok {
			r.payload = append(r.payload, object{"source": "page", "start": 0,
				"data": object{"text/plain": d.Text(), "text/markdown": d.Markdown()}})
			return nil
		}
	}
	return &cell.Report{Name: "NameError", Value: "there is nothing to say about " + name}
}

// mistyped finds a line that begins with a command that nobody has, and one
// that is nearly it.
func mistyped(text string) (line, near string) {
	known := assist.Magics()
	for _, l := range strings.Split(text, "\n") {
		name, _, _ := strings.Cut(strings.TrimSpace(l), " ")
		if !strings.HasPrefix(l, "%") {
			if strings.TrimSpace(l) != "" && !strings.HasPrefix(l, "//") && !strings.HasPrefix(l, "!") {
				return "", "" // what follows may be a string's
			}
			continue
		}
		best := 3
		for _, k := range known {
			if d := distance(name, k); d < best && len(name) > 3 {
				line, near, best = name, k, d
			}
		}
		if best == 0 || strings.HasPrefix(name, "%%") {
			line, near = "", ""
			continue
		}
		if near != "" {
			return line, near
		}
	}
	return "", ""
}

// distance counts the letters to put in, take out or change to get from a to b.
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		last := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := last
			if a[i] != b[j] {
				cost = 1 + min(last, row[j], row[j+1])
			}
			last, row[j+1] = row[j+1], cost
		}
	}
	return row[len(b)]
}
