package nn

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"

	"github.com/seed-380714d4/fathom/dsl"
)

// sampler measures a training's probes as its steps go by. It reads the states
// before and after a step and changes neither; the training step's executable
// knows nothing of it. One sampler has all probes of a training: those that
// look equally often share an executable, and its backward pass. (All that
// look at one step could share one, but for every mixture that occurs there
// would be another to compile.)
type sampler struct {
	steps  int // in all
	made   int // that went by under its eyes, or before the training's part
	series []dsl.ProbeSeries
	sight  *sighting // that is under way beside the steps; nil for none
}

// newSampler measures a training that begins after from of its steps.
func newSampler(t *training, from int) *sampler {
	s := &sampler{steps: t.steps, made: from}
	for _, spec := range t.req.Probes {
		s.series = append(s.series, dsl.ProbeSeries{Probe: spec, Layers: t.plan.layerNames()})
	}
	return s
}

// watch lets a training's probes see it.
func (t *training) watch(first *Finished) error {
	if len(t.req.Probes) == 0 {
		return nil
	}
	if err := checkProbes(t.req.Probes, true); err != nil {
		return err
	}
	from := 0
	if first != nil {
		from = first.Reply.Steps
	}
	t.probes = newSampler(t, from)
	t.observers = append(t.observers, t.probes)
	return nil
}

func (s *sampler) name() string { return "probes" }

// due lists the series whose probes look at a step, by how often they look.
func (s *sampler) due(step int) [][]int {
	var groups [][]int
	for i, one := range s.series {
		if (step-1)%one.Probe.Every != 0 && step != s.steps {
			continue
		}
		k := slices.IndexFunc(groups, func(g []int) bool { return s.series[g[0]].Probe.Every == one.Probe.Every })
		if k < 0 {
			groups = append(groups, []int{i})
		} else {
			groups[k] = append(groups[k], i)
		}
	}
	return groups
}

func (s *sampler) saw(ctx context.Context, t *training, now seen) error {
	if now.step != s.made+1 {
		return nil // it missed some: see restore
	}
	s.made = now.step
	due := s.due(now.step)
	if len(due) == 0 {
		return nil
	}
	if err := s.drain(t); err != nil {
		return err
	}
	s.sight = &sighting{step: now.step, due: due, done: make(chan struct{})}
	if !t.r.oneThread { // it uses all cores as it is, and the memory
		s.sight.measure(ctx, t, s.series, now)
		return s.drain(t)
	}
	// The step that follows leaves a core idle.
	now.before.hold()
	now.after.hold()
	go func(l *sighting) {
		l.measure(context.WithoutCancel(ctx), t, s.series, now) // a checkpoint of this step needs it
		now.before.drop()
		now.after.drop()
	}(s.sight)
	return nil
}

// sighting is a look at a step, under way beside the steps that follow it or done.
type sighting struct {
	step  int
	due   [][]int // series, by what is measured together
	found map[int]dsl.ProbeSeries
	err   error
	done  chan struct{} // closed when found or err is there
}

// measure looks. It reads of all series only which probes they are of.
func (l *sighting) measure(ctx context.Context, t *training, all []dsl.ProbeSeries, now seen) {
	defer close(l.done)
	l.found = map[int]dsl.ProbeSeries{}
	for _, which := range l.due {
		probes := make([]dsl.ProbeSpec, len(which))
		for k, i := range which {
			probes[k] = all[i].Probe
		}
		var after []*tensors.Tensor
		if readsUpdates(probes) {
			after = now.after.weights
		}
		found, err := t.r.measure(ctx, t.plan, probes, now.before.weights, after, now.before.cursor, t.x, now.rows)
		if err != nil {
			l.err = err
			return
		}
		for k, i := range which {
			l.found[i] = found[k]
		}
	}
}

// drain waits for the look that is under way, if one is, and takes in what it
// found. Without probes there is nothing to wait for.
func (s *sampler) drain(t *training) error {
	if s == nil || s.sight == nil {
		return nil
	}
	l := s.sight
	s.sight = nil
	<-l.done
	if l.err != nil {
		s.made = -1 // this one is missing
		return l.err
	}
	for i := range s.series {
		found, ok := l.found[i]
		if !ok {
			continue
		}
		to := &s.series[i]
		to.Steps = append(to.Steps, l.step)
		to.Values = append(to.Values, found.Values...)
		to.Histograms = append(to.Histograms, found.Histograms...)
		t.news.course.look(found, l.step)
	}
	return nil
}

// all is what was measured, or nil if steps went by unseen.
func (s *sampler) all() []dsl.ProbeSeries {
	if s == nil || s.made != s.steps {
		return nil
	}
	return s.series
}

// gathered is the JSON form of what a sampler has at a checkpoint.
type gathered struct {
	Made   int               `json:"made"`
	Series []dsl.ProbeSeries `json:"series"`
}

func (s *sampler) save() ([]byte, error) { return json.Marshal(gathered{s.made, s.series}) }

// restore goes on from a checkpoint. One that was written with other probes
// has not what these would have seen before it: then they measure nothing, and
// whoever asks for their numbers has the run gone through again. That is
// better than to throw the checkpoint away.
func (s *sampler) restore(b []byte) error {
	var g gathered
	if b != nil {
		if err := json.Unmarshal(b, &g); err != nil {
			return fmt.Errorf("nn: checkpoint: what probes saw: %w", err)
		}
	}
	if !slices.EqualFunc(s.series, g.Series, func(a, b dsl.ProbeSeries) bool { return a.Probe == b.Probe }) {
		s.made = -1
		return nil
	}
	s.made, s.series = g.Made, g.Series
	return nil
}

// measure looks once. after are the weights after the step, for probes of
// updates alone; cursor is the row of rows that has the batch.
func (r *runner) measure(ctx context.Context, p *plan, probes []dsl.ProbeSpec, weights, after []*tensors.Tensor, cursor *tensors.Tensor, x *examples, rows *tensors.Tensor) ([]dsl.ProbeSeries, error) {
	prog, err := r.prober(ctx, p, probes, x, rows.Shape().Dimensions)
	if err != nil {
		return nil, err
	}
	inputs := append(append([]*tensors.Tensor{}, weights...), after...)
	out, err := prog.run(append(inputs, cursor, x.inputs, x.targets, rows)...)
	if err != nil {
		return nil, err
	}
	defer release(out...)
	return p.read(probes, out)
}

// read makes a look of what probeGraph gives.
func (p *plan) read(probes []dsl.ProbeSpec, out []*tensors.Tensor) ([]dsl.ProbeSeries, error) {
	names := p.layerNames()
	var values []float64 // [probes, layers], of those that are a number a layer
	if slices.ContainsFunc(probes, func(s dsl.ProbeSpec) bool { return meters[s.Measure].vector != nil }) {
		var err error
		if values, err = valuesOf(out[0]); err != nil {
			return nil, err
		}
		out = out[1:]
	}
	found := make([]dsl.ProbeSeries, len(probes))
	for i, spec := range probes {
		found[i] = dsl.ProbeSeries{Probe: spec, Layers: names}
		if meters[spec.Measure].vector != nil {
			found[i].Values, values = []dsl.Floats{values[:len(names):len(names)]}, values[len(names):]
			continue
		}
		if err := meters[spec.Measure].read(&found[i], out[:len(names)], spec); err != nil {
			return nil, err
		}
		out = out[len(names):]
	}
	return found, nil
}

// atRest measures a network that is not being trained, on the first examples.
func (r *runner) atRest(ctx context.Context, p *plan, probes []dsl.ProbeSpec, weights []*tensors.Tensor, x *examples, size int) ([]dsl.ProbeSeries, error) {
	if len(probes) == 0 {
		return nil, nil
	}
	rows, cursor := matrix(countTo(size), size), tensors.FromScalar(int32(0))
	defer release(rows, cursor)
	return r.measure(ctx, p, probes, weights, nil, cursor, x, rows)
}

// countTo is 0…n−1.
func countTo(n int) []int {
	out := make([]int, n)
	for i := range out {
		out[i] = i
	}
	return out
}

// prober returns the compiled look, from the cache if it is there.
func (r *runner) prober(ctx context.Context, p *plan, probes []dsl.ProbeSpec, x *examples, rows []int) (*program, error) {
	key := fmt.Sprintf("look %s %s %v", p.shape(), x.kind(), rows)
	for _, spec := range probes {
		key += " " + spec.Measure + " of " + spec.Of
	}
	return r.programs.get(ctx, key, func() (*program, error) {
		return r.engine.compile("the probes", func(g *graph.Graph) []*graph.Node {
			return p.probeGraph(g, probes, x, rows[0], rows[1])
		})
	})
}
