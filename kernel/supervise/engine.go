package supervise

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"golang.org/x/sys/unix"

	"github.com/seed-380714d4/fathom/kernel/guard"
)

const (
	// longestSocket is what a Unix socket's path may have on every system.
	longestSocket = 103
	// hopeless is how many engines in a row may die young before the callers
	// are told.
	hopeless = 3
	// young is the age below which an engine's death counts towards that.
	young = 2 * time.Second
	// keptLog is how much of the engine's log is kept.
	keptLog = 64 << 10
	// yields is how readily an engine goes when memory runs out: as a cell does.
	yields = 500
)

// Options says what the engine is and where it listens.
type Options struct {
	Binary string
	Args   []string
	Guard  []string // the command line that becomes a guard
	Socket string   // path of the socket, in a private directory
	Env    []string // the engine's environment
	Dir    string   // its working directory
	Grace  time.Duration
}

// Engine is the place of an engine: its socket, and the process when there is
// one.
type Engine struct {
	opts     Options
	listener *net.UnixListener
	wake     *os.File // ends a poll
	wakeable *os.File
	log      guard.Tail
	done     chan struct{}

	mu    sync.Mutex
	env   []string
	renew chan struct{} // closed when the engine that runs is out of date
}

// Listen makes the socket and watches it until ctx is done. Nothing is started
// before somebody connects.
func Listen(ctx context.Context, o Options) (*Engine, error) {
	if len(o.Socket) > longestSocket {
		return nil, fmt.Errorf("supervise: socket %s; want a path of %d bytes at most, got %d; set XDG_RUNTIME_DIR to a shorter one",
			o.Socket, longestSocket, len(o.Socket))
	}
	l, err := net.ListenUnix("unix", &net.UnixAddr{Name: o.Socket, Net: "unix"})
	if err != nil {
		return nil, fmt.Errorf("supervise: engine's socket: %w", err)
	}
	r, w, err := os.Pipe()
	if err != nil {
		l.Close()
		return nil, fmt.Errorf("supervise: %w", err)
	}
	e := &Engine{opts: o, listener: l, wake: w, wakeable: r, done: make(chan struct{}), env: o.Env, renew: make(chan struct{})}
	e.log.Limit = keptLog
	go e.watch(ctx)
	context.AfterFunc(ctx, func() { w.Close() })
	return e, nil
}

// Done is closed when the context of Listen is done and the engine is gone.
func (e *Engine) Done() <-chan struct{} { return e.done }

// Log is the end of what engines wrote to their log.
func (e *Engine) Log() string { return e.log.String() }

// Renew changes the environment. An engine that runs ends, and whoever calls
// next has another one started.
func (e *Engine) Renew(env []string) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.env = env
	close(e.renew)
	e.renew = make(chan struct{})
}

// surroundings are the environment as it is, and what tells of its change.
func (e *Engine) surroundings() ([]string, chan struct{}) {
	e.mu.Lock()
	defer e.mu.Unlock()
	return slices.Clone(e.env), e.renew
}

// errRenewed is why an engine ended whose environment had changed.
var errRenewed = errors.New("its environment has changed")

// errStarved is why an engine ended that needs more memory than there is.
var errStarved = errors.New("memory ran out twice, and the system killed the engine; train a smaller network or smaller batches, or one training at a time")

// watch runs one engine after another, as callers come.
func (e *Engine) watch(ctx context.Context) {
	defer close(e.done)
	defer e.wakeable.Close()
	defer e.listener.Close()
	deaths, starved := 0, 0
	for e.wait(ctx) {
		start, kills := time.Now(), guard.OutOfMemoryKills()
		err := e.run(ctx)
		if guard.OutOfMemoryKills() == kills {
			starved = 0
		} else if starved++; starved > 1 && ctx.Err() == nil && err != errRenewed {
			e.refuse(errStarved) // the next one would go the same way, for ever
			deaths, starved = 0, 0
			continue
		}
		switch {
		case ctx.Err() != nil:
			return
		case err == errRenewed || time.Since(start) > young:
			deaths = 0
			continue
		}
		deaths++
		if deaths >= hopeless || e.missing() {
			e.refuse(err)
			deaths = 0
			continue
		}
		select {
		case <-time.After(time.Duration(deaths) * 100 * time.Millisecond):
		case <-ctx.Done():
			return
		}
	}
}

// wait returns true when somebody waits at the socket, false when all is over.
func (e *Engine) wait(ctx context.Context) bool {
	raw, err := e.listener.SyscallConn()
	if err != nil {
		return false
	}
	waiting := false
	err = raw.Control(func(fd uintptr) {
		fds := []unix.PollFd{{Fd: int32(fd), Events: unix.POLLIN}, {Fd: int32(e.wakeable.Fd()), Events: unix.POLLIN}}
		for ctx.Err() == nil && !waiting {
			if _, err := unix.Poll(fds, -1); err != nil && err != unix.EINTR {
				return
			}
			waiting = fds[0].Revents != 0
		}
	})
	return err == nil && waiting && ctx.Err() == nil
}

// run runs one engine to its end.
func (e *Engine) run(ctx context.Context) error {
	socket, err := e.listener.File()
	if err != nil {
		return err
	}
	env, renew := e.surroundings()
	p, err := guard.Start(guard.Command{
		Guard: e.opts.Guard, Path: e.opts.Binary, Args: e.opts.Args, Dir: e.opts.Dir,
		Env: append(env, "FATHOM_LISTEN_FD=3"), Files: []*os.File{socket},
		Output: &e.log, Grace: e.opts.Grace, Yields: yields,
	})
	socket.Close()
	if err != nil {
		return err
	}
	select {
	case <-p.Done():
		if err := p.Err(); err != nil {
			return err
		}
		return fmt.Errorf("exit status 0")
	case <-renew:
		_ = p.Stop()
		return errRenewed
	case <-ctx.Done():
		return p.Stop()
	}
}

// missing tells whether there is no engine to start at all.
func (e *Engine) missing() bool {
	_, err := os.Stat(e.opts.Binary)
	return err != nil
}

// why says in one sentence what keeps the engine from running.
func (e *Engine) why(err error) string {
	name := filepath.Base(e.opts.Binary)
	if err == errStarved {
		return fmt.Sprintf("supervise: engine: %v", err)
	}
	if e.missing() {
		return fmt.Sprintf("supervise: engine: want the program %s in .fathom/bin, got none; make lab builds it", name)
	}
	last := strings.TrimSpace(e.log.String())
	if lines := strings.Split(last, "\n"); len(lines) > 5 {
		last = strings.Join(lines[len(lines)-5:], "\n")
	}
	if last == "" {
		last = "nothing"
	}
	return fmt.Sprintf("supervise: engine: %s ends as soon as it is started (%v); its last words: %s; fathom doctor says what is missing", name, err, last)
}
