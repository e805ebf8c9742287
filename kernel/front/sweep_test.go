package front

import (
	"os"
	"path/filepath"
	"testing"
	"time"
)

func TestSweep(t *testing.T) {
	sessions := t.TempDir()
	old := time.Now().Add(-2 * settling)
	dir := func(name string) *places {
		p := &places{session: filepath.Join(sessions, name)}
		if err := os.MkdirAll(filepath.Join(p.session, "vars"), 0o700); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() {
			if p.lock != nil {
				p.lock.Close()
			}
		})
		return p
	}
	age := func(p *places) {
		if err := os.Chtimes(p.session, old, old); err != nil {
			t.Fatal(err)
		}
	}
	held, left, never, fresh := dir("s-held"), dir("s-left"), dir("s-never"), dir("s-fresh")
	for _, p := range []*places{held, left} {
		if err := p.claim(); err != nil {
			t.Fatal(err)
		}
	}
	left.lock.Close()
	for _, p := range []*places{held, left, never} {
		age(p)
	}
	sweep(sessions)
	for _, c := range []struct {
		p    *places
		want bool
	}{{held, true}, {left, false}, {never, false}, {fresh, true}} {
		if _, err := os.Stat(c.p.session); (err == nil) != c.want {
			t.Errorf("%s: want it there: %v; got %v", filepath.Base(c.p.session), c.want, err)
		}
	}
}
