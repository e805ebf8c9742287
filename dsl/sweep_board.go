package dsl

import (
	"errors"
	"sync"
	"time"

	"github.com/seed-380714d4/fathom/dsl/show"
)

// board is a table of runs while it fills, and its place on the screen.
type board struct {
	mu     sync.Mutex
	trials Trials
	runs   []Training
	cells  []boardCell
	live   show.Live // nil when it is not on a screen
	open   bool      // something of it is on the screen
	always bool      // it is to be left there, whether or not anything trained
	dirty  bool      // what is on the screen is old
	stop   chan struct{}
	idle   sync.WaitGroup
}

// boardCell is one run of the table.
type boardCell struct {
	news   Progress // Phase "" before the first
	ended  bool
	result Result
	err    error
}

func newBoard(t Trials) *board {
	runs := t.Runs()
	return &board{trials: t, runs: runs, cells: make([]boardCell, len(runs))}
}

// start puts the table at a place of the screen, in a moment or, unless always,
// when there is something to tell, and keeps it up to date.
func (b *board) start(at show.Live, always bool) {
	b.live, b.stop, b.always, b.dirty = at, make(chan struct{}), always, always
	every := pause + time.Duration(len(b.runs))*time.Millisecond // a long table costs more
	b.idle.Go(func() {
		ticks := time.NewTicker(every)
		defer ticks.Stop()
		for {
			select {
			case <-ticks.C:
				b.draw()
			case <-b.stop:
				return
			}
		}
	})
}

// draw brings the screen up to date.
func (b *board) draw() {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.dirty {
		b.dirty, b.open = false, true
		b.live.Set(b.table().bundle(b.cells))
	}
}

// rest stops keeping the table up to date.
func (b *board) rest() {
	close(b.stop)
	b.idle.Wait()
}

// end leaves the table as it is now, if it was on the screen at all.
func (b *board) end() {
	b.rest()
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.open || b.always {
		b.live.Close(b.table().bundle(nil))
	}
}

// interrupt leaves what there is while the program is being ended.
func (b *board) interrupt() {
	b.mu.Lock() // for good: nothing may overwrite it
	if b.open {
		b.live.Close(b.table().bundle(nil))
	}
}

func (b *board) news(i int, p Progress) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.cells[i].news, b.dirty = p, true
}

func (b *board) done(i int, r Result, err error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	c := &b.cells[i]
	// A result that was there needs no table; what was watched is drawn anew.
	b.dirty = b.dirty || b.open || c.news.Phase != ""
	c.ended, c.result, c.err = true, r, err
}

// result is the table as it is now.
func (b *board) result() SweepResult {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.table()
}

func (b *board) table() SweepResult {
	t := b.trials
	out := SweepResult{Name: t.name, Over: t.over, Spread: t.spread}
	for i, run := range b.runs {
		s := i / t.count
		row := SweepRow{Setting: s, Values: t.settings[s].Values, Run: run, Result: b.cells[i].result, Err: b.cells[i].err}
		if !b.cells[i].ended {
			row.Err = notRun(b.cells[i].news)
		}
		out.Rows = append(out.Rows, row)
	}
	return out
}

// unfinished is ErrNotRun with how far the run came.
type unfinished struct{ news Progress }

func notRun(p Progress) error {
	if p.Step == 0 {
		return ErrNotRun
	}
	return unfinished{p}
}

func (u unfinished) Error() string {
	return "dsl: interrupted at step " + thousands(u.news.Step) + " of " + thousands(u.news.Steps)
}

func (u unfinished) Unwrap() error { return ErrNotRun }

// interrupted tells a run that had not ended.
func interrupted(err error) bool { return errors.Is(err, ErrNotRun) }
