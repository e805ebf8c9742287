package dsl

import (
	"encoding/json"
	"errors"
)

// outcome is how an error travels inside a value from cell to cell: typed
// where it is ours, else as its text.
type outcome struct {
	Typed *Error `json:"typed_error,omitempty"`
	Text  string `json:"error,omitempty"`
}

func outcomeOf(err error) outcome {
	var o outcome
	if err != nil && !errors.As(err, &o.Typed) {
		o.Text = err.Error()
	}
	return o
}

func (o outcome) err() error {
	switch {
	case o.Typed != nil:
		return o.Typed
	case o.Text != "":
		return errors.New(o.Text)
	}
	return nil
}

type predictionsJSON struct {
	outcome
	Reply PredictReply `json:"reply"`
}

// MarshalJSON writes the predictions, or their error.
func (p Predictions) MarshalJSON() ([]byte, error) {
	return json.Marshal(predictionsJSON{outcomeOf(p.err), p.reply})
}

// UnmarshalJSON reads what MarshalJSON writes.
func (p *Predictions) UnmarshalJSON(b []byte) error {
	var j predictionsJSON
	if err := json.Unmarshal(b, &j); err != nil {
		return err
	}
	*p = Predictions{j.Reply, j.outcome.err()}
	return nil
}

type evaluatedJSON struct {
	outcome
	Reply EvaluateReply `json:"reply"`
	Name  string        `json:"name"`
	Split string        `json:"split,omitempty"`
}

// MarshalJSON writes what was measured, or the error.
func (e Evaluated) MarshalJSON() ([]byte, error) {
	return json.Marshal(evaluatedJSON{outcomeOf(e.err), e.reply, e.name, e.split})
}

// UnmarshalJSON reads what MarshalJSON writes.
func (e *Evaluated) UnmarshalJSON(b []byte) error {
	var j evaluatedJSON
	if err := json.Unmarshal(b, &j); err != nil {
		return err
	}
	*e = Evaluated{j.Reply.Evaluation, j.Reply, j.Name, j.Split, j.outcome.err()}
	return nil
}

type confusionJSON struct {
	outcome
	Counts [][]int  `json:"counts"`
	Names  []string `json:"names,omitempty"`
	Title  string   `json:"title,omitempty"`
}

// MarshalJSON writes the counts, or the error.
func (c Confusion) MarshalJSON() ([]byte, error) {
	return json.Marshal(confusionJSON{outcomeOf(c.err), c.counts, c.names, c.title})
}

// UnmarshalJSON reads what MarshalJSON writes.
func (c *Confusion) UnmarshalJSON(b []byte) error {
	var j confusionJSON
	if err := json.Unmarshal(b, &j); err != nil {
		return err
	}
	*c = Confusion{j.Counts, j.Names, j.Title, j.outcome.err()}
	return nil
}

type savedJSON struct {
	outcome
	Path  string    `json:"path"`
	Reply SaveReply `json:"reply"`
}

// MarshalJSON writes what became of saving.
func (s Saved) MarshalJSON() ([]byte, error) {
	return json.Marshal(savedJSON{outcomeOf(s.err), s.path, s.reply})
}

// UnmarshalJSON reads what MarshalJSON writes.
func (s *Saved) UnmarshalJSON(b []byte) error {
	var j savedJSON
	if err := json.Unmarshal(b, &j); err != nil {
		return err
	}
	*s = Saved{j.Path, j.Reply, j.outcome.err()}
	return nil
}
