package wire

import (
	"context"
	"fmt"

	"github.com/go-zeromq/zmq4"
)

// Kernel is the kernel's end of a connection: it listens. The heartbeat
// answers by itself.
type Kernel struct {
	group
	Shell, Control, Stdin, IOPub *Socket
}

// Listen opens the kernel's five sockets.
func Listen(ctx context.Context, c Connection) (*Kernel, error) {
	k := &Kernel{}
	k.ctx, k.cancel = context.WithCancel(ctx)
	k.Shell = k.add("shell", c.Key, zmq4.NewRouter(k.ctx, options()...))
	k.Control = k.add("control", c.Key, zmq4.NewRouter(k.ctx, options()...))
	k.Stdin = k.add("stdin", c.Key, zmq4.NewRouter(k.ctx, options()...))
	k.IOPub = k.add("iopub", c.Key, zmq4.NewPub(k.ctx, options()...))
	beat := k.add("heartbeat", c.Key, zmq4.NewRep(k.ctx, options()...))
	for _, l := range []struct {
		socket *Socket
		port   int
	}{{k.Shell, c.Shell}, {k.Control, c.Control}, {k.Stdin, c.Stdin}, {k.IOPub, c.IOPub}, {beat, c.Heartbeat}} {
		if err := l.socket.z.Listen(c.address(l.port)); err != nil {
			k.Close()
			return nil, fmt.Errorf("wire: %s: %w; is another kernel using this connection file?", l.socket.name, err)
		}
		if err := c.closeToOthers(l.port); err != nil {
			k.Close()
			return nil, fmt.Errorf("wire: %s: %w", l.socket.name, err)
		}
	}
	go echo(k.ctx, beat.z)
	return k, nil
}

// echo sends every heartbeat back as it came.
func echo(ctx context.Context, beat zmq4.Socket) {
	for ctx.Err() == nil {
		m, err := beat.Recv()
		if err != nil {
			continue // a client that went away; the next one counts
		}
		_ = beat.Send(m)
	}
}
