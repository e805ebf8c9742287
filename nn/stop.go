package nn

import (
	"github.com/gomlx/gomlx/core/tensors"

	"github.com/seed-380714d4/fathom/dsl"
	"github.com/seed-380714d4/fathom/nn/store"
)

// stopping is what a training that may stop early keeps: the weights of its
// best epoch. When that was, and when to stop, follows from the history, so a
// training that goes on from a checkpoint decides the same.
type stopping struct {
	spec *dsl.StopSpec
	at   int            // the step that the weights are of
	best []store.Tensor // on the host: each epoch may be the best
}

// bestPrefix is what a checkpoint calls the weights of the best epoch by,
// before their own names.
const bestPrefix = "best."

// stops looks at the epoch that just ended, keeps its weights if it is the best
// so far, and tells whether the training is over.
func (t *training) stops() (over bool, err error) {
	s := &t.stopping
	if s.spec == nil || t.made == 0 || t.made%t.perEpoch() != 0 {
		return false, nil
	}
	at, over := s.spec.Look(t.made, t.past())
	if !s.spec.KeepLast && at == t.made && at != s.at {
		if s.best, err = t.rawWeights(bestPrefix); err != nil {
			return false, err
		}
		s.at = at
	}
	return over, nil
}

// rawWeights copies the weights to the host.
func (t *training) rawWeights(prefix string) ([]store.Tensor, error) {
	var list []store.Tensor
	for i, par := range t.plan.parameters {
		raw, err := rawOf(prefix+par.Name, t.state.weights[i])
		if err != nil {
			return nil, err
		}
		list = append(list, raw)
	}
	return list, nil
}

// recall takes the best weights out of a checkpoint.
func (s *stopping) recall(a arrays, p *plan, at int) {
	s.best, s.at = nil, 0
	for _, par := range p.parameters {
		if raw, there := a[bestPrefix+par.Name]; there {
			s.best, s.at = append(s.best, raw), at
		}
	}
}

// settle ends a training where it stands: it has as many steps as were made,
// and the weights of its best epoch.
func (t *training) settle() error {
	t.steps = t.made
	if t.probes != nil {
		t.probes.steps = t.made
	}
	s := &t.stopping
	if s.best == nil {
		return nil
	}
	t.reply.Best = s.at
	a := arraysOf(s.best)
	weights := make([]*tensors.Tensor, len(t.plan.parameters))
	for i, par := range t.plan.parameters {
		w, err := a.tensor(bestPrefix+par.Name, t.plan.dtype, par.Shape)
		if err != nil {
			release(weights...)
			return err
		}
		weights[i] = w
	}
	release(t.state.weights...)
	t.state.weights = weights
	return nil
}
