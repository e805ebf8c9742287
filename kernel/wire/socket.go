package wire

import (
	"context"
	"fmt"
	"io"
	"log"
	"sync"
	"sync/atomic"
	"time"

	"github.com/go-zeromq/zmq4"
)

// Socket sends and receives whole messages; it may be used from any number of
// goroutines, but only one should receive.
type Socket struct {
	name    string
	key     []byte
	z       zmq4.Socket
	send    sync.Mutex
	dropped *atomic.Int64
	broken  *atomic.Int64
}

// Recv waits for the next message that is well formed and rightly signed. It
// ends with an error when the socket is closed.
func (s *Socket) Recv() (Message, error) {
	for {
		raw, err := s.z.Recv()
		if err != nil {
			return Message{}, fmt.Errorf("wire: %s: %w", s.name, err)
		}
		m, err := Parse(s.key, raw.Frames)
		switch err {
		case nil:
			return m, nil
		case ErrSignature:
			s.dropped.Add(1)
		default:
			s.broken.Add(1)
		}
	}
}

// Send signs m and sends it.
func (s *Socket) Send(m Message) error {
	frames, err := m.Frames(s.key)
	if err != nil {
		return err
	}
	s.send.Lock()
	defer s.send.Unlock()
	if err := s.z.SendMulti(zmq4.NewMsgFrom(frames...)); err != nil {
		return fmt.Errorf("wire: %s: send %s: %w", s.name, m.Header.Type, err)
	}
	return nil
}

// group is what the sockets of one connection share.
type group struct {
	ctx     context.Context
	cancel  context.CancelFunc
	dropped atomic.Int64
	broken  atomic.Int64
	sockets []zmq4.Socket
}

// Dropped is how many messages came with a wrong signature.
func (g *group) Dropped() int64 { return g.dropped.Load() }

// Broken is how many messages came that are no Jupyter messages at all.
func (g *group) Broken() int64 { return g.broken.Load() }

// Close closes all sockets.
func (g *group) Close() {
	g.cancel()
	for _, z := range g.sockets {
		z.Close()
	}
}

// add makes z one of the group's sockets.
func (g *group) add(name, key string, z zmq4.Socket) *Socket {
	g.sockets = append(g.sockets, z)
	return &Socket{name: name, key: []byte(key), z: z, dropped: &g.dropped, broken: &g.broken}
}

// options are those of every socket. ZeroMQ's own log is about strangers that
// knock at a port; it would only litter the terminal. A connection that is
// refused is tried again soon: the other side may still be starting.
func options(more ...zmq4.Option) []zmq4.Option {
	return append([]zmq4.Option{
		zmq4.WithLogger(log.New(io.Discard, "", 0)),
		zmq4.WithDialerRetry(5 * time.Millisecond),
		zmq4.WithDialerMaxRetries(-1),
	}, more...)
}
