package front

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"syscall"
)

// historyFile keeps the history across kernels: a JSON object a line, appended
// by one write each, so that kernels side by side do not tear each other's.
type historyFile struct{ path string }

const (
	// mostHistory is how many cells are kept of earlier kernels.
	mostHistory = 2000
	// fullHistory is the size at which a file is made shorter.
	fullHistory = 8 << 20
	// mostCode is how much of a cell, and of its result, is kept.
	mostCode = 64 << 10
)

// historyLine is an entry as it is written. A result comes on a later line than
// its code.
type historyLine struct {
	Session int    `json:"session"`
	Number  int    `json:"number"` // 0: a session begins
	Code    string `json:"code,omitempty"`
	Result  string `json:"result,omitempty"`
}

// historyPlace is the file in the user's cache; "" keeps nothing.
func historyPlace() *historyFile {
	dir, err := os.UserCacheDir()
	if err != nil || os.Getenv("FATHOM_HISTORY") == "off" {
		return nil
	}
	return &historyFile{filepath.Join(dir, "fathom", "history.jsonl")}
}

// begin reads what there is, makes it shorter if it has grown long, and begins
// a session. Only one kernel at a time does: the rest only append.
func (h *historyFile) begin() (earlier []entry, session int) {
	if h == nil || os.MkdirAll(filepath.Dir(h.path), 0o700) != nil {
		return nil, 1
	}
	lock, err := os.OpenFile(h.path+".lock", os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, 1
	}
	defer lock.Close()
	if syscall.Flock(int(lock.Fd()), syscall.LOCK_EX) != nil {
		return nil, 1
	}
	text, _ := os.ReadFile(h.path)
	earlier, last := parseHistory(text)
	if len(earlier) > mostHistory {
		earlier = earlier[len(earlier)-mostHistory:]
	}
	if len(text) > fullHistory {
		h.rewrite(earlier)
	}
	h.append(historyLine{Session: last + 1})
	return earlier, last + 1
}

// parseHistory reads lines; what is damaged is left out.
func parseHistory(text []byte) (entries []entry, last int) {
	type place struct{ session, number int }
	at := map[place]int{}
	for line := range bytes.Lines(text) {
		var l historyLine
		if json.Unmarshal(line, &l) != nil {
			continue
		}
		last = max(last, l.Session)
		p := place{l.Session, l.Number}
		i, known := at[p]
		switch {
		case l.Number == 0:
		case known && l.Result != "":
			entries[i].result = l.Result
		case l.Code != "":
			at[p] = len(entries)
			entries = append(entries, entry{l.Session, l.Number, l.Code, l.Result})
		}
	}
	return entries, last
}

// rewrite puts the entries in the place of what there was, wholly or not at all.
func (h *historyFile) rewrite(entries []entry) {
	var b bytes.Buffer
	for _, e := range entries {
		if line, err := json.Marshal(historyLine{e.session, e.number, e.code, e.result}); err == nil {
			b.Write(append(line, '\n'))
		}
	}
	tmp := h.path + ".new"
	if os.WriteFile(tmp, b.Bytes(), 0o600) == nil {
		_ = os.Rename(tmp, h.path)
	}
}

// keep appends an entry.
func (h *historyFile) keep(e entry) {
	if h != nil {
		h.append(historyLine{e.session, e.number, clip(e.code), clip(e.result)})
	}
}

func (h *historyFile) append(l historyLine) {
	line, err := json.Marshal(l)
	if err != nil {
		return
	}
	f, err := os.OpenFile(h.path, os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o600)
	if err != nil {
		return // a history is a comfort: no cell fails for want of it
	}
	defer f.Close()
	_, _ = f.Write(append(line, '\n'))
}

func clip(s string) string {
	if len(s) > mostCode {
		return s[:mostCode]
	}
	return s
}
