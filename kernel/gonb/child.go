package gonb

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/seed-380714d4/fathom/kernel/guard"
	"github.com/seed-380714d4/fathom/kernel/wire"
)

// Options says where things are.
type Options struct {
	Binary  string   // GoNB
	Guard   []string // the command line that becomes a guard
	Bin     string   // comes first in PATH: goimports, gopls
	Work    string   // root of the module that every cell may import from
	Sockets string   // a private directory with a short path; removed at the end
	Temp    string   // a private directory for GoNB and what it starts; removed at the end
	Inherit []string // directories to remove when this process has ended
	Dir     string   // the working directory; "" is this process's own
	Name    string   // the base name of Jupyter's connection file: it holds the kernel's id
	Env     []string // more variables, as NAME=VALUE
	// Other receives what GoNB publishes outside a request: widgets' messages.
	Other func(wire.Message)
}

// Child is a running GoNB.
//
// GoNB answers on its shell socket whatever socket the question came by, and
// its router drops what it sends to identities it has not seen on that socket:
// the wire.Client has one identity on all. What it publishes before a
// subscription has arrived is lost: Start asks until a status is heard.
type Child struct {
	opts   Options
	proc   *guard.Process
	client *wire.Client
	log    guard.Tail
	dir    string
	cancel context.CancelFunc

	mu    sync.Mutex
	calls map[string]*call // by the request's message id
	order []string         // of calls, oldest first
}

// ErrDied is what requests end with when GoNB has died.
var ErrDied = errors.New("gonb: GoNB has died; what plain cells left is kept, what other cells declared is lost; run those again")

// Start starts GoNB and waits until it answers.
func Start(ctx context.Context, o Options) (*Child, error) {
	if _, err := os.Stat(o.Binary); err != nil {
		return nil, fmt.Errorf("gonb: %w; want GoNB's binary there; make lab builds it", err)
	}
	conn := wire.Connection{
		Transport: "ipc", IP: filepath.Join(o.Sockets, "g"), Key: wire.NewID(), Scheme: "hmac-sha256",
		Shell: 1, IOPub: 2, Stdin: 3, Control: 4, Heartbeat: 5,
	}
	file := filepath.Join(o.Sockets, o.Name)
	if err := conn.Write(file); err != nil {
		return nil, err
	}
	life, cancel := context.WithCancel(context.Background())
	c := &Child{opts: o, cancel: cancel, log: guard.Tail{Limit: 64 << 10}, calls: map[string]*call{}}
	var err error
	c.proc, err = guard.Start(guard.Command{
		Guard: o.Guard, Path: o.Binary,
		Args: []string{"--kernel", file, "-logtostderr=true", "-go_work=" + o.Work},
		Dir:  o.Dir, Env: environment(o), Output: &c.log, Remove: []string{o.Temp, o.Sockets},
		Inherit: o.Inherit, Yields: 250, // before the front, after cells and engine
	})
	if err != nil {
		cancel()
		return nil, err
	}
	go func() { // a GoNB that dies early must not be dialed for ever
		<-c.proc.Done()
		cancel()
	}()
	stop := context.AfterFunc(ctx, cancel)
	defer stop()
	if c.client, err = wire.Dial(life, conn); err == nil {
		go c.listen(c.client.IOPub, c.published)
		go c.listen(c.client.Shell, c.replied)
		go c.listen(c.client.Stdin, c.asked)
		go c.listen(c.client.Control, c.replied)
		err = c.ready(ctx)
	}
	if err != nil {
		c.Kill()
		return nil, fmt.Errorf("gonb: GoNB did not start: %w; its last words: %s", err, lastLines(c.log.String(), 5))
	}
	return c, nil
}

// ready waits until GoNB answers and what it publishes is heard.
func (c *Child) ready(ctx context.Context) error {
	for {
		try, cancel := context.WithTimeout(ctx, time.Second)
		_, err := c.Do(try, "kernel_info_request", struct{}{}, nil)
		cancel()
		if err == nil {
			break
		}
		if errors.Is(err, ErrDied) || ctx.Err() != nil {
			return err
		}
	}
	found, err := filepath.Glob(filepath.Join(c.opts.Temp, "gonb_*"))
	if err != nil || len(found) == 0 {
		return fmt.Errorf("want its directory in %s, got none", c.opts.Temp)
	}
	c.dir = found[0]
	for _, dir := range found {
		if info, err := os.Stat(dir); err == nil && info.IsDir() {
			c.dir = dir
		}
	}
	return nil
}

// Dir is the directory in which GoNB builds: every Go file there is compiled.
func (c *Child) Dir() string { return c.dir }

// Done is closed when GoNB and all that it started are gone.
func (c *Child) Done() <-chan struct{} { return c.proc.Done() }

// Log is the end of what GoNB wrote to its log.
func (c *Child) Log() string { return c.log.String() }

// Stop asks GoNB to end, and sees to it that it does: it, gopls, a running
// cell, and its directories are gone when Stop returns.
func (c *Child) Stop(ctx context.Context) {
	if m, err := c.client.New("shutdown_request", map[string]any{"restart": false}); err == nil {
		_ = c.client.Control.Send(m)
	}
	select {
	case <-c.proc.Done():
	case <-ctx.Done():
	case <-time.After(300 * time.Millisecond):
	}
	c.Kill()
}

// Kill ends GoNB without asking it.
func (c *Child) Kill() {
	_ = c.proc.Stop()
	c.cancel()
	if c.client != nil {
		c.client.Close()
	}
}
