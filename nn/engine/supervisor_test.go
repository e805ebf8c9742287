package main

import (
	"bytes"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"

	"github.com/seed-380714d4/fathom/dsl/session/unix"
)

// engineBinary is built once, in TestMain.
var engineBinary string

func TestMain(m *testing.M) {
	if path := os.Getenv("ENGINE_TEST_CLIENT"); path != "" {
		beClient(path) // the cell of a test, to be killed
	}
	dir, err := os.MkdirTemp("", "engine")
	if err != nil {
		panic(err)
	}
	engineBinary = filepath.Join(dir, "fathom-engine")
	if out, err := exec.Command("go", "build", "-buildvcs=false", "-o", engineBinary, ".").CombinedOutput(); err != nil {
		panic(string(out))
	}
	os.Setenv("FATHOM_STORE", "off") // the user's store is none of our business
	code := m.Run()
	os.RemoveAll(dir)
	os.Exit(code)
}

// supervisor does what a kernel's front does: it owns the listening socket and
// keeps an engine behind it.
type supervisor struct {
	unix.Driver
	t      *testing.T
	l      *net.UnixListener
	env    []string
	log    syncBuffer
	ended  chan struct{}
	mu     sync.Mutex
	cmd    *exec.Cmd
	stdin  io.Closer
	starts int
	over   bool
}

// supervise keeps an engine until the test ends.
func supervise(t *testing.T, env ...string) *supervisor {
	t.Helper()
	dir, err := os.MkdirTemp("", "e") // t.TempDir can be longer than a socket's path may be
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, "s")
	l, err := net.ListenUnix("unix", &net.UnixAddr{Name: path, Net: "unix"})
	if err != nil {
		t.Fatal(err)
	}
	s := &supervisor{Driver: unix.Driver{Path: path}, t: t, l: l, env: env, ended: make(chan struct{})}
	go s.keep()
	t.Cleanup(func() {
		s.mu.Lock()
		s.over = true
		if s.stdin != nil {
			s.stdin.Close() // which ends an engine
		}
		s.mu.Unlock()
		<-s.ended
		l.Close()
		os.RemoveAll(dir)
		if t.Failed() {
			t.Logf("the engines said:\n%s", s.log.String())
		}
	})
	return s
}

// keep starts one engine after another.
func (s *supervisor) keep() {
	defer close(s.ended)
	for s.start() {
		s.cmd.Wait()
	}
}

func (s *supervisor) start() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.over {
		return false
	}
	f, err := s.l.File()
	if err != nil {
		s.t.Error(err)
		return false
	}
	defer f.Close()
	s.cmd = exec.Command(engineBinary)
	s.cmd.Env = append(append(os.Environ(), s.env...), "FATHOM_LISTEN_FD=3")
	s.cmd.ExtraFiles = []*os.File{f}
	s.cmd.Stderr = &s.log
	if s.stdin, err = s.cmd.StdinPipe(); err != nil {
		s.t.Error(err)
		return false
	}
	if err := s.cmd.Start(); err != nil {
		s.t.Error(err)
		return false
	}
	s.starts++
	return true
}

// signal sends the engine of the moment a signal, and tells how many have
// been started.
func (s *supervisor) signal(sig os.Signal) (starts int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.cmd.Process.Signal(sig); err != nil && err != os.ErrProcessDone {
		s.t.Error(err)
	}
	return s.starts
}

// engines is how many have been started.
func (s *supervisor) engines() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.starts
}

type syncBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (s *syncBuffer) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.Write(p)
}

func (s *syncBuffer) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.String()
}
