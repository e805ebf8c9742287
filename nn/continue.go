package nn

import (
	"bytes"
	"context"
	"fmt"
	"slices"

	"github.com/gomlx/gomlx/core/tensors"

	"github.com/seed-380714d4/fathom/dsl"
	"github.com/seed-380714d4/fathom/nn/store"
)

// follow puts the training at the end of the one that it continues: weights,
// optimiser, history, and the place in the order of examples, which follows
// from the number of steps. Where another rule updates from here on, with a
// state of another kind, that begins at 0.
func (t *training) follow(first *Finished) error {
	weights, err := t.plan.fromSafetensors(first.Weights)
	if err != nil {
		return err
	}
	list, _, err := store.DecodeSafetensors(first.Optimizer)
	if err != nil {
		return err
	}
	next := &state{weights: weights, cursor: tensors.FromScalar(int32(0))}
	if a := arraysOf(list); a.slotsIn(t.plan, t.opt) {
		if err := t.readOptimizer(a, next); err != nil {
			return err
		}
	} else {
		fresh := t.plan.newState(t.opt, t.req.Seed)
		release(fresh.weights...)
		release(fresh.cursor)
		next.slots, next.step = fresh.slots, fresh.step
	}
	release(t.state.all()...)
	t.state = next
	t.made, t.spent = first.Reply.Steps, first.Reply.Seconds
	t.reply.Loss, t.reply.Accuracy = slices.Clone(first.Reply.Loss), slices.Clone(first.Reply.Accuracy)
	t.reply.Validation = slices.Clone(first.Reply.Validation)
	return nil
}

// first is the end of the training that req continues, trained if need be.
// Nothing is locked meanwhile: it has a lock, and a turn, of its own.
func (r *runner) first(ctx context.Context, req dsl.TrainRequest, news func(dsl.Progress)) (*Finished, error) {
	if req.After == nil {
		return nil, nil
	}
	if err := continues(req, *req.After); err != nil {
		return nil, err
	}
	first, err := r.train(ctx, *req.After, news)
	if err != nil || first.Optimizer != nil {
		return first, err
	}
	if first.Optimizer, err = r.runs.Optimizer(ctx, first.Key); err != nil || first.Optimizer != nil {
		return first, err
	}
	return r.retrain(ctx, *req.After, news) // its state was not kept, or spoilt
}

// continues checks that a training goes on with what its first was about.
func continues(req, first dsl.TrainRequest) error {
	same := func(r dsl.TrainRequest) dsl.TrainRequest {
		r.Optimizer, r.Epochs, r.Steps, r.Label, r.After = dsl.OptimizerSpec{}, 0, 0, "", nil
		return r
	}
	a, errA := same(req).Canonical()
	b, errB := same(first).Canonical()
	if req.Stop != nil {
		return &dsl.Error{Where: "Continue", What: "a training that stops early has no end to go on from", Mend: "make a training of its own of it"}
	}
	if errA != nil || errB != nil {
		return fmt.Errorf("nn: continuation: %v, %v", errA, errB)
	}
	if !bytes.Equal(a, b) {
		return &dsl.Error{Where: "Continue", What: "the training that goes on", Want: "the model, data, loss, batch size, seed and precision of the first",
			Got: "others", Mend: "make a training of its own of it"}
	}
	return nil
}
