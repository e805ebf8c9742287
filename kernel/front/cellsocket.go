package front

import (
	"encoding/json"
	"fmt"
	"net"
	"sync"

	"github.com/seed-380714d4/fathom/dsl/session/stream"
)

// cellSocket is where the programs of plain cells connect. Only one runs at a
// time; who calls when none is expected is a program that has no business here.
type cellSocket struct {
	listener *net.UnixListener
	mu       sync.Mutex
	expected chan *net.UnixConn
	hello    []byte // for the first connection of a program
	calls    int    // connections that are still expected
}

func listenCells(path string) (*cellSocket, error) {
	l, err := net.ListenUnix("unix", &net.UnixAddr{Name: path, Net: "unix"})
	if err != nil {
		return nil, fmt.Errorf("front: cells' socket: %w", err)
	}
	s := &cellSocket{listener: l}
	go s.accept()
	return s, nil
}

func (s *cellSocket) accept() {
	for {
		c, err := s.listener.AcceptUnix()
		if err != nil {
			return
		}
		s.mu.Lock()
		if s.calls == 0 {
			c.Close()
		} else {
			// A fresh connection's buffer holds a line, so this cannot block.
			_, _ = c.Write(s.hello)
			s.hello = nil
			s.expected <- c
			s.calls--
		}
		s.mu.Unlock()
	}
}

// expect gives a channel on which the next program's connections come: the
// first, greeted, is its stream, the second its standard error.
func (s *cellSocket) expect(h stream.Hello) (<-chan *net.UnixConn, error) {
	line, err := json.Marshal(h)
	if err != nil {
		return nil, fmt.Errorf("front: cells' socket: %w", err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.hello = append(line, '\n')
	s.calls = 2
	s.expected = make(chan *net.UnixConn, s.calls)
	return s.expected, nil
}

// expectNone ends an expectation that was not met.
func (s *cellSocket) expectNone() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.calls = 0
}

func (s *cellSocket) close() { s.listener.Close() }
