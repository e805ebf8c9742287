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
//
// The program has a second connection for what it writes to os.Stderr. Each of
// the two arrives in its own order and whole; between them the order is that in
// which the front gets to see them, which is that of writing unless they are
// written within the same moment. Package log and displays share the first one,
// so theirs is exact.
type follower struct {
	screen   *screen
	calls    <-chan *net.UnixConn
	answers  <-chan answer
	greet    func(*net.UnixConn) // when the program has called
	mark     string
	events   chan stream.Event // nil before the program has called, and after its end
	errors   chan stream.Event // the same for the second connection
	apart    bool              // the second connection has been made
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
			w.take(e, ok, &w.events)
		case e, ok := <-w.errors:
			w.take(e, ok, &w.errors)
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

// take shows what came by one of the connections.
func (w *follower) take(e stream.Event, ok bool, from *chan stream.Event) {
	w.last = time.Now()
	if ok {
		w.screen.event(e)
	} else {
		*from = nil
	}
}

// over tells whether there is nothing to wait for any more.
func (w *follower) over() bool {
	if w.answer == nil {
		return false
	}
	if !w.met {
		return time.Since(w.answered) > called
	}
	if !w.apart && time.Since(w.answered) < called {
		return false
	}
	return w.events == nil && w.errors == nil || time.Since(later(w.last, w.answered)) > left
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

// connect starts reading a connection of the program's: the first is its
// stream, the second its standard error.
func (w *follower) connect(c *net.UnixConn) {
	context.AfterFunc(w.stop, func() { c.Close() })
	if w.met {
		w.apart, w.calls = true, nil
		w.errors = w.read(plainText{c})
		return
	}
	w.met, w.last = true, time.Now()
	w.greet(c)
	w.events = w.read(stream.NewReader(c, w.mark))
}

// source gives one event after another.
type source interface{ Next() (stream.Event, error) }

// read hands on what a source gives until it ends.
func (w *follower) read(from source) chan stream.Event {
	events := make(chan stream.Event)
	go func() {
		defer close(events)
		for {
			e, err := from.Next()
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
	return events
}

// plainText is a connection on which there is nothing but standard error.
type plainText struct{ c *net.UnixConn }

func (p plainText) Next() (stream.Event, error) {
	b := make([]byte, 32<<10)
	n, err := p.c.Read(b)
	if n > 0 {
		return stream.Event{Kind: stream.Errors, Text: b[:n]}, nil
	}
	return stream.Event{}, err
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}
