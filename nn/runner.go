package nn

import (
	"context"
	"fmt"
	"sync/atomic"
	"time"

	"github.com/gomlx/gomlx/core/tensors"

	"github.com/seed-380714d4/fathom/dsl"
	"github.com/seed-380714d4/fathom/nn/data"
)

// runner answers requests: it has the backend, what is compiled, what lies on
// the device, and where finished runs are.
type runner struct {
	engine   *engine
	runs     Runs
	programs cache
	shared   shared
	stats    stats

	checkpointEvery time.Duration
}

// stats counts what was computed, as against found.
type stats struct{ trainings, steps, inspections atomic.Int64 }

func newRunner(e *engine, runs Runs) *runner {
	return &runner{engine: e, runs: runs, checkpointEvery: checkpointEvery,
		programs: cache{kept: map[string]*entry{}}, shared: shared{kept: map[string]*examples{}}}
}

// train answers a training: from the runs that are there, or by training.
func (r *runner) train(ctx context.Context, req dsl.TrainRequest, news func(dsl.Progress)) (*Finished, error) {
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
	set, err := data.Open(req.Data)
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
	run, err := r.trainNow(ctx, o, func(p dsl.Progress) {
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

// look answers an inspection.
func (r *runner) look(ctx context.Context, req dsl.InspectRequest, news func(dsl.Progress)) (*dsl.InspectReply, error) {
	p, err := newPlan(req.Graph, req.Loss, req.Precision)
	if err != nil {
		return nil, err
	}
	set, err := data.Open(req.Batch.Data)
	if err != nil {
		return nil, err
	}
	split := taken(set, req.Batch.Data)
	if req.Batch.Size < 1 || req.Batch.Size > split.N {
		return nil, tooLarge("Batch", req.Batch.Size, split.N)
	}
	if err := p.fits(set); err != nil {
		return nil, err
	}
	x, done, err := r.shared.get(r.engine, set, "train", set.Train, p.dtype)
	if err != nil {
		return nil, err
	}
	defer done()
	if err := checkProbes(req.Probes, false); err != nil {
		return nil, err
	}
	reply := &dsl.InspectReply{}
	for _, seed := range req.Seeds {
		weights, err := r.weightsOf(ctx, p, req.Trained, seed, news)
		if err != nil {
			return nil, err
		}
		one, err := r.inspect(ctx, p, weights, x, req.Batch.Size, seed)
		if err == nil {
			one.Probes, err = r.atRest(p, req.Probes, weights, x, req.Batch.Size)
		}
		release(weights...)
		if err != nil {
			return nil, err
		}
		reply.Seeds = append(reply.Seeds, one)
	}
	return reply, nil
}

// weightsOf is what a seed starts with or, of a training, ends with.
func (r *runner) weightsOf(ctx context.Context, p *plan, trained *dsl.TrainRequest, seed int64, news func(dsl.Progress)) ([]*tensors.Tensor, error) {
	if trained == nil {
		return p.initial(seed), nil
	}
	req := seeded(*trained, seed)
	run, err := r.train(ctx, req, news)
	if err != nil {
		return nil, err
	}
	return p.fromSafetensors(run.Weights)
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

// fits checks what would otherwise show as a wrong number: XLA's Gather and a
// one-hot vector take an index out of range without a word.
func (p *plan) fits(set *data.Set) error {
	in, out := p.graph.Nodes[0].Shape, p.graph.Nodes[len(p.graph.Nodes)-1].Shape
	if fmt.Sprint(in) != fmt.Sprint(set.Shape) {
		return &dsl.Error{Where: "model", What: "input shape", Want: fmt.Sprintf("%v, the shape of the data", set.Shape), Got: fmt.Sprint(in)}
	}
	if len(out) != 1 {
		return &dsl.Error{Where: "model", What: "output rank", Want: "[units]", Got: fmt.Sprint(out), Mend: "end the model with Dense(…)"}
	}
	if set.Targets > 0 {
		if p.lossName == "cross-entropy" {
			return &dsl.Error{Where: "loss", What: "cross-entropy", Want: "data with classes", Got: "target values", Mend: "use dsl.MeanSquaredError"}
		}
		if out[0] != set.Targets {
			return &dsl.Error{Where: "model", What: "output", Want: fmt.Sprintf("[%d], one for each target", set.Targets), Got: fmt.Sprint(out)}
		}
		return nil
	}
	for _, l := range set.Train.Labels {
		if l < 0 || int(l) >= out[0] {
			return &dsl.Error{Where: "model", What: "output", Want: fmt.Sprintf("a unit for each class, one of which is %d", l), Got: fmt.Sprint(out)}
		}
	}
	return nil
}
