package server

import (
	"net"
	"time"

	"github.com/seed-380714d4/fathom/dsl/session/unix"
)

// outbox sends what a client is to be told, in order, from a goroutine of its
// own: a client that is slow to read must not slow the training that it
// watches. When it lags too far behind, the oldest news is dropped; a reply
// holds everything that mattered.
type outbox struct {
	conn net.Conn
	news chan []byte
	last chan message
	done chan struct{}
}

type message struct {
	kind    byte
	payload []byte
}

// backlog is how many pieces of news wait for a slow client.
const backlog = 64

// farewell is how long a client may take to read its answer.
const farewell = time.Minute

func newOutbox(conn net.Conn) *outbox {
	o := &outbox{conn, make(chan []byte, backlog), make(chan message, 1), make(chan struct{})}
	go o.run()
	return o
}

func (o *outbox) run() {
	defer close(o.done)
	for {
		select {
		case news := <-o.news:
			unix.WriteFrame(o.conn, unix.ProgressFrame, news) // a client that is gone is noticed by its reader
		case last := <-o.last:
			o.finish(last)
			return
		}
	}
}

func (o *outbox) finish(last message) {
	for last.kind != 0 {
		select {
		case news := <-o.news:
			unix.WriteFrame(o.conn, unix.ProgressFrame, news)
		default:
			unix.WriteFrame(o.conn, last.kind, last.payload)
			return
		}
	}
}

// progress queues news. It never blocks, and is called by one goroutine at a
// time, before end.
func (o *outbox) progress(news []byte) {
	for {
		select {
		case o.news <- news:
			return
		default:
		}
		select {
		case <-o.news:
		default:
		}
	}
}

// end sends the last frame and waits until it is sent.
func (o *outbox) end(kind byte, payload []byte) {
	o.conn.SetWriteDeadline(time.Now().Add(farewell))
	o.last <- message{kind, payload}
	<-o.done
}

// abandon ends without an answer.
func (o *outbox) abandon() {
	o.conn.Close()
	o.last <- message{}
	<-o.done
}
