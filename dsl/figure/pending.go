package figure

import (
	"sync"

	"github.com/seed-380714d4/fathom/dsl/show"
)

// pending is the data of a figure before it is known. All copies of a figure
// share it, so that it is asked for once.
type pending struct {
	// ask trains what is not known. It may use a place of the screen to tell
	// how far that is, of which the figure is told when it is to be shown there.
	ask func(on *Figure) (Spec, show.Live, error)

	mu   sync.Mutex
	done bool
	spec Spec
	err  error
}

// later is the figure with these words and axes whose data ask gives.
func later(words Spec, ask func(on *Figure) (Spec, show.Live, error)) Figure {
	f := New(words)
	f.pending = &pending{ask: ask}
	return f
}

func (p *pending) ready() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.done
}

func (p *pending) get(on *Figure) (at show.Live) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if !p.done {
		p.spec, at, p.err = p.ask(on)
		p.done = true
	}
	return at
}

// known is the figure with its data.
func (f Figure) known() Figure {
	if f.pending == nil || f.err != nil {
		return f
	}
	f.pending.get(nil)
	if f.pending.err != nil {
		return Failed(f.pending.err)
	}
	return f.changed(f.pending.spec)
}

// changed is the figure that s describes, with what the figure's methods said.
func (f Figure) changed(s Spec) Figure {
	out := New(s)
	for _, change := range f.changes {
		out = out.with(change)
	}
	return out
}

// display shows f when its data are there, where their progress was.
func (p *pending) display(f Figure) error {
	at := p.get(&f)
	switch {
	case p.err != nil:
		return p.err
	case at == nil:
		return f.leave(show.Show)
	}
	return f.leave(at.Close)
}
