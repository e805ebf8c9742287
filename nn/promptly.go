package nn

import (
	"context"
	"fmt"
	"log"
	"runtime/debug"
	"time"
)

// lastWords is how long a cancelled request may take to end by itself, which
// keeps a checkpoint: an interrupt is to take effect in half a second.
const lastWords = 300 * time.Millisecond

// promptly gives up on an answer that does not come when ctx is done: neither
// a compilation nor a step of a large network can be stopped. What was begun
// goes on by itself to where it notices, keeps its checkpoint there and gives
// back what it holds.
func promptly(ctx context.Context, answer func() (any, error)) (any, error) {
	type outcome struct {
		reply any
		err   error
	}
	done := make(chan outcome, 1)
	go func() {
		var o outcome
		defer func() { // as a server does; nobody above this goroutine would
			if p := recover(); p != nil {
				log.Printf("nn: panic: %v\n%s", p, debug.Stack())
				o.err = fmt.Errorf("nn: a mistake in Fathom itself: %v", p)
			}
			done <- o
		}()
		o.reply, o.err = answer()
	}()
	select {
	case o := <-done:
		return o.reply, o.err
	case <-ctx.Done():
	}
	select {
	case o := <-done:
		return o.reply, o.err
	case <-time.After(lastWords):
		return nil, ctx.Err()
	}
}
