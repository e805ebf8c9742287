package front

import (
	"context"
	"encoding/json"
	"time"

	"github.com/seed-380714d4/fathom/kernel/wire"
)

// patience is how long completion and inspection may take. The first answer of
// gopls waits for it to have read the packages.
const patience = 20 * time.Second

// stage is what makes GoNB take a plain cell's text for the body of a program.
const stage = "%%\n"

// assistRequest is the content of a complete_request or an inspect_request.
type assistRequest struct {
	Code   string `json:"code"`
	Cursor int    `json:"cursor_pos"`
	Detail int    `json:"detail_level"`
}

// completions answers a complete_request.
func (f *Front) completions(m wire.Message) any {
	var q assistRequest
	_ = m.Decode(&q)
	none := object{"status": "ok", "matches": []string{}, "cursor_start": q.Cursor, "cursor_end": q.Cursor, "metadata": object{}}
	content, shift := f.assist("complete_request", q)
	var reply struct {
		Status  string   `json:"status"`
		Matches []string `json:"matches"`
		Start   int      `json:"cursor_start"`
		End     int      `json:"cursor_end"`
	}
	if content == nil || json.Unmarshal(content, &reply) != nil || reply.Status != "ok" || len(reply.Matches) == 0 {
		return none
	}
	return object{"status": "ok", "matches": reply.Matches, "metadata": object{},
		"cursor_start": max(0, reply.Start-shift), "cursor_end": max(0, reply.End-shift)}
}

// inspection answers an inspect_request.
func (f *Front) inspection(m wire.Message) any {
	var q assistRequest
	_ = m.Decode(&q)
	content, _ := f.assist("inspect_request", q)
	var reply map[string]any
	if content == nil || json.Unmarshal(content, &reply) != nil || reply["status"] != "ok" {
		return object{"status": "ok", "found": false, "data": object{}, "metadata": object{}}
	}
	return reply
}

// assist asks GoNB, which asks gopls. GoNB answers nothing while it runs a
// cell, and a cell would wait for the answer: so it is not asked then. shift is
// how far positions in the answer are off.
func (f *Front) assist(kind string, q assistRequest) (content json.RawMessage, shift int) {
	f.mu.Lock()
	busy := f.running != nil
	f.mu.Unlock()
	child := f.gonb.living()
	if busy || child == nil || q.Code == "" {
		return nil, 0
	}
	if isPlain(q.Code) {
		shift = len(stage)
		q.Code, q.Cursor = stage+q.Code, q.Cursor+shift
	}
	ctx, cancel := context.WithTimeout(f.life, patience)
	defer cancel()
	reply, err := child.Do(ctx, kind, object{"code": q.Code, "cursor_pos": q.Cursor, "detail_level": q.Detail}, nil)
	if err != nil {
		return nil, 0
	}
	return reply.Content, shift
}
