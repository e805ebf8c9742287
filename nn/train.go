package nn

import (
	"context"
	"fmt"
	"time"

	"github.com/gomlx/gomlx/core/tensors"

	"github.com/seed-380714d4/fathom/dsl"
	"github.com/seed-380714d4/fathom/nn/data"
)

// training is one run under way.
//
// Each epoch goes through the training examples in an order of its own, drawn
// from the seed. Where the batch size does not divide their number, the
// epoch's last batch is smaller, as in Keras and PyTorch, and counts as a step.
type training struct {
	r         *runner
	req       dsl.TrainRequest
	plan      *plan
	opt       optimizer
	x         *examples // the training split
	n         int       // how many of its examples are used
	state     *state
	constants *tensors.Tensor
	steps     int // in all
	reply     dsl.TrainReply
	news      *reporter

	validation, test *examples
}

// trainNow trains from the first step to the last.
func (r *runner) trainNow(ctx context.Context, req dsl.TrainRequest, set *data.Set, news func(dsl.Progress)) (*Finished, error) {
	t, err := r.newTraining(req, set)
	if err != nil {
		return nil, err
	}
	done, err := t.place(set)
	if err != nil {
		return nil, err
	}
	defer done()
	start := time.Now()
	t.news = newReporter(t.steps, news)
	t.news.phase("compiling")
	if err := t.loop(ctx); err != nil {
		return nil, err
	}
	if t.reply.Test, err = t.measure(ctx, t.test, t.steps); err != nil {
		return nil, err
	}
	if !isFinite(float64(t.reply.Test.Loss)) {
		return nil, t.divergedAtEnd()
	}
	weights, err := t.plan.safetensors(t.state.weights)
	if err != nil {
		return nil, err
	}
	t.reply.Steps, t.reply.Seconds = t.steps, time.Since(start).Seconds()
	t.reply.Backend, t.reply.Digest = r.engine.info.Backend, digest(weights)
	return &Finished{Reply: t.reply, Weights: weights}, nil
}

// newTraining checks a request and works out its length.
func (r *runner) newTraining(req dsl.TrainRequest, set *data.Set) (*training, error) {
	p, err := newPlan(req.Graph, req.Loss, req.Precision)
	if err != nil {
		return nil, err
	}
	if err := p.fits(set); err != nil {
		return nil, err
	}
	opt, err := optimizerOf(req.Optimizer)
	if err != nil {
		return nil, err
	}
	n := taken(set, req.Data).N
	if req.BatchSize < 1 || req.BatchSize > n {
		return nil, tooLarge("training", req.BatchSize, n)
	}
	t := &training{r: r, req: req, plan: p, opt: opt, n: n, steps: req.Steps}
	if t.steps <= 0 {
		t.steps = req.Epochs * t.perEpoch()
	}
	if t.steps <= 0 {
		return nil, &dsl.Error{Where: "training", What: "length", Want: "Epochs or Steps above 0", Got: "neither", Mend: "add Epochs(1)"}
	}
	return t, nil
}

// perEpoch is the number of steps of an epoch.
func (t *training) perEpoch() int { return (t.n + t.req.BatchSize - 1) / t.req.BatchSize }

// place puts everything that the run needs on the device; done takes away what
// nobody else uses.
func (t *training) place(set *data.Set) (done func(), err error) {
	var undo []func()
	done = func() {
		for _, f := range undo {
			f()
		}
	}
	for _, want := range []struct {
		name  string
		split data.Split
		to    **examples
	}{{"train", set.Train, &t.x}, {"validation", set.Validation, &t.validation}, {"test", set.Test, &t.test}} {
		x, free, err := t.r.shared.get(t.r.engine, set, want.name, want.split, t.plan.dtype)
		if err != nil {
			done()
			return nil, err
		}
		*want.to, undo = x, append(undo, free)
	}
	t.state = t.plan.newState(t.opt, t.req.Seed)
	t.constants = tensors.FromFlatDataAndDimensions(t.opt.constants(), len(t.opt.constants()))
	undo = append(undo, func() { release(append(t.state.all(), t.constants)...) })
	return done, nil
}

// loop makes all steps, epoch by epoch, with an evaluation after each and
// after the last step.
func (t *training) loop(ctx context.Context) error {
	made := 0
	for epoch := 1; made < t.steps; epoch++ {
		order := stream(t.req.Seed, fmt.Sprintf("order of epoch %d", epoch)).Perm(t.n)
		full := t.n / t.req.BatchSize
		todo := min(t.steps-made, full)
		if err := t.batches(ctx, epoch, order[:full*t.req.BatchSize], t.req.BatchSize, todo); err != nil {
			return err
		}
		made += todo
		if rest := order[full*t.req.BatchSize:]; len(rest) > 0 && made < t.steps {
			if err := t.batches(ctx, epoch, rest, len(rest), 1); err != nil {
				return err
			}
			made++
		}
		e, err := t.measure(ctx, t.validation, made)
		if err != nil {
			return err
		}
		e.Epoch = epoch
		t.reply.Validation = append(t.reply.Validation, e)
	}
	return nil
}

// batches makes steps with the first of the batches into which order falls.
func (t *training) batches(ctx context.Context, epoch int, order []int, size, steps int) error {
	if steps == 0 {
		return nil
	}
	stepper, err := t.r.stepper(t.plan, t.opt, t.x, len(order)/size, size)
	if err != nil {
		return err
	}
	rows := matrix(order, size)
	defer release(rows)
	release(t.state.cursor)
	t.state.cursor = tensors.FromScalar(int32(0))
	for range steps {
		if err := ctx.Err(); err != nil {
			return err
		}
		next, metrics, err := stepper.do(t.state, t.x, rows, t.constants)
		if err != nil {
			return err
		}
		if !isFinite(metrics[0]) {
			release(next.all()...)
			return t.diverged(metrics[0], rows)
		}
		release(t.state.all()...)
		t.state = next
		t.record(epoch, metrics)
	}
	return nil
}

// record keeps a step's numbers and tells about it.
func (t *training) record(epoch int, metrics [2]float64) {
	t.reply.Loss = append(t.reply.Loss, metrics[0])
	if t.x.classes() {
		t.reply.Accuracy = append(t.reply.Accuracy, metrics[1])
	}
	t.news.step(len(t.reply.Loss), epoch, metrics[0])
}

// measure evaluates the weights that there are now.
func (t *training) measure(ctx context.Context, x *examples, step int) (dsl.Evaluation, error) {
	e, err := t.r.evaluate(ctx, t.plan, t.state.weights, x)
	e.Step, e.Epoch = step, (step+t.perEpoch()-1)/t.perEpoch()
	return e, err
}

// matrix is order as rows of size.
func matrix(order []int, size int) *tensors.Tensor {
	flat := make([]int32, len(order))
	for i, v := range order {
		flat[i] = int32(v)
	}
	return tensors.FromFlatDataAndDimensions(flat, len(order)/size, size)
}
