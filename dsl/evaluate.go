package dsl

import (
	"context"
	"fmt"
	"math"

	"github.com/seed-380714d4/fathom/dsl/show"
)

// EvaluateRequest is what op "evaluate" takes; an Evaluation is what it
// answers.
type EvaluateRequest struct {
	Subject Subject  `json:"subject"`
	Data    DataSpec `json:"data"`
}

// Evaluated is a model measured on data, with the error inside if it could not
// be.
type Evaluated struct {
	Evaluation
	name string // of the data
	err  error
}

// Evaluate measures the trained model on the test examples of d, which may be
// other data than it was trained on.
//
// Errors: those of the training and of d; shapes that do not fit.
func (t Training) Evaluate(d Data) Evaluated {
	if err := t.Err(); err != nil {
		return Evaluated{err: err}
	}
	return evaluate(t.model, Subject{Trained: t.request()}, d)
}

// Evaluate is Training.Evaluate.
func (t Trained) Evaluate(d Data) Evaluated {
	if err := t.Err(); err != nil {
		return Evaluated{err: err}
	}
	return evaluate(t.model, t.subject(), d)
}

func evaluate(m Model, s Subject, d Data) Evaluated {
	if e := fits(m, d); e != nil {
		if e.Where == "Train" {
			e.Where = "Evaluate"
		}
		return Evaluated{err: e}
	}
	out := Evaluated{name: d.spec.Title()}
	out.err = ask(context.Background(), "evaluate", EvaluateRequest{s, d.spec}, &out.Evaluation, nil, caller())
	return out
}

// Err is why it could not be measured, or nil.
func (e Evaluated) Err() error { return e.err }

// String is a line about the outcome.
func (e Evaluated) String() string {
	if e.err != nil {
		return e.err.Error()
	}
	text := fmt.Sprintf("test examples of %s: loss %.4g", e.name, float64(e.Loss))
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
