package nn

import (
	"context"
	"fmt"
	"time"

	"github.com/seed-380714d4/fathom/dsl"
	"github.com/seed-380714d4/fathom/nn/data"
)

// runner answers requests: it has the backend, what is compiled, what lies on
// the device, and where finished runs are.
type runner struct {
	engine   *engine
	programs cache
	shared   shared
	narrow   *runner // for small networks; see engine.narrow. It may be this one
	// oneThread tells that this is such a one, beside which cores are idle.
	oneThread bool
	*common
}

// common is what a runner and its narrow one share.
type common struct {
	runs            Runs
	turns           *turns
	stats           stats
	checkpointEvery time.Duration
}

func newRunner(e *engine, runs Runs) *runner {
	c := &common{runs: runs, turns: newTurns(places()), checkpointEvery: checkpointEvery}
	r := c.runner(e)
	if e.narrow != nil {
		r.narrow = c.runner(e.narrow)
		r.narrow.oneThread = true
	}
	return r
}

func (c *common) runner(e *engine) *runner {
	r := &runner{engine: e, common: c, programs: cache{kept: map[string]*entry{}}, shared: shared{kept: map[string]*residence{}}}
	r.narrow = r
	return r
}

// train is outcome for whoever needs the end of a training: it is an error
// that it diverged.
func (r *runner) train(ctx context.Context, req dsl.TrainRequest, news func(dsl.Progress)) (*Finished, error) {
	run, err := r.outcome(ctx, req, news)
	if err == nil && run.Reply.Diverged != nil {
		return nil, run.Reply.Diverged
	}
	return run, err
}

// outcome answers a training: from the runs that are there, or by training.
func (r *runner) outcome(ctx context.Context, req dsl.TrainRequest, news func(dsl.Progress)) (*Finished, error) {
	o, err := r.order(req)
	if err != nil {
		return nil, err
	}
	if run, err := r.known(ctx, o.key); run != nil || err != nil {
		return run, err
	}
	if o.first, err = r.first(ctx, req, news); err != nil {
		return nil, err
	}
	return r.claimed(ctx, o, news, r.known)
}

// retrain trains what is known already, for what was not kept of it.
func (r *runner) retrain(ctx context.Context, req dsl.TrainRequest, news func(dsl.Progress)) (*Finished, error) {
	o, err := r.order(req)
	if err != nil {
		return nil, err
	}
	if o.first, err = r.first(ctx, req, news); err != nil {
		return nil, err
	}
	return r.claimed(ctx, o, news, func(context.Context, string) (*Finished, error) { return nil, nil })
}

// order looks up what a request is about, and names it.
func (r *runner) order(req dsl.TrainRequest) (order, error) {
	set, err := r.open(req.Data)
	if err != nil {
		return order{}, err
	}
	key, identity, err := r.identify(req, set)
	return order{key: key, identity: string(identity), req: req, set: set}, err
}

// claimed trains when nobody else does, unless known finds it then.
func (r *runner) claimed(ctx context.Context, o order, news func(dsl.Progress), known func(context.Context, string) (*Finished, error)) (*Finished, error) {
	claim, err := r.runs.Lock(ctx, o.key, news)
	if err != nil {
		return nil, err
	}
	defer claim.Release()
	if run, err := known(ctx, o.key); run != nil || err != nil {
		return run, err
	}
	// The claim first and a turn second: who holds a turn waits for nobody, so
	// that turns always come free.
	done, err := r.turn(ctx, o.req, news)
	if err != nil {
		return nil, err
	}
	defer done()
	run, err := r.suited(o.req).trainNow(ctx, o, func(p dsl.Progress) {
		claim.Tell(p)
		news(p)
	})
	if err != nil {
		return nil, err
	}
	if err := r.runs.Put(ctx, run); err != nil {
		return run, err
	}
	return run, r.keepMeasured(run.Key, run.Probes)
}

// known returns the run if it is there already, marked as such.
func (r *runner) known(ctx context.Context, key string) (*Finished, error) {
	run, err := r.runs.Get(ctx, key)
	if run == nil || err != nil {
		return nil, err
	}
	copied := *run
	copied.Reply.Cached = true
	return &copied, nil
}

// seeded is the training from another seed, with what it continues.
func seeded(req dsl.TrainRequest, seed int64) dsl.TrainRequest {
	req.Seed = seed
	if req.After != nil {
		first := seeded(*req.After, seed)
		req.After = &first
	}
	return req
}

// taken is the part of the training examples that the request asks for.
func taken(set *data.Set, spec dsl.DataSpec) data.Split {
	if spec.Take > 0 {
		return set.Train.Take(spec.Take)
	}
	return set.Train
}

func tooLarge(where string, size, n int) error {
	return &dsl.Error{Where: where, What: "batch size", Want: fmt.Sprintf("1 to %d, the number of training examples", n), Got: fmt.Sprint(size),
		Mend: fmt.Sprintf("take at most %d, or more examples", n)}
}
