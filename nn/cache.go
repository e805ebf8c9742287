package nn

import "sync"

// cache keeps the compiled programs that were used last. Compiling a network
// of twenty layers takes half a second, and a sweep, another seed or another
// learning rate needs the same program.
type cache struct {
	mu    sync.Mutex
	kept  map[string]*entry
	order []string // the least recently used first
}

type entry struct {
	once    sync.Once
	program *program
	err     error
}

// programsKept bounds the cache: an executable of a deep network takes some
// megabytes.
const programsKept = 32

// get returns the program kept under key, or makes it. Two callers who want
// the same program wait for one compilation.
func (c *cache) get(key string, make func() (*program, error)) (*program, error) {
	c.mu.Lock()
	e := c.kept[key]
	if e == nil {
		e = &entry{}
		c.kept[key] = e
	}
	c.touch(key)
	c.mu.Unlock()
	e.once.Do(func() { e.program, e.err = make() })
	return e.program, e.err
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
