package front

import (
	"regexp"
	"strings"
	"sync"

	"github.com/seed-380714d4/fathom/kernel/wire"
)

// history is what this kernel has run. Jupyter's clients have histories of
// their own for what was before.
type history struct {
	mu      sync.Mutex
	entries []entry
}

type entry struct {
	number int
	code   string
}

func (h *history) add(number int, code string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.entries = append(h.entries, entry{number, code})
}

// historyRequest is the content of a history_request.
type historyRequest struct {
	Output  bool   `json:"output"`
	Type    string `json:"hist_access_type"` // "range", "tail" or "search"
	Session int    `json:"session"`
	Start   int    `json:"start"`
	Stop    int    `json:"stop"`
	N       int    `json:"n"`
	Pattern string `json:"pattern"`
	Unique  bool   `json:"unique"`
}

// answer gives the content of a history_reply. This session is number 1, and
// is also what 0, the current one, means.
func (h *history) answer(m wire.Message) any {
	var q historyRequest
	if err := m.Decode(&q); err != nil {
		return object{"status": "error", "ename": "BadRequest", "evalue": err.Error(), "traceback": []string{}, "history": []any{}}
	}
	rows := [][]any{}
	for _, e := range h.find(q) {
		if q.Output {
			rows = append(rows, []any{1, e.number, []any{e.code, nil}})
		} else {
			rows = append(rows, []any{1, e.number, e.code})
		}
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
	for i, e := range h.entries {
		var want bool
		switch q.Type {
		case "range":
			want = (q.Session == 0 || q.Session == 1) && e.number >= q.Start && (q.Stop == 0 || e.number < q.Stop)
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
