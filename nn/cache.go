package nn

import (
	"context"
	"fmt"
	"sync"
)

// cache keeps the compiled programs that were used last. Compiling a network
// of twenty layers takes half a second, and a sweep, another seed or another
// learning rate needs the same program.
type cache struct {
	mu    sync.Mutex
	kept  map[string]*entry
	order []string // the least recently used first
}

type entry struct {
	done    chan struct{} // closed when program or err is there
	program *program
	err     error
}

// programsKept bounds the cache: an executable of a deep network takes some
// megabytes.
const programsKept = 32

// get returns the program kept under key, or makes it. Two callers who want
// the same program wait for one compilation. Nothing stops that once it runs,
// but who waits for it may give up; it is there then for whoever asks next.
func (c *cache) get(ctx context.Context, key string, build func() (*program, error)) (*program, error) {
	e := c.entry(key, build)
	select {
	case <-e.done:
		return e.program, e.err
	default:
	}
	select {
	case <-e.done:
		return e.program, e.err
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// entry is that of key, which is being made if it was not there.
func (c *cache) entry(key string, build func() (*program, error)) *entry {
	c.mu.Lock()
	defer c.mu.Unlock()
	e := c.kept[key]
	if e == nil {
		e = &entry{done: make(chan struct{})}
		c.kept[key] = e
		go e.make(build)
	}
	c.touch(key)
	return e
}

func (e *entry) make(build func() (*program, error)) {
	defer close(e.done)
	defer func() { // nobody above this goroutine catches it
		if p := recover(); p != nil {
			e.err = fmt.Errorf("nn: compiling: a mistake in Fathom itself: %v", p)
		}
	}()
	e.program, e.err = build()
}

// touch makes key the last to go, and lets the first go when there are too
// many. What is still running keeps its program; the garbage collector has
// the rest.
func (c *cache) touch(key string) {
	for i, k := range c.order {
		if k == key {
			c.order = append(c.order[:i], c.order[i+1:]...)
			break
		}
	}
	c.order = append(c.order, key)
	if len(c.order) > programsKept {
		delete(c.kept, c.order[0])
		c.order = c.order[1:]
	}
}
