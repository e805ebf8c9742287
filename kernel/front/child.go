package front

import (
	"bytes"
	"context"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"sync"

	"github.com/seed-380714d4/fathom/kernel/gonb"
	"github.com/seed-380714d4/fathom/kernel/wire"
)

// gonbState is the GoNB child and what the front has told it.
type gonbState struct {
	mu      sync.Mutex
	current *future[*gonb.Child]

	// What follows belongs to the cell that is running.
	known   *gonb.Child       // the child that the rest is about
	files   map[string][]byte // that lie in its directory
	count   int               // its execution counter
	autoget bool              // whether it fetches what a cell imports
	wanted  bool              // whether the user wants that for cells of GoNB's own
}

// child gives a living GoNB: the one there is, or another when that has died.
func (f *Front) child(ctx context.Context) (*gonb.Child, error) {
	g := &f.gonb
	g.mu.Lock()
	if g.current == nil || g.dead() {
		g.current = start(f.startChild)
	}
	current := g.current
	g.mu.Unlock()
	return current.wait(ctx)
}

// dead tells whether there is no use in waiting for the current child.
func (g *gonbState) dead() bool {
	select {
	case <-g.current.done:
	default:
		return false
	}
	if g.current.err != nil {
		return true
	}
	select {
	case <-g.current.value.Done():
		return true
	default:
		return false
	}
}

// startChild starts a GoNB.
func (f *Front) startChild() (*gonb.Child, error) {
	sockets, temp, err := f.places.child()
	if err != nil {
		return nil, err
	}
	dir, env := f.settings.get()
	return gonb.Start(f.life, gonb.Options{
		Dir:    dir,
		Binary: filepath.Join(f.opts.Bin, "gonb"), Guard: f.opts.Guard, Bin: f.opts.Bin,
		Work: f.opts.Root, Sockets: sockets, Temp: temp, Name: f.name,
		Inherit: []string{f.places.session, f.places.sockets},
		Env:     append(env, "FATHOM_FRONT="+f.places.socket("c"), "FATHOM_ENGINE="+f.places.socket("e")),
		Other:   f.fromWidget,
	})
}

// stopChild ends GoNB with the kernel.
func (f *Front) stopChild() {
	f.gonb.mu.Lock()
	current := f.gonb.current
	f.gonb.mu.Unlock()
	if current == nil {
		return
	}
	<-current.done // it gives up by itself when the kernel's life is over
	if current.err == nil {
		current.value.Stop(context.Background())
	}
}

// meet notes that c is what is talked to from now on; of a new one nothing is
// known yet.
func (g *gonbState) meet(c *gonb.Child) {
	if g.known != c {
		g.known, g.files, g.count, g.autoget = c, nil, 0, true
	}
}

// put makes files be exactly those of ours that lie in GoNB's directory. Files
// that are there already are left alone.
func (g *gonbState) put(c *gonb.Child, files map[string][]byte) error {
	g.meet(c)
	for name := range g.files {
		if _, ok := files[name]; ok {
			continue
		}
		if err := os.Remove(filepath.Join(c.Dir(), name)); err != nil && !os.IsNotExist(err) {
			return fmt.Errorf("front: cell's files: %w", err)
		}
	}
	have := g.files
	g.files = maps.Clone(files)
	for name, text := range files {
		if old, ok := have[name]; ok && bytes.Equal(old, text) {
			continue
		}
		if err := os.WriteFile(filepath.Join(c.Dir(), name), text, 0o600); err != nil {
			delete(g.files, name)
			return fmt.Errorf("front: cell's files: %w", err)
		}
	}
	return nil
}

// ask has GoNB execute text and hands on what it says about it.
func (f *Front) ask(c *gonb.Child, text string, silent, count, stdin bool, on func(wire.Message)) (wire.Message, error) {
	if count {
		f.gonb.count++
	}
	return c.Do(f.life, "execute_request", object{
		"code": text, "silent": silent, "store_history": count, "allow_stdin": stdin,
		"user_expressions": object{}, "stop_on_error": true,
	}, on)
}

// living gives the child if there is one that can be talked to now.
func (g *gonbState) living() *gonb.Child {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.current == nil || g.dead() {
		return nil
	}
	select {
	case <-g.current.done:
		return g.current.value
	default:
		return nil
	}
}
