package front

import (
	"context"
	"net"
	"time"

	"github.com/seed-380714d4/fathom/dsl/session/stream"
	"github.com/seed-380714d4/fathom/kernel/wire"
)

const (
	// called is how long after GoNB's reply the program's call may still be on
	// its way from the socket's queue.
	called = 200 * time.Millisecond
	// left is how long after a program's end its stream may stay silent before
	// it is cut: somebody whom the program left behind holds it open.
	left = time.Second
)

// answer is what GoNB said in the end about a stub.
type answer struct {
	message wire.Message
	err     error
}

// follower follows a plain cell from the stub to its end: the program's
// connection, its stream, and GoNB's answer, whichever comes first.
type follower struct {
	screen   *screen
	calls    <-chan *net.UnixConn
	answers  <-chan answer
	greet    func(*net.UnixConn) // when the program has called
	mark     string
	events   chan stream.Event // nil before the program has called, and after its end
	stop     context.Context   // ends the reading
	answer   *answer
	answered time.Time
	last     time.Time // when anything came
	met      bool      // the program has called
}

// follow returns when the program has ended and all that it said is shown.
func (w *follower) follow() {
	stop, cancel := context.WithCancel(context.Background())
	defer cancel()
	w.stop = stop
	for !w.over() {
		timer := time.NewTimer(w.pause())
		select {
		case c := <-w.calls:
			w.connect(c)
		case e, ok := <-w.events:
			w.last = time.Now()
			if ok {
				w.screen.event(e)
			} else {
				w.events = nil
			}
		case a := <-w.answers:
			w.answer, w.answered, w.answers = &a, time.Now(), nil
		case <-timer.C:
			if due, ok := w.screen.due(); ok && due == 0 {
				w.screen.tick()
			}
		}
		timer.Stop()
	}
	w.screen.end()
}

// over tells whether there is nothing to wait for any more.
func (w *follower) over() bool {
	if w.answer == nil {
		return false
	}
	if !w.met {
		return time.Since(w.answered) > called
	}
	return w.events == nil || time.Since(later(w.last, w.answered)) > left
}

// pause is how long nothing may happen before somebody must look.
func (w *follower) pause() time.Duration {
	pause := time.Minute
	if w.answer != nil {
		pause = 20 * time.Millisecond
	}
	if due, ok := w.screen.due(); ok {
		pause = min(pause, due)
	}
	return pause
}

// connect starts reading the program's stream.
func (w *follower) connect(c *net.UnixConn) {
	w.met, w.calls, w.last = true, nil, time.Now()
	w.greet(c)
	events := make(chan stream.Event)
	w.events = events
	context.AfterFunc(w.stop, func() { c.Close() })
	go func() {
		defer close(events)
		r := stream.NewReader(c, w.mark)
		for {
			e, err := r.Next()
			if err != nil {
				return
			}
			select {
			case events <- e:
			case <-w.stop.Done():
				return
			}
		}
	}()
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}
