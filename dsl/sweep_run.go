package dsl

import (
	"context"

	"github.com/seed-380714d4/fathom/dsl/show"
)

// Result gives the outcomes, training side by side what nobody has trained
// yet. A run that fails is a row with an Err.
//
// Errors: those of the description; a program in which nothing can train; and
// when ctx is done before all have ended, ctx's, with the rows that there are.
func (t Trials) Result(ctx context.Context) (SweepResult, error) {
	return t.follow(ctx, newBoard(t))
}

// Display trains what nobody has trained yet, with the table filling on the
// screen, and leaves the table.
func (t Trials) Display() error {
	if err := t.Err(); err != nil {
		return err
	}
	b := newBoard(t)
	b.start(show.NewLive(), true)
	defer show.AtInterrupt(b.interrupt)()
	_, err := t.follow(context.Background(), b)
	b.end()
	return err
}

// Watch is Result with the table on the screen. It leaves the table, and
// nothing where all results were there already.
func (t Trials) Watch(ctx context.Context) (SweepResult, error) {
	b := newBoard(t)
	b.start(show.NewLive(), false)
	defer show.AtInterrupt(b.interrupt)()
	r, err := t.follow(ctx, b)
	b.end()
	return r, err
}

// WatchAt is Watch at a place of the screen that something else will have, such
// as a figure of the runs: it leaves the table only with an error. used tells
// whether it was there at all.
func (t Trials) WatchAt(ctx context.Context, at show.Live) (r SweepResult, used bool, err error) {
	b := newBoard(t)
	b.start(at, false)
	defer show.AtInterrupt(b.interrupt)()
	r, err = t.follow(ctx, b)
	if err != nil {
		b.end()
	} else {
		b.rest()
	}
	return r, b.open, err
}

func (t Trials) follow(ctx context.Context, b *board) (SweepResult, error) {
	if err := t.Err(); err != nil {
		return SweepResult{}, err
	}
	err := FollowAll(ctx, b.runs, b.news, b.done)
	return b.result(), err
}

// Display shows the table.
func (r SweepResult) Display() error {
	show.Show(r.bundle(nil))
	return nil
}

// String is the table in plain text.
func (r SweepResult) String() string { return r.text(nil) }
