package nn

import (
	"context"
	"fmt"

	"github.com/gomlx/gomlx/core/tensors"

	"github.com/seed-380714d4/fathom/dsl"
)

// loop makes the steps that are left, epoch by epoch, with an evaluation after
// each and after the last step.
func (t *training) loop(ctx context.Context) error {
	for {
		if t.unmeasured() {
			if err := t.validate(ctx); err != nil {
				return err
			}
		}
		over, err := t.stops()
		if err != nil || over || t.made >= t.steps {
			return err
		}
		if err := t.epoch(ctx, t.made/t.perEpoch()+1, t.made%t.perEpoch()); err != nil {
			return err
		}
	}
}

// unmeasured tells whether an evaluation is due now.
func (t *training) unmeasured() bool {
	due := t.made > 0 && (t.made%t.perEpoch() == 0 || t.made == t.steps)
	done := len(t.reply.Validation) > 0 && t.reply.Validation[len(t.reply.Validation)-1].Step == t.made
	return due && !done
}

func (t *training) validate(ctx context.Context) error {
	e, err := t.measure(ctx, t.validation)
	if err == nil {
		t.reply.Validation = append(t.reply.Validation, e)
		t.news.evaluated(e)
	}
	return err
}

// epoch makes an epoch's steps, but for the first ones, which were made.
func (t *training) epoch(ctx context.Context, epoch, made int) error {
	order := stream(t.req.Seed, fmt.Sprintf("order of epoch %d", epoch)).Perm(t.n)
	full := t.n / t.req.BatchSize
	if made < full {
		todo := min(t.steps-t.made, full-made)
		if err := t.batches(ctx, epoch, order[:full*t.req.BatchSize], t.req.BatchSize, made, todo); err != nil {
			return err
		}
	}
	if rest := order[full*t.req.BatchSize:]; len(rest) > 0 && t.made < t.steps {
		return t.batches(ctx, epoch, rest, len(rest), 0, 1)
	}
	return nil
}

// batches makes steps with the batches into which order falls, from a first
// one on.
func (t *training) batches(ctx context.Context, epoch int, order []int, size, first, steps int) (err error) {
	stepper, err := t.r.stepper(ctx, t.plan, t.opt, t.x, len(order)/size, size)
	if err != nil {
		return err
	}
	rows := matrix(order, size)
	defer release(rows)
	defer func() { // what looks at these batches is done with them first
		if late := t.probes.drain(t); err == nil {
			err = late
		}
	}()
	release(t.state.cursor)
	t.state.cursor = tensors.FromScalar(int32(first))
	for range steps {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := t.step(ctx, stepper, epoch, rows); err != nil {
			return err
		}
	}
	return nil
}

// step makes one step, and lets everybody who watches see it.
func (t *training) step(ctx context.Context, stepper *stepper, epoch int, rows *tensors.Tensor) error {
	t.adjust()
	next, metrics, err := stepper.do(t.state, t.x, rows, t.sharedBySteps()...)
	if err != nil {
		return err
	}
	if !isFinite(metrics[0]) {
		release(next.all()...)
		return t.diverged(metrics[0], rows)
	}
	before := t.state
	t.state = next
	t.made++
	t.r.stats.steps.Add(1)
	t.record(epoch, metrics)
	for _, o := range t.observers {
		if err := o.saw(ctx, t, seen{t.made, epoch, before, next, rows, metrics[0]}); err != nil {
			before.drop()
			return err
		}
	}
	before.drop()
	t.keeper.step()
	return nil
}

// record keeps a step's numbers and tells about it.
func (t *training) record(epoch int, metrics [2]float64) {
	told := metrics[:1]
	t.reply.Loss = append(t.reply.Loss, metrics[0])
	if t.x.classes() {
		told = metrics[:]
		t.reply.Accuracy = append(t.reply.Accuracy, metrics[1])
	}
	t.news.step(t.made, epoch, told)
}

// measure evaluates the weights that there are now.
func (t *training) measure(ctx context.Context, x *examples) (dsl.Evaluation, error) {
	e, err := t.r.evaluate(ctx, t.plan, t.state.weights, x)
	at := t.made
	if x == t.test && t.reply.Best > 0 {
		at = t.reply.Best // settle put its weights back
	}
	e.Step, e.Epoch = at, (at+t.perEpoch()-1)/t.perEpoch()
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
