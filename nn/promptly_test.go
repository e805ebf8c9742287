package nn

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/seed-380714d4/fathom/dsl"
	"github.com/seed-380714d4/fathom/dsl/session"
)

// A request whose work cannot be stopped is given up all the same.
func TestInterruptedWhileItCannotStop(t *testing.T) {
	release := make(chan bool)
	ended := make(chan bool)
	h := handler(func() (*runner, error) { return nil, nil }, func(context.Context, *runner, struct{}, func(dsl.Progress)) (any, error) {
		defer close(ended)
		<-release
		return nil, nil
	})
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := h(ctx, nil, nil)
	var e *session.Error
	if !errors.As(err, &e) || e.Code != "interrupted" {
		t.Errorf("want it interrupted, got %v", err)
	}
	close(release)
	<-ended
}

// A mistake of ours is that request's error, and not the engine's end.
func TestPanicInAnAnswer(t *testing.T) {
	h := handler(func() (*runner, error) { return nil, nil }, func(context.Context, *runner, struct{}, func(dsl.Progress)) (any, error) {
		panic("oh")
	})
	if _, err := h(t.Context(), nil, nil); err == nil || !strings.Contains(err.Error(), "a mistake in Fathom itself: oh") {
		t.Errorf("got %v", err)
	}
}

// Who waits for a compilation may give up; the program is there for the next.
func TestCompilingGoesOn(t *testing.T) {
	c := cache{kept: map[string]*entry{}}
	made, release := 0, make(chan bool)
	build := func() (*program, error) {
		made++
		<-release
		return &program{}, nil
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := c.get(ctx, "a", build); !errors.Is(err, context.Canceled) {
		t.Errorf("want to give up, got %v", err)
	}
	close(release)
	if p, err := c.get(t.Context(), "a", build); p == nil || err != nil || made != 1 {
		t.Errorf("want the one program, got %v, %v, made %d times", p, err, made)
	}
	if _, err := c.get(t.Context(), "b", func() (*program, error) { panic("oh") }); err == nil {
		t.Error("want a panic to be an error")
	}
}
