package server

import (
	"context"
	"errors"
	"fmt"
	"log"
	"net"
	"runtime/debug"
	"sync"
	"time"

	"github.com/seed-380714d4/fathom/dsl/session"
)

// Server answers requests with Do.
type Server struct {
	// Do does the work; session.Local in an engine.
	Do Do
	// Same gives requests that ask for the same thing the same name, so that
	// it is done once for all who ask at the same time; "" for none such.
	Same func(op string, body []byte) string
	// Story gathers the news of a request that several may watch, for those
	// who come later; nil where the latest news are all that they need.
	Story func(op string) Story

	// Build is this program's; a client that says another is refused. "" is
	// not compared.
	Build string
	// Notice is a sentence that a client should know before op is answered,
	// such as that there is no XLA; "" for nothing. It may be nil.
	Notice func(ctx context.Context, op string) string
	// Log takes what no client can be told: panics, with their stacks.
	Log *log.Logger

	mu      sync.Mutex
	flights map[string]*flight
}

// Story is what happened so far.
type Story interface {
	Add(news []byte)
	// Whole is news that tell all of it.
	Whole() []byte
}

// Do is how work is asked for: session.Local, and session.Do, are such.
type Do func(ctx context.Context, op string, body []byte, progress func([]byte)) ([]byte, error)

// stopping is how long Serve waits for work to notice that it is cancelled.
const stopping = 2 * time.Second

// Serve answers what comes to l until ctx is done. Then it cancels what is
// under way, without an answer, so that clients ask the next engine; waits for
// it, but not for long; and returns nil.
func (s *Server) Serve(ctx context.Context, l net.Listener) error {
	defer context.AfterFunc(ctx, func() { l.Close() })()
	var wg sync.WaitGroup
	defer waitAtMost(&wg, stopping)
	for {
		conn, err := l.Accept()
		switch {
		case ctx.Err() != nil:
			if err == nil {
				conn.Close()
			}
			return nil
		case errors.Is(err, net.ErrClosed):
			return fmt.Errorf("engine: the listening socket is closed: %w", err)
		case err != nil: // too many open files, say: it passes
			s.Log.Printf("engine: accept: %v", err)
			time.Sleep(100 * time.Millisecond)
		default:
			wg.Go(func() { s.answer(ctx, conn) })
		}
	}
}

func waitAtMost(wg *sync.WaitGroup, d time.Duration) {
	done := make(chan struct{})
	go func() { wg.Wait(); close(done) }()
	select {
	case <-done:
	case <-time.After(d):
	}
}

// do is Do, with a panic made an error: one request's mistake must not end
// everybody's engine.
func (s *Server) do(ctx context.Context, op string, body []byte, progress func([]byte)) (reply []byte, err error) {
	defer func() {
		if p := recover(); p != nil {
			s.Log.Printf("engine: %s: panic: %v\n%s", op, p, debug.Stack())
			reply, err = nil, &session.Error{Code: "engine", Message: fmt.Sprintf(
				"engine: %s: a mistake in Fathom itself: %v; the engine goes on", op, p)}
		}
	}()
	return s.Do(ctx, op, body, progress)
}
