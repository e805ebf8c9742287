package dsl

import (
	"context"
	"fmt"
	"math"

	"github.com/seed-380714d4/fathom/dsl/show"
)

// EvaluateRequest is what op "evaluate" takes.
type EvaluateRequest struct {
	Subject Subject  `json:"subject"`
	Data    DataSpec `json:"data"`
	Split   string   `json:"split,omitempty"` // ValidationSplit, or "" for the test examples
}

// ValidationSplit names the validation examples of a data set.
const ValidationSplit = "validation"

// EvaluateReply is what op "evaluate" answers.
type EvaluateReply struct {
	Evaluation
	Examples int `json:"examples"`

	// Of data with classes. Where each time step has a label, each counts.
	Confusion [][]int  `json:"confusion,omitempty"` // [right class][guess], how often
	Ranks     []int    `json:"ranks,omitempty"`     // how often so many classes came before the right one
	Classes   []string `json:"classes,omitempty"`   // what they are called, where that is known
}

// Evaluated is a model measured on data, with the error inside if it could not
// be.
type Evaluated struct {
	Evaluation
	reply EvaluateReply
	name  string // of the data
	split string
	err   error
}

// Evaluate measures the trained model on the test examples of d, which may be
// other data than it was trained on.
//
//	scores := run.Evaluate(dsl.MNIST())
//	figure.Confusion(scores)
//
// Errors: those of the training and of d; shapes that do not fit.
func (t Training) Evaluate(d Data) Evaluated { return t.measured(d, "") }

// Validate is Evaluate on the validation examples of d.
func (t Training) Validate(d Data) Evaluated { return t.measured(d, ValidationSplit) }

func (t Training) measured(d Data, split string) Evaluated {
	if err := t.Err(); err != nil {
		return Evaluated{err: err}
	}
	return evaluate(t.model, Subject{Trained: t.request()}, d, split)
}

// Evaluate is Training.Evaluate.
func (t Trained) Evaluate(d Data) Evaluated { return t.measured(d, "") }

// Validate is Training.Validate.
func (t Trained) Validate(d Data) Evaluated { return t.measured(d, ValidationSplit) }

func (t Trained) measured(d Data, split string) Evaluated {
	if err := t.Err(); err != nil {
		return Evaluated{err: err}
	}
	return evaluate(t.model, t.subject(), d, split)
}

func evaluate(m Model, s Subject, d Data, split string) Evaluated {
	if e := fits(m, d); e != nil {
		if e.Where == "Train" {
			e.Where = "Evaluate"
		}
		return Evaluated{err: e}
	}
	out := Evaluated{name: d.spec.Title(), split: "test"}
	if split != "" {
		out.split = split
	}
	out.err = ask(context.Background(), "evaluate", EvaluateRequest{s, d.spec, split}, &out.reply, nil, caller())
	out.Evaluation = out.reply.Evaluation
	return out
}

// Err is why it could not be measured, or nil.
func (e Evaluated) Err() error { return e.err }

// Reply is all that was measured, spelled out.
func (e Evaluated) Reply() EvaluateReply { return e.reply }

// String is a line about the outcome.
func (e Evaluated) String() string {
	if e.err != nil {
		return e.err.Error()
	}
	text := fmt.Sprintf("%s examples of %s: loss %.4g", e.split, e.name, float64(e.Loss))
	if !math.IsNaN(float64(e.Accuracy)) {
		text += fmt.Sprintf(", accuracy %.2f %%", 100*float64(e.Accuracy))
	}
	return text
}

// Display shows that line.
func (e Evaluated) Display() error {
	if e.err == nil {
		show.Show(show.Text(e.String()))
	}
	return e.err
}
