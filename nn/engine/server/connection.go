package server

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"time"

	"github.com/seed-380714d4/fathom/dsl/session"
	"github.com/seed-380714d4/fathom/dsl/session/unix"
)

// hearing is how long a client may take to say what it wants.
const hearing = 30 * time.Second

// answer serves one connection, which is one request.
func (s *Server) answer(ctx context.Context, conn net.Conn) {
	defer conn.Close()
	conn.SetReadDeadline(time.Now().Add(hearing))
	op, body, err := s.hear(conn)
	if err == io.EOF {
		return // a client that only looked whether somebody listens
	}
	out := newOutbox(conn)
	if err != nil {
		out.end(unix.ErrorFrame, encodeError(err))
		return
	}
	conn.SetReadDeadline(time.Time{})
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	go func() {
		// The client has said everything: what is read now is its end.
		io.Copy(io.Discard, conn)
		cancel()
	}()
	if s.Notice != nil {
		if n := s.Notice(ctx, op); n != "" {
			unix.WriteFrame(conn, unix.NoticeFrame, []byte(n)) // the outbox has nothing to send yet
		}
	}
	reply, err := s.share(ctx, op, body, out.progress)
	switch {
	case err == nil:
		out.end(unix.ReplyFrame, reply)
	case ctx.Err() != nil:
		out.abandon() // nobody is there, or the next engine is to answer
	default:
		out.end(unix.ErrorFrame, encodeError(err))
	}
}

// hear reads a request.
func (s *Server) hear(conn net.Conn) (op string, body []byte, err error) {
	var hello unix.Hello
	if err := hearJSON(conn, unix.HelloFrame, &hello); err != nil {
		return "", nil, err
	}
	if hello.Protocol != unix.Protocol {
		return "", nil, refusal("protocol; want %d, got %d; run make lab again so that kernel and engine are of one build",
			unix.Protocol, hello.Protocol)
	}
	if hello.Build != "" && s.Build != "" && hello.Build != s.Build {
		return "", nil, refusal("build; want %s, got %s; run make lab again and restart the kernel", s.Build, hello.Build)
	}
	var request unix.Request
	if err := hearJSON(conn, unix.RequestFrame, &request); err != nil {
		return "", nil, mid(err)
	}
	body, err = hearFrame(conn, unix.BodyFrame, unix.MaxBody)
	return request.Op, body, mid(err)
}

// mid says that a request ended too early, which at its start is no mistake.
func mid(err error) error {
	if err == io.EOF {
		return io.ErrUnexpectedEOF
	}
	return err
}

func hearJSON(conn net.Conn, kind byte, v any) error {
	payload, err := hearFrame(conn, kind, unix.MaxHead)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(payload, v); err != nil {
		return refusal("frame %q: %v", kind, err)
	}
	return nil
}

func hearFrame(conn net.Conn, want byte, max int) ([]byte, error) {
	kind, payload, err := unix.ReadFrame(conn, max)
	if err == io.EOF || err == io.ErrUnexpectedEOF {
		return nil, err
	}
	if err != nil {
		return nil, refusal("%v", err)
	}
	if kind != want {
		return nil, refusal("frame; want %q, got %q; is this a client of Fathom?", want, kind)
	}
	return payload, nil
}

func refusal(form string, args ...any) error {
	return &session.Error{Code: "engine", Message: "engine: request: " + fmt.Sprintf(form, args...)}
}

func encodeError(err error) []byte {
	b, jerr := json.Marshal(session.EncodeError(err))
	if jerr != nil { // a detail that is no JSON
		b, _ = json.Marshal(&session.Error{Code: "error", Message: err.Error()})
	}
	return b
}
