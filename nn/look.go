package nn

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"

	"github.com/gomlx/gomlx/core/tensors"

	"github.com/seed-380714d4/fathom/dsl"
	"github.com/seed-380714d4/fathom/nn/data"
)

// Looking is the version of what an inspection measures, as Arithmetic is that
// of what a training computes: it goes up when the same look gives other
// numbers.
const Looking = 1

// look answers an inspection: what was measured before is not measured again.
func (r *runner) look(ctx context.Context, req dsl.InspectRequest, news func(dsl.Progress)) (*dsl.InspectReply, error) {
	l, err := r.newLooking(req)
	if err != nil {
		return nil, err
	}
	reply := &dsl.InspectReply{}
	for _, seed := range req.Seeds {
		one, err := l.at(ctx, seed, news)
		if err != nil {
			return nil, err
		}
		reply.Seeds = append(reply.Seeds, one)
	}
	return reply, nil
}

// looking is an inspection under way.
type looking struct {
	r    *runner
	req  dsl.InspectRequest
	plan *plan
	set  *data.Set
}

// newLooking checks a request.
func (r *runner) newLooking(req dsl.InspectRequest) (*looking, error) {
	p, err := r.plan(req.Graph, req.Loss, req.Precision)
	if err != nil {
		return nil, err
	}
	set, err := r.open(req.Batch.Data)
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
	if err := p.possible(r.engine); err != nil {
		return nil, err
	}
	return &looking{r, req, p, set}, checkProbes(req.Probes, false)
}

// at looks at the network of one seed.
func (l *looking) at(ctx context.Context, seed int64, news func(dsl.Progress)) (one dsl.Inspected, err error) {
	key, asked, err := l.identify(seed)
	if err != nil {
		return one, err
	}
	if kept := l.r.runs.Answer(key); kept != nil && json.Unmarshal(kept, &one) == nil {
		return one, nil
	}
	weights, err := l.weights(ctx, seed, news)
	if err != nil {
		return one, err
	}
	defer release(weights...)
	if one, err = l.measure(ctx, weights, seed); err != nil {
		return one, err
	}
	answer, err := json.Marshal(one)
	if err != nil {
		return one, fmt.Errorf("nn: inspection: %w", err)
	}
	l.r.runs.KeepAnswer(key, asked, answer)
	return one, nil
}

// measure computes.
func (l *looking) measure(ctx context.Context, weights []*tensors.Tensor, seed int64) (one dsl.Inspected, err error) {
	x, done, err := l.r.shared.get(l.r.engine, l.set, "train", l.set.Train, l.plan.dtype)
	if err != nil {
		return one, err
	}
	defer done()
	l.r.stats.inspections.Add(1)
	if one, err = l.r.inspect(ctx, l.plan, weights, x, l.req.Batch.Size, seed); err != nil {
		return one, err
	}
	one.Probes, err = l.r.atRest(ctx, l.plan, l.req.Probes, weights, x, l.req.Batch.Size)
	return one, err
}

// weights are what a seed starts with or, of a training, ends with.
func (l *looking) weights(ctx context.Context, seed int64, news func(dsl.Progress)) ([]*tensors.Tensor, error) {
	if l.req.Trained == nil {
		return l.plan.initial(seed), nil
	}
	run, err := l.r.train(ctx, seeded(*l.req.Trained, seed), news)
	if err != nil {
		return nil, err
	}
	return l.plan.fromSafetensors(run.Weights)
}

// glimpse is the document whose hash names a look at one network: all that
// decides its numbers. Of a training that is its key.
type glimpse struct {
	Op          string            `json:"op"`
	Graph       dsl.Graph         `json:"graph"`
	Data        dsl.DataSpec      `json:"data"`
	Content     string            `json:"content"` // the data's hash
	Size        int               `json:"size"`
	Loss        dsl.Loss          `json:"loss"`
	Precision   string            `json:"precision"`
	Seed        int64             `json:"seed"`
	Trained     string            `json:"trained,omitempty"`
	Probes      []json.RawMessage `json:"probes,omitempty"`
	Looking     int               `json:"looking"`
	Arithmetic  int               `json:"arithmetic"`
	Revised     map[string]int    `json:"revised,omitempty"`
	Environment environment       `json:"environment"`
}

func (l *looking) identify(seed int64) (key string, asked []byte, err error) {
	spec := l.req.Batch.Data.Described() // Content names the rest
	spec.Take = 0                        // Size is at most that, and decides
	g := glimpse{Op: "inspect", Graph: l.req.Graph.Unnamed(), Data: spec, Content: l.set.Hash, Size: l.req.Batch.Size,
		Loss: l.req.Loss.Unnamed(), Precision: l.plan.dtype.String(), Seed: seed, Looking: Looking, Arithmetic: Arithmetic,
		Revised: revised(l.req.Graph)}
	if g.Environment, err = l.r.engine.environment(); err != nil {
		return "", nil, err
	}
	if l.req.Trained != nil {
		o, err := l.r.order(seeded(*l.req.Trained, seed))
		if err != nil {
			return "", nil, err
		}
		g.Trained = o.key
	}
	for _, p := range l.req.Probes {
		form, err := p.Canonical()
		if err != nil {
			return "", nil, fmt.Errorf("nn: probe: %w", err)
		}
		g.Probes = append(g.Probes, form)
	}
	if asked, err = json.Marshal(g); err != nil {
		return "", nil, fmt.Errorf("nn: inspection: %w", err)
	}
	sum := sha256.Sum256(asked)
	return hex.EncodeToString(sum[:]), asked, nil
}
