package gonb

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/seed-380714d4/fathom/kernel/wire"
)

// call is a request under way.
type call struct {
	on    func(wire.Message)
	reply chan wire.Message
	idle  chan struct{}
}

// remembered is how many calls are kept after their end, so that what GoNB
// publishes late still finds its cell.
const remembered = 32

// Do sends a request and waits for its reply, and until all that GoNB
// published about it has been given to on, in order; so are requests for input.
func (c *Child) Do(ctx context.Context, kind string, content any, on func(wire.Message)) (wire.Message, error) {
	m, err := c.client.New(kind, content)
	if err != nil {
		return m, err
	}
	pending := &call{on: on, reply: make(chan wire.Message, 1), idle: make(chan struct{}, 1)}
	c.remember(m.Header.ID, pending)
	if err := c.client.Shell.Send(m); err != nil {
		return m, fmt.Errorf("%w (%v)", ErrDied, err)
	}
	var reply wire.Message
	select {
	case reply = <-pending.reply:
	case <-c.proc.Done():
		return reply, ErrDied
	case <-ctx.Done():
		return reply, fmt.Errorf("gonb: %s: %w", kind, ctx.Err())
	}
	select {
	case <-pending.idle:
		return reply, nil
	case <-c.proc.Done():
		return reply, nil
	case <-ctx.Done():
		return reply, fmt.Errorf("gonb: %s: no status: %w", kind, ctx.Err())
	case <-time.After(2 * time.Second):
		// Answered, but the status is lost: the answer is what counts, except
		// while the subscription may not have arrived yet.
		return reply, nil
	}
}

// Send sends a message that has no reply: a widget's. What GoNB publishes about
// it is given to on.
func (c *Child) Send(m wire.Message, on func(wire.Message)) error {
	out, err := c.client.New(m.Header.Type, m.Content)
	if err != nil {
		return err
	}
	out.Metadata, out.Buffers = m.Metadata, m.Buffers
	c.remember(out.Header.ID, &call{on: on, reply: make(chan wire.Message, 1), idle: make(chan struct{}, 1)})
	return c.client.Shell.Send(out)
}

// Input gives GoNB what the user typed: the content of an input_reply.
func (c *Child) Input(content any) error {
	m, err := c.client.New("input_reply", content)
	if err != nil {
		return err
	}
	return c.client.Stdin.Send(m)
}

func (c *Child) remember(id string, p *call) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.calls[id] = p
	c.order = append(c.order, id)
	for len(c.order) > remembered {
		delete(c.calls, c.order[0])
		c.order = c.order[1:]
	}
}

func (c *Child) find(m wire.Message) *call {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.calls[m.ParentHeader().ID]
}

// listen gives a socket's messages to handle until the socket closes.
func (c *Child) listen(s *wire.Socket, handle func(wire.Message)) {
	for {
		m, err := s.Recv()
		if err != nil {
			return
		}
		handle(m)
	}
}

func (c *Child) replied(m wire.Message) {
	if p := c.find(m); p != nil && strings.HasSuffix(m.Header.Type, "_reply") {
		select {
		case p.reply <- m:
		default: // a second reply to one request
		}
	}
}

func (c *Child) asked(m wire.Message) {
	if p := c.find(m); p != nil && p.on != nil {
		p.on(m)
	}
}

func (c *Child) published(m wire.Message) {
	p := c.find(m)
	if p == nil {
		if c.opts.Other != nil && m.Header.Type != "status" {
			c.opts.Other(m)
		}
		return
	}
	if m.Header.Type != "status" {
		if p.on != nil {
			p.on(m)
		}
		return
	}
	var s struct {
		State string `json:"execution_state"`
	}
	if m.Decode(&s) == nil && s.State == "idle" {
		select {
		case p.idle <- struct{}{}:
		default:
		}
	}
}

// lastLines gives the last n lines of s in one line.
func lastLines(s string, n int) string {
	lines := strings.Split(strings.TrimSpace(s), "\n")
	return strings.Join(lines[max(0, len(lines)-n):], " | ")
}
