package stream

import (
	"bytes"
	"encoding/json"
	"io"
	"strconv"
)

// MaxPayload bounds a frame's payload: a length beyond it is no frame.
const MaxPayload = 1 << 30

// maxHead bounds what follows the mark in a frame's head: kind, length, BEL.
const maxHead = 64

// Event is the next thing in a stream: text, when Kind is "", or a frame.
type Event struct {
	Text    []byte
	Kind    Kind
	Payload json.RawMessage
}

// Reader takes a stream apart. Text is handed on as soon as it is there; only
// what may be the start of a frame waits for more. What looks like a frame and
// is none is text.
type Reader struct {
	from io.Reader
	lead []byte // what a frame starts with
	buf  []byte // read and not yet handed on
	err  error  // of from
}

// NewReader reads the stream of a cell that was given mark.
func NewReader(from io.Reader, mark string) *Reader {
	return &Reader{from: from, lead: []byte("\x1b]fathom;" + mark + ";")}
}

// Next gives the next event; at the end of the stream, and of all its text,
// the error of the underlying reader.
func (r *Reader) Next() (Event, error) {
	for {
		if e, ok := r.take(); ok {
			return e, nil
		}
		if r.err != nil {
			return Event{}, r.err
		}
		r.fill(32 << 10)
	}
}

// fill reads once, into room for at least n bytes more.
func (r *Reader) fill(n int) {
	r.buf = append(r.buf, make([]byte, n)...)
	got, err := r.from.Read(r.buf[len(r.buf)-n:])
	r.buf, r.err = r.buf[:len(r.buf)-n+got], err
}

// take gives the first event in the buffer, if it is there whole.
func (r *Reader) take() (Event, bool) {
	at := bytes.Index(r.buf, r.lead)
	switch {
	case at > 0:
		return r.text(at)
	case at == 0:
		return r.frame()
	case r.err != nil:
		return r.text(len(r.buf))
	default:
		return r.text(len(r.buf) - r.partial())
	}
}

// text hands on the first n bytes as text.
func (r *Reader) text(n int) (Event, bool) {
	if n == 0 {
		return Event{}, false
	}
	e := Event{Text: bytes.Clone(r.buf[:n])}
	r.buf = append(r.buf[:0], r.buf[n:]...)
	return e, true
}

// partial is the length of the buffer's end that may be a frame's beginning.
func (r *Reader) partial() int {
	for n := min(len(r.lead)-1, len(r.buf)); n > 0; n-- {
		if bytes.HasSuffix(r.buf, r.lead[:n]) {
			return n
		}
	}
	return 0
}

// frame takes the frame that the buffer starts with; a malformed one's lead is
// text, and so is then the rest.
func (r *Reader) frame() (Event, bool) {
	head := r.buf[len(r.lead):]
	end := bytes.IndexByte(head[:min(len(head), maxHead)], '\a')
	if end < 0 {
		if len(head) >= maxHead || r.err != nil {
			return r.text(len(r.lead))
		}
		return Event{}, false
	}
	kind, size, ok := parseHead(head[:end])
	if !ok {
		return r.text(len(r.lead))
	}
	start := len(r.lead) + end + 1
	for len(r.buf) < start+size && r.err == nil {
		r.fill(min(start+size-len(r.buf), 1<<20))
	}
	if len(r.buf) < start+size || !json.Valid(r.buf[start:start+size]) {
		return r.text(len(r.lead))
	}
	e := Event{Kind: kind, Payload: bytes.Clone(r.buf[start : start+size])}
	r.buf = append(r.buf[:0], r.buf[start+size:]...)
	return e, true
}

// parseHead reads KIND;LENGTH.
func parseHead(head []byte) (Kind, int, bool) {
	name, length, ok := bytes.Cut(head, []byte(";"))
	size, err := strconv.Atoi(string(length))
	if !ok || err != nil || size < 0 || size > MaxPayload {
		return "", 0, false
	}
	switch kind := Kind(name); kind {
	case Display, Update, Result, Failure, Notice, Vars, Errors, Clear, Where:
		return kind, size, true
	}
	return "", 0, false
}
