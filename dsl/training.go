package dsl

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/seed-380714d4/fathom/dsl/session"
)

// Training is a training run as a value: a model, data, an optimiser, a length,
// a seed. It is not under way: Result asks for its outcome, which is computed
// once and then known, in this cell, another notebook, tomorrow.
type Training struct {
	model     Model
	data      Data
	loss      Loss
	optimizer Optimizer
	batch     int
	epochs    int
	steps     int
	seed      int64
	precision Precision
	name      string
	regime    Regime
	probes    []Probe
	after     *Training // that this one continues
	made      place     // where Train was called: errors that arise in training point there
	err       *Error
}

// Train is the training of m on d.
//
// Defaults: cross-entropy where the data has classes, else mean squared error;
// SGD(0.01); batches of 32; 1 epoch; seed 0; float32. An epoch goes through
// the training examples in an order that the seed shuffles anew each time; its
// last batch is smaller where the batch size does not divide them.
//
// Errors: those of m and d; an input or output shape that does not fit d.
func (m Model) Train(d Data) Training {
	t := Training{model: m, data: d, loss: CrossEntropy, optimizer: SGD(0.01), batch: 32, epochs: 1, precision: Float32, made: caller()}
	if d.regression() {
		t.loss = MeanSquaredError
	}
	t.err = fits(m, d)
	if t.err == nil && t.batch > d.Len() {
		t.batch = d.Len()
	}
	return t
}

// fits tells what keeps m from working on d, at the user's line.
func fits(m Model, d Data) *Error {
	if err := m.Err(); err != nil {
		return err.(*Error)
	}
	if e := d.check(); e != nil {
		return e.at(caller())
	}
	if in := m.inputShape(); !slices.Equal(in, d.Shape()) {
		return here(Error{Where: "Train", What: "the model's input", Want: fmt.Sprintf("%v, the shape of the data", d.Shape()), Got: fmt.Sprint(in),
			Mend: fmt.Sprintf("start the model with dsl.Input(%s)", list(d.Shape()))})
	}
	if out := m.Shape(); !slices.Equal(out, d.output()) {
		kind := "a logit for each class"
		if d.regression() {
			kind = "a prediction for each target"
		}
		mend := fmt.Sprintf("end the model with Dense(%d)", d.outputs())
		if len(d.output()) > 1 {
			kind, mend = kind+" at each time step", fmt.Sprintf("end the model with dsl.AllStates() and Conv(%d, 1)", d.outputs())
		}
		return here(Error{Where: "Train", What: "the model's output", Want: fmt.Sprintf("%v, %s", d.output(), kind), Got: fmt.Sprint(out), Mend: mend})
	}
	return nil
}

func list(dims []int) string {
	s := ""
	for i, d := range dims {
		if i > 0 {
			s += ", "
		}
		s += fmt.Sprint(d)
	}
	return s
}

func (m Model) inputShape() []int {
	for _, l := range m.order() {
		if in, ok := l.op.(InputOp); ok {
			return in.Shape
		}
	}
	return nil
}

func (t Training) fail(e Error) Training {
	if t.err == nil {
		t.err = here(e)
	}
	return t
}

// Optimizer sets the rule by which weights follow the gradient.
func (t Training) Optimizer(o Optimizer) Training {
	if e := o.check(); e != nil && t.err == nil {
		t.err = e.at(caller())
	}
	t.optimizer = o
	return t
}

// Loss sets what is minimised: one of the package's losses, or a Func of two
// inputs, the model's output and the target, to one number for each sample.
//
// Errors: a loss that is none of the package's, or its numbers out of range;
// cross-entropy for target values that are no shares; a Func with another
// result than one number, or with parameters.
func (t Training) Loss(f LossFunc) Training {
	if t = t.wholly("Loss"); t.err != nil {
		return t
	}
	if f == nil {
		return t.fail(Error{Where: "Loss", What: "loss", Want: "one of the package's, or a Func", Got: "nil"})
	}
	l, e := f.over(t.model.Shape())
	if e == nil {
		e = l.Check()
	}
	if e != nil {
		return t.fail(*e)
	}
	if e := l.Suits(t.data.outputs(), slices.Concat(t.data.spec.Targets...)); e != nil {
		return t.fail(*e)
	}
	t.loss = l
	return t
}

// BatchSize sets how many examples a step sees.
//
// Errors: below 1, or more than there are training examples.
func (t Training) BatchSize(n int) Training {
	if t = t.wholly("BatchSize"); t.err != nil {
		return t
	}
	if t.err == nil && (n < 1 || n > t.data.Len()) {
		return t.fail(Error{Where: "BatchSize", What: "batch size", Want: fmt.Sprintf("1 to %d, the number of training examples", t.data.Len()), Got: fmt.Sprint(n),
			Mend: fmt.Sprintf("BatchSize(%d) is one step an epoch", t.data.Len())})
	}
	t.batch = n
	return t
}

// Epochs sets the length in passes over the training examples.
func (t Training) Epochs(n int) Training {
	if n < 1 {
		return t.fail(Error{Where: "Epochs", What: "number of epochs", Want: "1 or more", Got: fmt.Sprint(n)})
	}
	t.epochs, t.steps = n, 0
	return t
}

// Steps sets the length in steps, in place of epochs.
func (t Training) Steps(n int) Training {
	if n < 1 {
		return t.fail(Error{Where: "Steps", What: "number of steps", Want: "1 or more", Got: fmt.Sprint(n)})
	}
	t.epochs, t.steps = 0, n
	return t
}

// Seed sets what the initial weights and the order of examples are drawn from.
// The same seed gives the same weights to the bit.
func (t Training) Seed(seed int64) Training {
	t.seed = seed
	if t.after != nil {
		first := t.after.Seed(seed)
		t.after = &first
	}
	return t
}

// Seeds is the same training from several seeds, to see how much of an outcome
// is chance.
func (t Training) Seeds(seeds ...int64) []Training {
	out := make([]Training, len(seeds))
	for i, s := range seeds {
		out[i] = t.Seed(s)
	}
	return out
}

// Precision sets the type of weights and arithmetic.
func (t Training) Precision(p Precision) Training {
	if p != Float32 && p != Float64 {
		return t.fail(Error{Where: "Precision", What: "precision", Want: "dsl.Float32 or dsl.Float64", Got: fmt.Sprintf("%q", string(p))})
	}
	t.precision = p
	if t.after != nil {
		first := t.after.Precision(p)
		t.after = &first
	}
	return t
}

// Named gives the run a name of its own for legends; else it has its model's.
func (t Training) Named(name string) Training {
	t.name = name
	return t
}

// Name is the run's name, or its model's.
func (t Training) Name() string {
	if t.name != "" {
		return t.name
	}
	return t.model.name
}

// Model is the model that the run trains.
func (t Training) Model() Model { return t.model }

// Err is the first mistake in the training's description, or nil.
func (t Training) Err() error {
	if t.err == nil && t.model.top == nil {
		return &Error{Where: "training", What: "no model", Mend: "start with model.Train(data)"}
	}
	if t.err != nil {
		return t.err
	}
	return nil
}

// Request spells the training out.
func (t Training) Request() TrainRequest {
	return TrainRequest{
		Graph: t.model.Graph(), Data: t.data.spec, Loss: t.loss, Optimizer: t.optimizer.spec,
		BatchSize: t.batch, Epochs: t.epochs, Steps: t.steps, Seed: t.seed, Precision: string(t.precision), Regime: t.regime, Probes: specsOf(t.probes), After: t.after.request(), Label: t.Name(),
	}
}

// Result is the outcome of a training.
type Result struct {
	Name string
	TrainReply
}

// Result gives the outcome, training only if nobody has yet.
//
// Errors: those of the description; a loss that became NaN or infinite, with
// which the Result has the course up to there; a program in which nothing can
// train, with the import that mends it.
func (t Training) Result(ctx context.Context) (Result, error) { return t.Follow(ctx, nil) }

// Follow is Result with news of the training while it is under way.
func (t Training) Follow(ctx context.Context, news func(Progress)) (Result, error) {
	if err := t.Err(); err != nil {
		return Result{}, err
	}
	var each func([]byte)
	if news != nil {
		each = func(b []byte) {
			var p Progress
			if json.Unmarshal(b, &p) == nil {
				news(p)
			}
		}
	}
	out := Result{Name: t.Name()}
	err := ask(ctx, "train", t.Request(), &out.TrainReply, each, t.made)
	if err == nil && out.Diverged != nil {
		e := *out.Diverged
		err = e.at(t.made)
	}
	return out, err
}

// ask sends request to op and reads its answer into reply.
func ask(ctx context.Context, op string, request, reply any, news func([]byte), at place) error {
	body, err := json.Marshal(request)
	if err != nil {
		return fmt.Errorf("dsl: %s: %w", op, err)
	}
	answer, err := session.Do(ctx, op, body, news)
	if err != nil {
		return received(err, at)
	}
	if err := json.Unmarshal(answer, reply); err != nil {
		return fmt.Errorf("dsl: %s: the answer: %w", op, err)
	}
	return nil
}

type trainingJSON struct {
	Model     Model     `json:"model"`
	Data      Data      `json:"data"`
	Loss      Loss      `json:"loss"`
	Optimizer Optimizer `json:"optimizer"`
	Batch     int       `json:"batch"`
	Epochs    int       `json:"epochs"`
	Steps     int       `json:"steps"`
	Seed      int64     `json:"seed"`
	Precision Precision `json:"precision"`
	Name      string    `json:"name,omitempty"`
	Regime    Regime    `json:"regime,omitzero"`
	Probes    []Probe   `json:"probes,omitempty"`
	After     *Training `json:"after,omitempty"`
	Made      place     `json:"made"`
	Err       *Error    `json:"error,omitempty"`
}

// MarshalJSON writes the training's description.
func (t Training) MarshalJSON() ([]byte, error) {
	return json.Marshal(trainingJSON{t.model, t.data, t.loss, t.optimizer, t.batch, t.epochs, t.steps, t.seed, t.precision, t.name, t.regime, t.probes, t.after, t.made, t.err})
}

// UnmarshalJSON reads what MarshalJSON writes.
func (t *Training) UnmarshalJSON(b []byte) error {
	var j trainingJSON
	if err := json.Unmarshal(b, &j); err != nil {
		return err
	}
	*t = Training{j.Model, j.Data, j.Loss, j.Optimizer, j.Batch, j.Epochs, j.Steps, j.Seed, j.Precision, j.Name, j.Regime, j.Probes, j.After, j.Made, j.Err}
	return nil
}
