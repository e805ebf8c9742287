package dsl

import (
	"context"
	"errors"
	"runtime"
	"sync"

	"github.com/seed-380714d4/fathom/dsl/session"
)

// FollowAll is Follow of several trainings at once: started in their order,
// some at a time, so that whoever trains them can keep every core busy. news
// and done, which may be nil, are called by one at a time, with the run's
// place in runs; done once for each run that ended, well or not.
//
// It returns nil when every run ended. Errors: ctx's, when it is done before;
// a program in which nothing can train. Runs that had not ended then are not
// heard of again.
func FollowAll(ctx context.Context, runs []Training, news func(int, Progress), done func(int, Result, error)) error {
	return together(ctx, runs, Training.Follow, news, done)
}

// MeasureAll is FollowAll for what the trainings' probes measured: see
// Training.Probes.
func MeasureAll(ctx context.Context, runs []Training, news func(int, Progress), done func(int, []ProbeSeries, error)) error {
	return together(ctx, runs, Training.measure, news, func(i int, r ProbesReply, err error) { done(i, r.Series, err) })
}

func together[R any](ctx context.Context, runs []Training, follow func(Training, context.Context, func(Progress)) (R, error),
	news func(int, Progress), done func(int, R, error)) error {
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	var mu sync.Mutex
	var wg sync.WaitGroup
	next := 0
	take := func() int {
		mu.Lock()
		defer mu.Unlock()
		if ctx.Err() != nil {
			return len(runs)
		}
		next++
		return next - 1
	}
	one := func(i int) {
		r, err := follow(runs[i], ctx, func(p Progress) {
			mu.Lock()
			defer mu.Unlock()
			if news != nil && ctx.Err() == nil {
				news(i, p)
			}
		})
		mu.Lock()
		defer mu.Unlock()
		switch {
		case err != nil && ctx.Err() != nil:
		case untrainable(err):
			stop(err)
		case done != nil:
			done(i, r, err)
		}
	}
	for range min(atOnce(), len(runs)) {
		wg.Go(func() {
			for i := take(); i < len(runs); i = take() {
				one(i)
			}
		})
	}
	wg.Wait()
	return context.Cause(ctx)
}

// atOnce is how many trainings are asked for at a time: somewhat more than
// there are cores, so that the next is ready to start when one ends. How many
// really go on is decided where they are trained.
func atOnce() int { return runtime.NumCPU() + 2 }

// untrainable tells an error that every other run would end with, too.
func untrainable(err error) bool {
	var e *session.Error
	return errors.As(err, &e) && e.Code == "no-driver"
}
