package front

import (
	"bytes"
	"encoding/json"
	"regexp"
	"strings"
	"sync"

	"github.com/seed-380714d4/fathom/kernel/cell"
	"github.com/seed-380714d4/fathom/kernel/gonb"
	"github.com/seed-380714d4/fathom/kernel/wire"
)

// mostCounts bounds how far GoNB's counter is led after ours: one request each.
const mostCounts = 200

// passThrough has GoNB run a cell of its own, and passes on what it says.
func (f *Front) passThrough(r *running, child *gonb.Child, text string) *cell.Report {
	f.prepare(r, child)
	b := &bridge{front: f, r: r}
	m, err := f.ask(child, text, r.Silent, r.counts(), orTrue(r.AllowStdin), b.take)
	f.gonb.noteAutoget(text)
	if err != nil {
		return &cell.Report{Name: "KernelError", Value: err.Error()}
	}
	var reply struct {
		Status    string   `json:"status"`
		Name      string   `json:"ename"`
		Value     string   `json:"evalue"`
		Traceback []string `json:"traceback"`
	}
	if err := m.Decode(&reply); err != nil {
		return &cell.Report{Name: "KernelError", Value: err.Error()}
	}
	if reply.Status == "ok" {
		return nil
	}
	return &cell.Report{Name: reply.Name, Value: reply.Value, Traceback: reply.Traceback}
}

var ended = regexp.MustCompile(`^(exit status \d+|signal: .*)$`)

// ran tells whether a cell of GoNB's own that failed had been built: then GoNB
// keeps what it declares.
func ran(r cell.Report) bool { return ended.MatchString(r.Value) }

// prepare makes GoNB as a cell of its own expects it: fetching modules as the
// user had it, which stubs switch off, and counting as we do, for it names
// cells by its own counter.
func (f *Front) prepare(r *running, child *gonb.Child) {
	g := &f.gonb
	if g.autoget != g.wanted {
		magic := map[bool]string{true: "%autoget", false: "%noautoget"}[g.wanted]
		if _, err := f.ask(child, magic, true, false, false, nil); err == nil {
			g.autoget = g.wanted
		}
	}
	if !r.counts() || r.number-g.count > mostCounts {
		return
	}
	for g.count < r.number-1 {
		if _, err := f.ask(child, "", true, true, false, nil); err != nil {
			return
		}
	}
}

// magics calls f for each line that is a command of GoNB's without arguments.
func magics(text string, f func(command string)) {
	for _, line := range strings.Split(text, "\n") {
		line = strings.TrimSpace(strings.TrimPrefix(line, "//gonb:"))
		if strings.HasPrefix(line, "%") {
			f(line)
		}
	}
}

// noteAutoget keeps what a cell of the user's says about fetching modules.
func (g *gonbState) noteAutoget(text string) {
	magics(text, func(command string) {
		switch command {
		case "%autoget":
			g.wanted, g.autoget = true, true
		case "%noautoget":
			g.wanted, g.autoget = false, false
		}
	})
}

// resets tells whether a cell has GoNB forget what cells declared. Then we
// forget, too.
func resets(text string) (reset bool) {
	magics(text, func(command string) { reset = reset || command == "%reset" })
	return reset
}

// bridge passes on what GoNB publishes about a cell, as ours.
type bridge struct {
	front *Front
	r     *running
	mu    sync.Mutex
}

func (b *bridge) take(m wire.Message) {
	b.mu.Lock()
	defer b.mu.Unlock()
	switch m.Header.Type {
	case "execute_input", "error": // these we say ourselves
	case "input_request":
		b.front.askUser(b.r, m)
	case "execute_result":
		m.Content = withCount(m.Content, b.r.number)
		b.front.forward(&b.r.request, m)
	default:
		b.front.forward(&b.r.request, m)
	}
}

// withCount puts our execution count in the place of GoNB's.
func withCount(content json.RawMessage, number int) json.RawMessage {
	var c map[string]json.RawMessage
	d := json.NewDecoder(bytes.NewReader(content))
	if d.Decode(&c) != nil {
		return content
	}
	n, err := json.Marshal(number)
	if err != nil {
		return content
	}
	c["execution_count"] = n
	if out, err := json.Marshal(c); err == nil {
		return out
	}
	return content
}
