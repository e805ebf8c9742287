package wire

import (
	"context"
	"fmt"

	"github.com/go-zeromq/zmq4"
)

// Client is a client's end of a connection: it dials, and goes on dialing
// until the kernel listens or the context is done.
type Client struct {
	group
	Shell, Control, Stdin, IOPub *Socket
	// Session marks the messages that this client sends.
	Session string
}

// Dial connects to the kernel at c. The three request sockets have one
// identity: a kernel that answers, or asks for input, on another socket than
// the request's still finds its way back.
func Dial(ctx context.Context, c Connection) (*Client, error) {
	k := &Client{Session: NewID()}
	k.ctx, k.cancel = context.WithCancel(ctx)
	id := zmq4.WithID(zmq4.SocketIdentity(k.Session))
	k.IOPub = k.add("iopub", c.Key, zmq4.NewSub(k.ctx, options()...))
	k.Shell = k.add("shell", c.Key, zmq4.NewDealer(k.ctx, options(id)...))
	k.Control = k.add("control", c.Key, zmq4.NewDealer(k.ctx, options(id)...))
	k.Stdin = k.add("stdin", c.Key, zmq4.NewDealer(k.ctx, options(id)...))
	if err := k.IOPub.z.SetOption(zmq4.OptionSubscribe, ""); err != nil {
		k.Close()
		return nil, fmt.Errorf("wire: iopub: subscribe: %w", err)
	}
	for _, d := range []struct {
		socket *Socket
		port   int
	}{{k.IOPub, c.IOPub}, {k.Shell, c.Shell}, {k.Control, c.Control}, {k.Stdin, c.Stdin}} {
		if err := d.socket.z.Dial(c.address(d.port)); err != nil {
			k.Close()
			return nil, fmt.Errorf("wire: %s: %w", d.socket.name, err)
		}
	}
	return k, nil
}

// New makes a request of this client.
func (k *Client) New(kind string, content any) (Message, error) {
	m, err := New(kind, nil, content)
	m.Header.Session = k.Session
	m.Header.Username = "fathom"
	return m, err
}
