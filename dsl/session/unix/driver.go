package unix

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"syscall"
	"time"

	"github.com/seed-380714d4/fathom/dsl/session"
)

// Driver sends requests to the engine that listens at Path. The zero value is
// not useful; copies are alike, and all may be used at once.
type Driver struct {
	Path  string
	Build string // compared with the engine's, if not empty
	// Notice, if not nil, is told what the user should know of the engine,
	// with each request that it bears on; who shows it says it once.
	Notice func(sentence string)
}

// maxDeaths is how often an engine may die over one request without having
// come further.
const maxDeaths = 3

// mark is what the driver looks for in a request's progress: how much of it
// would outlive the engine, in whatever unit. A training of hours may meet many
// deaths; one that brings the engine down at the same place meets three.
type mark struct {
	Kept int `json:"kept"`
}

// patience is how long a listener may be gone after an engine died. A kernel's
// listener never is; one of an engine started by hand has to be started again.
const patience = 5 * time.Second

// Do implements session.Driver. It returns ctx's error when ctx is done,
// otherwise a *session.Error: the handler's own, or one with the code "engine"
// when no engine could be made to answer.
func (d Driver) Do(ctx context.Context, op string, body []byte, progress func([]byte)) ([]byte, error) {
	kept := 0 // the furthest mark
	died := 0 // in a row, without a mark further on
	for first := true; died < maxDeaths; first = false {
		s, err := d.connect(ctx, !first)
		if err != nil {
			return nil, finish(ctx, noEngine(op, first, err))
		}
		died++
		reply, err := d.exchange(ctx, s, op, body, func(news []byte) {
			var m mark
			if json.Unmarshal(news, &m) == nil && m.Kept > kept {
				kept, died = m.Kept, 0
			}
			if progress != nil {
				progress(news)
			}
		})
		var death *deathError
		if !errors.As(err, &death) || ctx.Err() != nil {
			return reply, finish(ctx, err)
		}
	}
	return nil, engineError("it ended %d times while it was to %s, and came no further; "+
		"most often that is memory running out: take a smaller batch or model; "+
		"fathom doctor checks the installation", maxDeaths, op)
}

// finish prefers ctx's error: what a cancelled request ended with says nothing.
func finish(ctx context.Context, err error) error {
	if err != nil && ctx.Err() != nil {
		return ctx.Err()
	}
	return err
}

func (d Driver) connect(ctx context.Context, again bool) (*socket, error) {
	deadline := time.Now().Add(patience)
	for {
		s, err := dial(ctx, d.Path)
		gone := err == syscall.ECONNREFUSED || err == syscall.ENOENT
		if !gone || !again || time.Now().After(deadline) {
			return s, err
		}
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-time.After(50 * time.Millisecond):
		}
	}
}

// exchange sends one request over s, waits for the answer, and closes s.
func (d Driver) exchange(ctx context.Context, s *socket, op string, body []byte, progress func([]byte)) ([]byte, error) {
	defer s.close()
	defer context.AfterFunc(ctx, s.shutdown)()
	sent := d.send(s, op, body)
	var long *TooLong
	if errors.As(sent, &long) {
		return nil, engineError("the request to %s is too large; want at most %d bytes, got %d; "+
			"give it less data in the program itself", op, long.Max, long.Length)
	}
	// A server that refuses a request says why and closes, so that sending
	// fails: its answer is worth reading all the same.
	for {
		kind, payload, err := ReadFrame(s, MaxBody)
		if errors.As(err, &long) {
			return nil, engineError("its answer cannot be read (%v); restart the kernel", err)
		}
		if err != nil {
			return nil, &deathError{err}
		}
		switch kind {
		case ProgressFrame:
			progress(payload)
		case NoticeFrame:
			if d.Notice != nil {
				d.Notice(string(payload))
			}
		case ReplyFrame:
			return payload, nil
		case ErrorFrame:
			return nil, decodeError(payload)
		default:
			return nil, engineError("it answered with a frame %q, which protocol %d does not have; "+
				"run make lab again so that kernel and engine are of one build", kind, Protocol)
		}
	}
}

func (d Driver) send(s *socket, op string, body []byte) error {
	hello, err := json.Marshal(Hello{Protocol, d.Build})
	if err != nil {
		return err
	}
	request, err := json.Marshal(Request{op})
	if err != nil {
		return err
	}
	if err := WriteFrame(s, HelloFrame, hello); err != nil {
		return err
	}
	if err := WriteFrame(s, RequestFrame, request); err != nil {
		return err
	}
	return WriteFrame(s, BodyFrame, body)
}

// deathError is a connection that ended before the answer.
type deathError struct{ err error }

func (e *deathError) Error() string { return "unix: the connection ended: " + e.err.Error() }

func decodeError(payload []byte) error {
	e := &session.Error{}
	if err := json.Unmarshal(payload, e); err != nil {
		return engineError("its error cannot be read: %v; restart the kernel", err)
	}
	return e
}

// noEngine says that nobody listens. The socket's path is a generated name,
// which would help nobody.
func noEngine(op string, first bool, err error) error {
	if !first {
		return engineError("it ended while it was to %s, and no other was started (%v); restart the kernel", op, err)
	}
	return engineError("there is none to %s (%v); restart the kernel; fathom doctor checks the installation", op, err)
}

func engineError(form string, args ...any) error {
	return &session.Error{Code: "engine", Message: "engine: " + fmt.Sprintf(form, args...)}
}
