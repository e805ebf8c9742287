package front

import (
	"context"
	"time"
	"unicode/utf8"

	"github.com/seed-380714d4/fathom/kernel/assist"
	"github.com/seed-380714d4/fathom/kernel/wire"
)

// patience is how long a question of a client's may wait for the kernel to know
// what cells can import, right after its start.
const patience = 5 * time.Second

// assistRequest is the content of a complete_request or an inspect_request. The
// cursor's position counts characters, not bytes.
type assistRequest struct {
	Code   string `json:"code"`
	Cursor int    `json:"cursor_pos"`
	Detail int    `json:"detail_level"`
}

// completions answers a complete_request.
func (f *Front) completions(m wire.Message) any {
	var q assistRequest
	_ = m.Decode(&q)
	matches, types := []string{}, []object{}
	start, end := q.Cursor, q.Cursor
	if l := f.look(); l != nil {
		c, _ := soon(func() assist.Completion { return assist.Complete(l.view, q.Code, bytesOf(q.Code, q.Cursor)) })
		if len(c.Matches) > 0 {
			start, end = utf8.RuneCountInString(q.Code[:c.Start]), utf8.RuneCountInString(q.Code[:c.End])
		}
		for _, match := range c.Matches {
			matches = append(matches, match.Text)
			types = append(types, object{"text": match.Text, "type": match.Kind, "signature": match.Signature, "start": start, "end": end})
		}
	}
	return object{"status": "ok", "matches": matches, "cursor_start": start, "cursor_end": end,
		"metadata": object{"_jupyter_types_experimental": types}}
}

// inspection answers an inspect_request.
func (f *Front) inspection(m wire.Message) any {
	var q assistRequest
	_ = m.Decode(&q)
	data := object{}
	if l := f.look(); l != nil {
		asker := assist.Asker{Position: l.position, Glance: l.glance}
		d, _ := soon(func() (d assist.Documentation) {
			d, _ = asker.Inspect(l.view, q.Code, bytesOf(q.Code, q.Cursor), q.Detail > 0)
			return d
		})
		if d.Signature != "" {
			data = object{"text/plain": d.Text(), "text/markdown": d.Markdown()}
		}
	}
	return object{"status": "ok", "found": len(data) > 0, "data": data, "metadata": object{}}
}

// soon gives what answer finds, unless that takes too long: a package that is
// just being fetched for a cell keeps everybody waiting who wants to import.
func soon[T any](answer func() T) (found T, ok bool) {
	c := make(chan T, 1)
	go func() { c <- answer() }()
	select {
	case found = <-c:
		return found, true
	case <-time.After(patience):
		return found, false
	}
}

// look is the notebook as it stands; nil if the kernel cannot tell yet.
func (f *Front) look() *look {
	ctx, cancel := context.WithTimeout(f.life, patience)
	defer cancel()
	return f.looks.get(ctx)
}

// bytesOf gives the byte at which a text's n-th character begins.
func bytesOf(text string, n int) int {
	for i := range text {
		if n <= 0 {
			return i
		}
		n--
	}
	return len(text)
}
