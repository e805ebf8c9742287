package front

import (
	"context"
	"sync"
	"time"

	"github.com/seed-380714d4/fathom/kernel/wire"
)

// queued is a request that waits for the cells before it.
type queued struct {
	wire.Message
	arrived time.Time
}

// queue is where cells wait. It has no bound: a client may send a whole
// notebook at once, and must still be able to interrupt.
type queue struct {
	mu    sync.Mutex
	items []queued
	ready chan struct{} // holds a token when there may be items
}

func newQueue() *queue { return &queue{ready: make(chan struct{}, 1)} }

func (q *queue) push(m wire.Message) {
	q.mu.Lock()
	q.items = append(q.items, queued{m, time.Now()})
	q.mu.Unlock()
	select {
	case q.ready <- struct{}{}:
	default:
	}
}

// pop waits for the next request; false when ctx is done.
func (q *queue) pop(ctx context.Context) (queued, bool) {
	for {
		q.mu.Lock()
		if len(q.items) > 0 && ctx.Err() == nil {
			m := q.items[0]
			q.items = q.items[1:]
			q.mu.Unlock()
			return m, true
		}
		q.mu.Unlock()
		select {
		case <-q.ready:
		case <-ctx.Done():
			return queued{}, false
		}
	}
}

// inFlight is how long after an error a cell that was sent before the error
// became known may still be on its way here.
const inFlight = 100 * time.Millisecond

// aborted tells whether a cell goes down with one that failed at the given
// time: it was there already, or its client sent it before it could know. The
// client's clock is trusted only for a moment, for it may be another machine's.
func (m queued) aborted(failed time.Time) bool {
	if !m.arrived.After(failed) {
		return true
	}
	if m.arrived.After(failed.Add(inFlight)) {
		return false
	}
	sent, err := time.Parse(time.RFC3339Nano, m.Header.Date)
	return err == nil && sent.Before(failed)
}
