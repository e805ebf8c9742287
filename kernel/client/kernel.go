package client

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/seed-380714d4/fathom/kernel/wire"
)

// Options say how a kernel is started.
type Options struct {
	Argv []string // the kernelspec's command; {connection_file} is replaced
	Dir  string   // the notebook's directory; "" for the current one
	Env  []string // added to this process's environment
}

// Kernel is a kernel that runs, and a client connected to it.
type Kernel struct {
	cmd   *exec.Cmd
	wire  *wire.Client
	dir   string // holds the connection file
	log   *tail
	done  chan struct{} // closed when the process has ended
	iopub chan wire.Message
	shell chan wire.Message
	ctl   chan wire.Message
}

// Start starts a kernel and waits until it answers kernel_info_request and its
// iopub channel is connected.
func Start(ctx context.Context, o Options) (*Kernel, error) {
	dir, err := os.MkdirTemp("", "client")
	if err != nil {
		return nil, fmt.Errorf("client: %w", err)
	}
	k := &Kernel{dir: dir, log: &tail{}, done: make(chan struct{}),
		iopub: make(chan wire.Message, 4096), shell: make(chan wire.Message, 64), ctl: make(chan wire.Message, 64)}
	conn, err := connection()
	if err != nil {
		return nil, err
	}
	file := filepath.Join(dir, "kernel.json")
	if err := conn.Write(file); err != nil {
		return nil, err
	}
	var argv []string
	for _, a := range o.Argv {
		argv = append(argv, strings.ReplaceAll(a, "{connection_file}", file))
	}
	k.cmd = exec.Command(argv[0], argv[1:]...)
	k.cmd.Dir, k.cmd.Env = o.Dir, append(os.Environ(), o.Env...)
	k.cmd.Stdout, k.cmd.Stderr = k.log, k.log
	k.cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true} // as Jupyter does
	k.cmd.WaitDelay = time.Second                          // children of a killed kernel may hold its stderr
	if err := k.cmd.Start(); err != nil {
		return nil, fmt.Errorf("client: start %s: %w", argv[0], err)
	}
	go func() {
		k.cmd.Wait()
		close(k.done)
	}()
	if err := k.connect(ctx, conn); err != nil {
		k.Kill()
		return nil, fmt.Errorf("%w; the kernel wrote:\n%s", err, k.Log())
	}
	return k, nil
}

// connection chooses five free ports and a key.
func connection() (wire.Connection, error) {
	c := wire.Connection{Transport: "tcp", IP: "127.0.0.1", Key: wire.NewID(), Scheme: "hmac-sha256"}
	for _, port := range []*int{&c.Shell, &c.IOPub, &c.Stdin, &c.Control, &c.Heartbeat} {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			return c, fmt.Errorf("client: a free port: %w", err)
		}
		defer l.Close() // all five are held until all are chosen
		*port = l.Addr().(*net.TCPAddr).Port
	}
	return c, nil
}

func (k *Kernel) connect(ctx context.Context, c wire.Connection) error {
	dialed := make(chan error, 1)
	go func() {
		var err error
		k.wire, err = wire.Dial(context.Background(), c)
		dialed <- err
	}()
	select {
	case err := <-dialed:
		if err != nil {
			return fmt.Errorf("client: %w", err)
		}
	case <-k.done:
		return fmt.Errorf("client: the kernel ended before it listened")
	case <-ctx.Done():
		return fmt.Errorf("client: the kernel does not listen: %w", ctx.Err())
	}
	for socket, to := range map[*wire.Socket]chan wire.Message{k.wire.IOPub: k.iopub, k.wire.Shell: k.shell, k.wire.Control: k.ctl} {
		go pump(socket, to)
	}
	return k.ready(ctx)
}

func pump(s *wire.Socket, to chan<- wire.Message) {
	for {
		m, err := s.Recv()
		if err != nil {
			return
		}
		to <- m
	}
}

// ready asks for kernel_info until an answer has come on both channels: a
// subscriber hears nothing of what was published before it was connected.
func (k *Kernel) ready(ctx context.Context) error {
	answered, heard := false, false
	for !answered || !heard {
		m, err := k.wire.New("kernel_info_request", struct{}{})
		if err != nil {
			return err
		}
		if err := k.wire.Shell.Send(m); err != nil {
			return err
		}
		again := time.After(time.Second)
		for wait := true; wait && !(answered && heard); {
			select {
			case <-k.shell:
				answered = true
			case <-k.iopub:
				heard = true
			case <-again:
				wait = false
			case <-k.done:
				return fmt.Errorf("client: the kernel ended while it started")
			case <-ctx.Done():
				return fmt.Errorf("client: the kernel does not answer: %w", ctx.Err())
			}
		}
	}
	return nil
}

// PID is the process that Jupyter would know.
func (k *Kernel) PID() int { return k.cmd.Process.Pid }

// Done is closed when the kernel's process has ended.
func (k *Kernel) Done() <-chan struct{} { return k.done }

// Log is the end of what the kernel wrote to its standard output and error.
func (k *Kernel) Log() string { return k.log.String() }

// Request sends a request on the shell channel, or on control, and waits for
// its reply.
func (k *Kernel) Request(ctx context.Context, control bool, kind string, content any) (wire.Message, error) {
	m, err := k.wire.New(kind, content)
	if err != nil {
		return m, err
	}
	socket, replies := k.wire.Shell, k.shell
	if control {
		socket, replies = k.wire.Control, k.ctl
	}
	if err := socket.Send(m); err != nil {
		return m, err
	}
	for {
		select {
		case r := <-replies:
			if r.ParentHeader().ID == m.Header.ID {
				return r, nil
			}
		case <-k.done:
			return m, fmt.Errorf("client: %s: the kernel ended; it wrote:\n%s", kind, k.Log())
		case <-ctx.Done():
			return m, fmt.Errorf("client: %s: no reply: %w", kind, ctx.Err())
		}
	}
}

// Interrupt asks the kernel to stop the cell that runs.
func (k *Kernel) Interrupt(ctx context.Context) error {
	_, err := k.Request(ctx, true, "interrupt_request", struct{}{})
	return err
}

// Shutdown asks the kernel to end and waits until it has.
func (k *Kernel) Shutdown(ctx context.Context) error {
	// A kernel may be gone before its reply is read; what counts is that it went.
	_, err := k.Request(ctx, true, "shutdown_request", map[string]bool{"restart": false})
	select {
	case <-k.done:
		k.close()
		return nil
	case <-ctx.Done():
		return errors.Join(fmt.Errorf("client: the kernel did not end: %w", ctx.Err()), err)
	}
}

// Kill ends the kernel with SIGKILL and removes the connection file. It may be
// called after Shutdown.
func (k *Kernel) Kill() {
	k.cmd.Process.Kill()
	<-k.done
	k.close()
}

func (k *Kernel) close() {
	if k.wire != nil {
		k.wire.Close()
	}
	os.RemoveAll(k.dir)
}

// tail keeps the last 64 KiB written to it.
type tail struct {
	sync.Mutex
	b bytes.Buffer
}

const tailSize = 64 << 10

func (t *tail) Write(p []byte) (int, error) {
	t.Lock()
	defer t.Unlock()
	t.b.Write(p)
	if over := t.b.Len() - tailSize; over > 0 {
		t.b.Next(over)
	}
	return len(p), nil
}

func (t *tail) String() string {
	t.Lock()
	defer t.Unlock()
	return t.b.String()
}
