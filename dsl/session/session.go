// Package session carries requests, as bytes, to wherever trainings run.
//
// The path is user code → dsl (which knows what a training is) → session
// (which knows neither models nor GoMLX) → a driver: the engine process that a
// kernel supervises, or this very process. As with database/sql, a program
// chooses by importing: package nn registers handlers that train in process,
// package session/unix the driver that reaches an engine over its socket.
//
// Requests are safe to send twice: what they ask for is named by its content,
// so a driver may repeat one when the engine died under it.
package session

import (
	"context"
	"fmt"
	"sync"
)

// Handler answers one operation. It calls progress, when that is not nil, with
// news of work under way; the reply is the last word. It must stop soon after
// ctx is done.
type Handler func(ctx context.Context, body []byte, progress func([]byte)) ([]byte, error)

// Driver carries an operation to another process.
type Driver interface {
	Do(ctx context.Context, op string, body []byte, progress func([]byte)) ([]byte, error)
}

// registry is the one package-level state of the project: what the imports of
// a program have put within its reach.
var registry struct {
	sync.RWMutex
	handlers map[string]Handler
	driver   Driver
}

// Handle registers what answers op in this process. It is called from the
// init functions of the packages that can do the work.
func Handle(op string, h Handler) {
	registry.Lock()
	defer registry.Unlock()
	if registry.handlers == nil {
		registry.handlers = map[string]Handler{}
	}
	registry.handlers[op] = h
}

// Use makes every following Do go through d; nil goes back to this process.
func Use(d Driver) {
	registry.Lock()
	defer registry.Unlock()
	registry.driver = d
}

// Do asks for op and waits for its answer. Errors that came from another
// process are *Error.
func Do(ctx context.Context, op string, body []byte, progress func([]byte)) ([]byte, error) {
	registry.RLock()
	d := registry.driver
	registry.RUnlock()
	if d != nil {
		return d.Do(ctx, op, body, progress)
	}
	return Local(ctx, op, body, progress)
}

// Local is Do in this process, whatever the driver: the engine answers its
// clients with it.
func Local(ctx context.Context, op string, body []byte, progress func([]byte)) ([]byte, error) {
	registry.RLock()
	h := registry.handlers[op]
	registry.RUnlock()
	if h == nil {
		return nil, &Error{Code: "no-driver", Message: fmt.Sprintf(
			"session: nothing in this program can %s; want a driver; add import _ %q (%s in this process)",
			op, provider(op), op)}
	}
	return h(ctx, body, progress)
}

// provider names the package whose import makes op possible in process.
func provider(op string) string {
	if op == "draw" {
		return "github.com/seed-380714d4/fathom/dsl/figure/draw"
	}
	return "github.com/seed-380714d4/fathom/nn"
}
