package front

import (
	"os"
	"path/filepath"
	"testing"
	"time"
)

func TestSweep(t *testing.T) {
	sessions := t.TempDir()
	old, ancient := time.Now().Add(-2*settling), time.Now().Add(-2*unlocked)
	dir := func(name string) *places {
		p := &places{session: filepath.Join(sessions, name)}
		if err := os.MkdirAll(filepath.Join(p.session, "vars"), 0o700); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() {
			for _, lock := range p.locks {
				lock.Close()
			}
		})
		return p
	}
	age := func(p *places, to time.Time) {
		if err := os.Chtimes(p.session, to, to); err != nil {
			t.Fatal(err)
		}
	}
	held, left, never, other, fresh := dir("s-held"), dir("s-left"), dir("s-never"), dir("s-other"), dir("s-fresh")
	for _, p := range []*places{held, left} {
		if err := p.claim(p.session); err != nil {
			t.Fatal(err)
		}
	}
	left.locks[0].Close()
	age(held, ancient)
	age(left, old)
	age(never, ancient)
	age(other, old)
	sweep(filepath.Join(sessions, "s*"))
	for _, c := range []struct {
		p    *places
		want bool
	}{{held, true}, {left, false}, {never, false}, {other, true}, {fresh, true}} {
		if _, err := os.Stat(c.p.session); (err == nil) != c.want {
			t.Errorf("%s: want it there: %v; got %v", filepath.Base(c.p.session), c.want, err)
		}
	}
}
