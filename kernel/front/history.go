package front

import (
	"regexp"
	"strings"
	"sync"

	"github.com/seed-380714d4/fathom/kernel/wire"
)

// history is what this kernel, and those before it, have run. Every kernel is a
// session of its own.
type history struct {
	mu      sync.Mutex
	session int
	entries []entry
	places  map[int]int // of this session's entries, by number
	file    *historyFile
}

// entry is a cell that was run.
type entry struct {
	session int
	number  int
	code    string
	result  string // its value, if it had one
}

// open takes in what earlier kernels kept, and goes on keeping. Without a file
// the history is this kernel's alone.
func (h *history) open(file *historyFile) {
	h.mu.Lock()
	defer h.mu.Unlock()
	var earlier []entry
	earlier, h.session = file.begin()
	h.file = file
	for i := range h.entries {
		h.entries[i].session = h.session
	}
	for number := range h.places {
		h.places[number] += len(earlier)
	}
	h.entries = append(earlier, h.entries...)
}

func (h *history) add(number int, code string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.places == nil {
		h.places = map[int]int{}
	}
	h.places[number] = len(h.entries)
	e := entry{session: h.session, number: number, code: code}
	h.entries = append(h.entries, e)
	h.file.keep(e)
}

// result notes the value of a cell of this session.
func (h *history) result(number int, text string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if i, ok := h.places[number]; ok {
		h.entries[i].result = text
		h.file.keep(entry{session: h.session, number: number, result: text})
	}
}

// historyRequest is the content of a history_request.
type historyRequest struct {
	Output  bool   `json:"output"`
	Type    string `json:"hist_access_type"` // "range", "tail" or "search"
	Session int    `json:"session"`          // 0 is this one, -1 the one before
	Start   int    `json:"start"`
	Stop    int    `json:"stop"`
	N       int    `json:"n"`
	Pattern string `json:"pattern"`
	Unique  bool   `json:"unique"`
}

// answer gives the content of a history_reply.
func (h *history) answer(m wire.Message) any {
	var q historyRequest
	if err := m.Decode(&q); err != nil {
		return object{"status": "error", "ename": "BadRequest", "evalue": err.Error(), "traceback": []string{}, "history": []any{}}
	}
	rows := [][]any{}
	for _, e := range h.find(q) {
		if !q.Output {
			rows = append(rows, []any{e.session, e.number, e.code})
			continue
		}
		var result any
		if e.result != "" {
			result = e.result
		}
		rows = append(rows, []any{e.session, e.number, []any{e.code, result}})
	}
	return object{"status": "ok", "history": rows}
}

// find gives the entries that a request asks for, oldest first.
func (h *history) find(q historyRequest) []entry {
	h.mu.Lock()
	defer h.mu.Unlock()
	var found []entry
	pattern := glob(q.Pattern)
	last := map[string]int{}
	for i, e := range h.entries {
		last[e.code] = i
	}
	session := q.Session
	if session <= 0 {
		session += h.session
	}
	for i, e := range h.entries {
		var want bool
		switch q.Type {
		case "range":
			want = e.session == session && e.number >= q.Start && (q.Stop == 0 || e.number < q.Stop)
		case "search":
			want = pattern.MatchString(e.code) && (!q.Unique || last[e.code] == i)
		case "tail":
			want = true
		}
		if want {
			found = append(found, e)
		}
	}
	if q.Type != "range" && q.N > 0 && len(found) > q.N {
		found = found[len(found)-q.N:]
	}
	return found
}

// glob makes a regular expression of a pattern in which * stands for any text
// and ? for any character. The standard library's own patterns stop at slashes.
func glob(pattern string) *regexp.Regexp {
	quoted := regexp.QuoteMeta(strings.ToValidUTF8(pattern, "?"))
	quoted = strings.ReplaceAll(quoted, `\*`, `.*`)
	quoted = strings.ReplaceAll(quoted, `\?`, `.`)
	return regexp.MustCompile(`(?s)\A` + quoted + `\z`) // quoted, and so well formed
}
