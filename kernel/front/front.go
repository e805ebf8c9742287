package front

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"

	"github.com/seed-380714d4/fathom/kernel/guard"
	"github.com/seed-380714d4/fathom/kernel/supervise"
	"github.com/seed-380714d4/fathom/kernel/wire"
)

// Options says where the kernel's parts are.
type Options struct {
	// Root is the checkout of Fathom: the module that cells import from.
	Root string
	// Bin holds gonb, goimports and fathom-engine; "" is Root/.fathom/bin.
	Bin string
	// Guard is the command line that becomes a guard; nil is this program and
	// guard.Arg.
	Guard []string
}

// Front is a running kernel.
type Front struct {
	opts     Options
	name     string // of the connection file
	session  string // marks our messages
	wire     *wire.Kernel
	places   *places
	life     context.Context // ends with the kernel
	shutdown context.CancelFunc
	cells    *cellSocket
	engine   *supervise.Engine
	notebook *future[notebook]
	looks    looks
	gonb     gonbState
	queue    *queue
	history  history
	settings settings
	told     sync.Map     // the notices that were shown
	asked    atomic.Int64 // when GoNB last asked for input, in nanoseconds

	mu      sync.Mutex // guards running and the order of statuses
	running *running
}

// linger is how long the sockets stay open after the last message: ZeroMQ
// sends in the background, and has no way to tell when it has.
const linger = 100 * time.Millisecond

// Run is a kernel's whole life: it ends when Jupyter asks for it, at SIGTERM
// or SIGHUP, when Jupyter has died, or when ctx is done. SIGINT interrupts the
// running cell.
func Run(ctx context.Context, connectionFile string, o Options) error {
	conn, err := wire.ReadConnection(connectionFile)
	if err != nil {
		return err
	}
	if err := o.complete(); err != nil {
		return err
	}
	f := &Front{opts: o, name: filepath.Base(connectionFile), session: wire.NewID(), queue: newQueue(), looks: looks{first: make(chan struct{})}}
	f.life, f.shutdown = context.WithCancel(ctx)
	defer f.shutdown()
	if f.places, err = makePlaces(f.opts.Guard); err != nil {
		return err
	}
	defer f.places.remove()
	if err := f.open(conn); err != nil {
		return err
	}
	defer f.close()
	f.serve()
	return nil
}

// complete fills in what Options leave out.
func (o *Options) complete() error {
	if o.Bin == "" {
		o.Bin = filepath.Join(o.Root, ".fathom", "bin")
	}
	if o.Guard == nil {
		self, err := os.Executable()
		if err != nil {
			return fmt.Errorf("front: own program: %w", err)
		}
		o.Guard = []string{self, guard.Arg}
	}
	return nil
}

// open opens the sockets towards Jupyter, cells and engine, and starts at once,
// side by side, what takes long: GoNB, and the packages that cells may import.
func (f *Front) open(conn wire.Connection) error {
	var err error
	if f.wire, err = wire.Listen(f.life, conn); err != nil {
		return err
	}
	if f.cells, err = listenCells(f.places.socket("c")); err != nil {
		return err
	}
	f.engine, err = supervise.Listen(f.life, supervise.Options{
		Binary: filepath.Join(f.opts.Bin, "fathom-engine"), Guard: f.opts.Guard,
		Socket: f.places.socket("e"), Env: os.Environ(), Grace: 2 * time.Second,
	})
	if err != nil {
		return err
	}
	f.history.open(historyPlace())
	f.gonb.autoget, f.gonb.wanted = true, true
	f.load()
	go func() { _, _ = f.child(f.life) }() // an error is met again, and told, by the first cell
	return nil
}

// serve answers until the kernel is to end.
func (f *Front) serve() {
	stop := f.signals()
	defer stop()
	f.publish(nil, "status", map[string]string{"execution_state": "starting"})
	go f.receive(f.wire.Shell, f.shellRequest)
	go f.receive(f.wire.Control, f.controlRequest)
	go f.receive(f.wire.Stdin, f.input)
	executed := make(chan struct{})
	go func() {
		f.executeAll()
		close(executed)
	}()
	<-f.life.Done()
	f.stopChild()
	<-executed
	<-f.engine.Done()
}

// close gives what was sent last time to arrive, and closes the sockets.
func (f *Front) close() {
	if n := f.wire.Dropped(); n > 0 {
		fmt.Fprintf(os.Stderr, "front: %d messages with a wrong signature were dropped; does another program use this kernel's ports?\n", n)
	}
	f.cells.close()
	time.Sleep(linger)
	f.wire.Close()
}

// receive gives a socket's messages to handle until the socket closes.
func (f *Front) receive(s *wire.Socket, handle func(wire.Message)) {
	for {
		m, err := s.Recv()
		if err != nil {
			return
		}
		handle(m)
	}
}
