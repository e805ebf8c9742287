package nn

import (
	"context"
	"math"
	"time"

	"github.com/gomlx/gomlx/core/tensors"

	"github.com/seed-380714d4/fathom/dsl"
	"github.com/seed-380714d4/fathom/nn/data"
	"github.com/seed-380714d4/fathom/nn/store"
)

// training is one run under way.
//
// Each epoch goes through the training examples in an order of its own, drawn
// from the seed. Where the batch size does not divide their number, the
// epoch's last batch is smaller, as in Keras and PyTorch, and counts as a step.
//
// Where it stands is its state, the number of steps made and the history in
// reply. From these alone it goes on: the order of an epoch follows from the
// seed and the epoch's number.
type training struct {
	r         *runner
	req       dsl.TrainRequest
	plan      *plan
	opt       optimizer
	x         *examples // the training split
	n         int       // how many of its examples are used
	state     *state
	constants *tensors.Tensor // of the optimiser, at the learning rate
	rate      float64
	start     int             // the step at which its schedule began
	epochs    []float64       // mean training loss of each whole one; see past
	words     *tensors.Tensor // of the steps' random bits; nil where nothing is random
	steps     int             // in all, with those of the training that this continues
	made      int             // of them, so far
	reply     dsl.TrainReply
	news      *reporter
	began     time.Time
	spent     float64 // seconds of earlier attempts, which checkpoints kept
	observers []observer
	probes    *sampler // one of the observers; nil without probes
	keeper    *keeper
	stopping  stopping

	validation, test *examples
}

// observer looks at steps without changing them: a probe that only reads is
// one. What it gathers goes through checkpoints.
type observer interface {
	// name tells observers of one training apart.
	name() string
	// saw is called after each step, while the states before and after it are
	// both on the device.
	saw(ctx context.Context, t *training, s seen) error
	// save is what it gathered so far, as text. restore takes that back, or
	// nothing where whoever wrote the checkpoint did not observe.
	save() ([]byte, error)
	restore([]byte) error
}

// seen is a step that was made: before is where it started, with the cursor at
// the batch in rows that it took.
type seen struct {
	step, epoch   int // from 1
	before, after *state
	rows          *tensors.Tensor
	loss          float64
}

// order is what a runner is to train: a request with what was looked up for it.
type order struct {
	key, identity string
	req           dsl.TrainRequest
	set           *data.Set
	first         *Finished // that req.After ended as, with its optimiser's state
}

// trainNow trains from the first step, or from where an earlier attempt or the
// training that this one continues came to, to the last.
func (r *runner) trainNow(ctx context.Context, o order, news func(dsl.Progress)) (*Finished, error) {
	t, err := r.newTraining(o.req, o.set)
	if err != nil {
		return nil, err
	}
	done, err := t.place(o.set)
	if err != nil {
		return nil, err
	}
	defer done()
	if err := t.begin(o); err != nil {
		return nil, err
	}
	r.stats.trainings.Add(1)
	t.news = newReporter(t.made, t.steps, news)
	t.news.recall(t.reply)
	t.news.recallLooks(t.probes)
	t.news.phase("compiling")
	if err := t.loop(ctx); err != nil {
		if ctx.Err() != nil {
			t.keeper.save()
		}
		return t.spoilt(o, err)
	}
	if err := t.settle(); err != nil {
		return nil, err
	}
	if t.reply.Test, err = t.measure(ctx, t.test); err != nil {
		return nil, err
	}
	if !isFinite(float64(t.reply.Test.Loss)) {
		return t.spoilt(o, t.divergedAtEnd())
	}
	return t.finish(o)
}

// spoilt keeps a training that diverged, as it was before: whoever asks for it
// again need not wait for the same end. Other errors are no outcome.
func (t *training) spoilt(o order, err error) (*Finished, error) {
	if t.reply.Diverged == nil {
		return nil, err
	}
	t.steps = t.made
	t.reply.Test = dsl.Evaluation{Step: t.made, Loss: dsl.Float(math.NaN()), Accuracy: dsl.Float(math.NaN())}
	return t.finish(o)
}

// begin puts the training where it starts: at a checkpoint, at the end of
// another training, or at its first step.
func (t *training) begin(o order) error {
	t.began = time.Now()
	if err := t.watch(o.first); err != nil {
		return err
	}
	t.keeper = newKeeper(t, o.key)
	if !t.keeper.resume() && o.first != nil {
		if err := t.follow(o.first); err != nil {
			return err
		}
	}
	return t.draw()
}

// draw makes what the steps' random bits come from, once it is known how many
// steps were made before the state's count began.
func (t *training) draw() error {
	if !t.plan.random() {
		return nil
	}
	count, err := valuesOf(t.state.step)
	if err == nil {
		t.words = lotWords(t.req.Seed, t.made-int(count[0]))
	}
	return err
}

// sharedBySteps is what every step takes besides the state and the data.
func (t *training) sharedBySteps() []*tensors.Tensor {
	if t.words == nil {
		return []*tensors.Tensor{t.constants}
	}
	return []*tensors.Tensor{t.constants, t.words}
}

// finish makes what is kept of a training that ended.
func (t *training) finish(o order) (*Finished, error) {
	weights, err := t.plan.safetensors(t.state.weights)
	if err != nil {
		return nil, err
	}
	slots, err := t.optimizerTensors()
	if err != nil {
		return nil, err
	}
	file, err := store.EncodeSafetensors(slots, nil)
	if err != nil {
		return nil, err
	}
	t.reply.Key, t.reply.Steps, t.reply.Seconds = o.key, t.steps, t.seconds()
	t.reply.Backend, t.reply.Digest = t.r.engine.info.Backend, digest(weights)
	return &Finished{Key: o.key, Identity: []byte(o.identity), Label: o.req.Label, Made: time.Now().UTC().Truncate(time.Second), Reply: t.reply, Weights: weights, Optimizer: file, Probes: t.probes.all()}, nil
}

// seconds is how long the training took, all attempts together.
func (t *training) seconds() float64 { return t.spent + time.Since(t.began).Seconds() }

// newTraining checks a request and works out its length.
func (r *runner) newTraining(req dsl.TrainRequest, set *data.Set) (*training, error) {
	p, err := r.plan(req.Graph, req.Loss, req.Precision)
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
	for _, a := range req.Augment {
		if e := a.Check(); e != nil {
			return nil, e
		}
	}
	p.regime = req.Regime
	n := taken(set, req.Data).N
	if req.BatchSize < 1 || req.BatchSize > n {
		return nil, tooLarge("training", req.BatchSize, n)
	}
	if err := p.normalisable(smallestPart(req.Regime, n, req.BatchSize)); err != nil {
		return nil, err
	}
	if err := p.possible(r.engine); err != nil {
		return nil, err
	}
	t := &training{r: r, req: req, plan: p, opt: opt, n: n, stopping: stopping{spec: req.Stop}}
	for part := &req; part != nil; part = part.After {
		if part.Steps <= 0 && part.Epochs <= 0 {
			return nil, &dsl.Error{Where: "training", What: "length", Want: "Epochs or Steps above 0", Got: "neither", Mend: "add Epochs(1)"}
		}
	}
	t.steps, t.start = req.Length(t.perEpoch()), req.ScheduleStart(t.perEpoch())
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
	t.rate = t.opt.spec.LearningRate
	t.constants = constantsAt(t.opt, t.rate)
	undo = append(undo, func() { release(append(t.state.all(), t.constants, t.words)...) })
	return done, nil
}
