package unix

import (
	"context"
	"io"
	"sync"
	"syscall"
	"time"
)

// socket is a connected Unix socket in blocking mode.
type socket struct {
	mu     sync.Mutex
	fd     int
	closed bool
}

// connectTry is how long one connect may wait for room in the listener's
// queue before it looks whether it is still wanted.
var connectTry = syscall.NsecToTimeval(int64(100 * time.Millisecond))

// dial connects to the listener at path.
func dial(ctx context.Context, path string) (*socket, error) {
	for {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		fd, err := newSocket()
		if err != nil {
			return nil, err
		}
		if err = syscall.Connect(fd, &syscall.SockaddrUnix{Name: path}); err == nil {
			return &socket{fd: fd}, syscall.SetsockoptTimeval(fd, syscall.SOL_SOCKET, syscall.SO_SNDTIMEO, &syscall.Timeval{})
		}
		syscall.Close(fd)
		if err != syscall.EINTR && err != syscall.EAGAIN {
			return nil, err
		}
	}
}

// newSocket makes a socket that no child process inherits.
func newSocket() (int, error) {
	syscall.ForkLock.RLock()
	fd, err := syscall.Socket(syscall.AF_UNIX, syscall.SOCK_STREAM, 0)
	if err == nil {
		syscall.CloseOnExec(fd)
	}
	syscall.ForkLock.RUnlock()
	if err != nil {
		return 0, err
	}
	if err := syscall.SetsockoptTimeval(fd, syscall.SOL_SOCKET, syscall.SO_SNDTIMEO, &connectTry); err != nil {
		syscall.Close(fd)
		return 0, err
	}
	return fd, nil
}

func (s *socket) Read(b []byte) (int, error) {
	for len(b) > 0 {
		n, err := syscall.Read(s.fd, b)
		switch {
		case err == syscall.EINTR:
		case err != nil:
			return 0, err
		case n == 0:
			return 0, io.EOF
		default:
			return n, nil
		}
	}
	return 0, nil
}

func (s *socket) Write(b []byte) (int, error) {
	done := 0
	for done < len(b) {
		n, err := syscall.Write(s.fd, b[done:])
		if n > 0 {
			done += n
		}
		if err != nil && err != syscall.EINTR {
			return done, err
		}
	}
	return done, nil
}

// shutdown ends the connection in both directions, which wakes whoever reads
// or writes. Closing would not, and would let the number be given to another
// file under the reader's hands.
func (s *socket) shutdown() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.closed {
		syscall.Shutdown(s.fd, syscall.SHUT_RDWR)
	}
}

func (s *socket) close() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.closed = true
	syscall.Close(s.fd)
}
