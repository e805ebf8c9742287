package nn

import (
	"context"
	"slices"

	"github.com/gomlx/gomlx/core/tensors"

	"github.com/seed-380714d4/fathom/dsl"
	"github.com/seed-380714d4/fathom/nn/data"
)

// subject is a network with the weights that it has learnt.
type subject struct {
	plan    *plan
	weights []*tensors.Tensor
	scaling *dsl.Scaling // of its inputs; nil: they are taken as they are
	names   []string     // of its classes, where they have some
}

func (s *subject) release() { release(s.weights...) }

// subject finds what a request is about: the end of a training, which is
// trained if need be, or a model whose weights were loaded.
func (r *runner) subject(ctx context.Context, req dsl.Subject, news func(dsl.Progress)) (*subject, error) {
	if req.Trained != nil {
		return r.trainedSubject(ctx, *req.Trained, news)
	}
	p, err := r.plan(req.Graph, req.Loss, req.Precision)
	if err != nil {
		return nil, err
	}
	if len(p.known) < len(p.parameters) {
		return nil, &dsl.Error{Where: "model", What: "weights", Want: "those of a trained model", Got: "a layer without", Mend: "train it first, and ask the training"}
	}
	return &subject{plan: p, weights: p.initial(0), scaling: req.Scaling, names: req.Classes}, nil
}

func (r *runner) trainedSubject(ctx context.Context, req dsl.TrainRequest, news func(dsl.Progress)) (*subject, error) {
	run, err := r.train(ctx, req, news)
	if err != nil {
		return nil, err
	}
	p, err := newPlan(req.Graph, req.Loss, req.Precision)
	if err != nil {
		return nil, err
	}
	set, err := r.open(req.Data)
	if err != nil {
		return nil, err
	}
	weights, err := p.fromSafetensors(run.Weights)
	if err != nil {
		return nil, err
	}
	return &subject{plan: p, weights: weights, scaling: scalingOf(set), names: set.Names}, nil
}

// scalingOf is what is done to the inputs of a set, in its own units.
func scalingOf(set *data.Set) *dsl.Scaling {
	if set.Scaled || set.Standardized {
		return &dsl.Scaling{Mean: set.Mean, Std: set.Std}
	}
	return nil
}

// scaled are inputs in the units of their data as the network takes them. A
// scaling has one number for all values, or one for each channel, the last
// axis, or one for each value.
func scaled(s *dsl.Scaling, row []float64) []float64 {
	out := slices.Clone(row)
	if s == nil {
		return out
	}
	for i := range out {
		k := i % len(s.Mean)
		out[i] = (out[i] - s.Mean[k]) / s.Std[k]
	}
	return out
}
