package nn

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/gomlx/core/tensors"

	"github.com/seed-380714d4/fathom/dsl"
	"github.com/seed-380714d4/fathom/nn/store"
)

const (
	// checkpointEvery is how much work a death may cost a small network.
	checkpointEvery = time.Second
	// checkpointShare bounds what checkpoints cost a large one: a hundredth of
	// its time. Writing 20 MB takes 50 ms, so there the pause is 5 s.
	checkpointShare = 100
	// checkpointFormat names the layout, so that a later one can be told apart.
	checkpointFormat = "fathom checkpoint 1"
)

// keeper writes a training's checkpoints.
type keeper struct {
	t     *training
	key   string
	last  time.Time     // when one was written, or the training began
	cost  time.Duration // of the last
	saved int           // the step that the last one stands at
}

func newKeeper(t *training, key string) *keeper {
	return &keeper{t: t, key: key, last: time.Now()}
}

// step writes a checkpoint when it is time for one.
func (k *keeper) step() {
	if time.Since(k.last) > max(k.t.r.checkpointEvery, checkpointShare*k.cost) {
		k.save()
	}
}

// save writes a checkpoint, unless nothing happened since the last. Where it
// cannot be kept the training is as good: who keeps runs says so.
func (k *keeper) save() {
	if k.t.made == k.saved {
		return
	}
	start := time.Now()
	c, err := k.t.checkpoint()
	if err == nil {
		err = k.t.r.runs.SaveCheckpoint(k.key, c)
	}
	k.last, k.saved = time.Now(), k.t.made
	k.cost = k.last.Sub(start)
	if err != nil {
		k.cost = max(k.cost, time.Second) // not worth trying every moment
		return
	}
	k.t.news.kept = k.t.made
}

// resume puts the training where its last checkpoint stands, if there is one
// that it can go on from.
func (k *keeper) resume() bool {
	c := k.t.r.runs.Checkpoint(k.key)
	if c == nil {
		return false
	}
	if err := k.t.restore(*c); err != nil {
		k.t.r.runs.DropCheckpoint(k.key) // another version's, say
		return false
	}
	k.saved = k.t.made
	return true
}

// standing is the part of a checkpoint that is not arrays.
type standing struct {
	Made       int              `json:"made"`
	Steps      int              `json:"steps"`
	Validation []dsl.Evaluation `json:"validation"`
	Seconds    float64          `json:"seconds"`
	Best       int              `json:"best,omitempty"` // the step of the weights with bestPrefix
}

// checkpoint is where the training stands. Of random state there is none but
// the seed: every stream is named by what it is for.
func (t *training) checkpoint() (store.Checkpoint, error) {
	list, err := t.optimizerTensors()
	if err != nil {
		return store.Checkpoint{}, err
	}
	weights, err := t.rawWeights("")
	if err != nil {
		return store.Checkpoint{}, err
	}
	list = append(append(list, weights...), t.stopping.best...)
	list = append(list, rawFloats("history.loss", "F64", []int{len(t.reply.Loss)}, t.reply.Loss))
	if t.reply.Accuracy != nil {
		list = append(list, rawFloats("history.accuracy", "F64", []int{len(t.reply.Accuracy)}, t.reply.Accuracy))
	}
	text, err := json.Marshal(standing{t.made, t.steps, t.reply.Validation, t.seconds(), t.stopping.at})
	if err != nil {
		return store.Checkpoint{}, err
	}
	texts := map[string]string{"format": checkpointFormat, "standing": string(text)}
	if err := t.probes.drain(t); err != nil {
		return store.Checkpoint{}, err
	}
	for _, o := range t.observers {
		gathered, err := o.save()
		if err != nil {
			return store.Checkpoint{}, err
		}
		texts["observer."+o.name()] = string(gathered)
	}
	return store.Checkpoint{Tensors: list, Texts: texts}, nil
}

// restore is the reverse of checkpoint. After an error t is as it was.
func (t *training) restore(c store.Checkpoint) error {
	if got := c.Texts["format"]; got != checkpointFormat {
		return fmt.Errorf("nn: checkpoint; want format %q, got %q", checkpointFormat, got)
	}
	var s standing
	if err := json.Unmarshal([]byte(c.Texts["standing"]), &s); err != nil {
		return fmt.Errorf("nn: checkpoint: %w", err)
	}
	a := arraysOf(c.Tensors)
	loss, accuracy := a["history.loss"], a["history.accuracy"]
	if s.Steps != t.steps || s.Made > t.steps || loss.DType != "F64" || len(loss.Data) != 8*s.Made {
		return fmt.Errorf("nn: checkpoint; want one of %d steps, got %d of %d, with %d bytes of losses", t.steps, s.Made, s.Steps, len(loss.Data))
	}
	next, err := t.stateFrom(a)
	if err != nil {
		return err
	}
	for _, o := range t.observers {
		var saved []byte // nothing where the checkpoint was written without it
		if text, there := c.Texts["observer."+o.name()]; there {
			saved = []byte(text)
		}
		if err := o.restore(saved); err != nil {
			release(next.all()...)
			return err
		}
	}
	release(t.state.all()...)
	t.state = next
	t.made, t.spent, t.reply.Validation = s.Made, s.Seconds, s.Validation
	t.reply.Loss = floatsOf(loss)
	t.stopping.recall(a, t.plan, s.Best)
	if accuracy.DType == "F64" {
		t.reply.Accuracy = floatsOf(accuracy)
	}
	return nil
}

// stateFrom reads weights and the optimiser's state.
func (t *training) stateFrom(a arrays) (*state, error) {
	s := &state{cursor: tensors.FromScalar(int32(0))}
	for _, par := range t.plan.parameters {
		w, err := a.tensor(par.Name, t.plan.dtype, par.Shape)
		if err != nil {
			release(s.all()...)
			return nil, err
		}
		s.weights = append(s.weights, w)
	}
	if err := t.readOptimizer(a, s); err != nil {
		release(s.all()...)
		return nil, err
	}
	return s, nil
}

// stepName is the array that counts the optimiser's steps.
const stepName = "optimizer.step"

func slotName(par dsl.Parameter, slot string) string { return par.Name + "." + slot }

// optimizerTensors is the optimiser's state: for each trained parameter "its
// name.slot".
func (t *training) optimizerTensors() ([]store.Tensor, error) {
	step, err := rawOf(stepName, t.state.step)
	if err != nil {
		return nil, err
	}
	list, k := []store.Tensor{step}, 0
	for _, par := range t.plan.trained() {
		for _, slot := range t.opt.slots() {
			raw, err := rawOf(slotName(par, slot), t.state.slots[k])
			if err != nil {
				return nil, err
			}
			list, k = append(list, raw), k+1
		}
	}
	return list, nil
}

// readOptimizer is the reverse of optimizerTensors.
func (t *training) readOptimizer(a arrays, s *state) error {
	var err error
	if s.step, err = a.tensor(stepName, dtypes.Float64, nil); err != nil {
		return err
	}
	for _, par := range t.plan.trained() {
		for _, slot := range t.opt.slots() {
			v, err := a.tensor(slotName(par, slot), t.plan.dtype, par.Shape)
			if err != nil {
				return err
			}
			s.slots = append(s.slots, v)
		}
	}
	return nil
}

// slotsIn tells whether a file has an optimiser's state for every parameter.
func (a arrays) slotsIn(p *plan, opt optimizer) bool {
	for name := range a {
		ours := name == stepName
		for _, slot := range opt.slots() {
			ours = ours || strings.HasSuffix(name, "."+slot)
		}
		if !ours {
			return false // another optimiser's
		}
	}
	return len(a) == 1+len(p.trained())*len(opt.slots())
}
