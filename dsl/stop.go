package dsl

import (
	"encoding/json"
	"fmt"
	"math"
)

// StopSpec is when a training stops before its end, spelled out.
type StopSpec struct {
	Metric   string  `json:"metric"`
	Patience int     `json:"patience"`
	By       float64 `json:"by,omitempty"`
	KeepLast bool    `json:"keep_last,omitempty"`
}

// Stopping is when a training stops before its end, as a value.
type Stopping struct {
	spec StopSpec
	err  *Error
}

// Patience stops when the validation loss had no new best in so many epochs in
// a row; On lets it watch something else. It looks after each whole epoch.
//
// The run then has the weights of the best epoch; KeepLast keeps those of the
// last. The rest of its result tells of all steps that were made.
//
// Differs: as Keras' EarlyStopping, which keeps the last weights unless
// restore_best_weights says otherwise.
// Source: Prechelt 1998, "Early stopping, but when?".
// Errors: fewer than 1 epoch.
func Patience(epochs int) Stopping {
	s := Stopping{spec: StopSpec{Metric: ValidationLoss.Name, Patience: epochs}}
	if epochs < 1 {
		s.err = here(Error{Where: "Patience", What: "epochs", Want: "1 or more", Got: fmt.Sprint(epochs)})
	}
	return s
}

// On lets it watch another metric: TrainLoss, which is then the mean over each
// epoch's steps, ValidationLoss or ValidationAccuracy.
func (s Stopping) On(m Metric) Stopping {
	if !watchable(m) {
		return s.fail(Error{Where: "On", What: "metric", Want: "dsl.TrainLoss, ValidationLoss or ValidationAccuracy", Got: m.Name})
	}
	s.spec.Metric = m.Name
	return s
}

// By sets by how much a value must be better than the best, to count as
// better.
//
// Errors: below 0.
func (s Stopping) By(least float64) Stopping {
	if !(least >= 0) || math.IsInf(least, 0) {
		return s.fail(Error{Where: "By", What: "least step forward", Want: "0 or more", Got: fmt.Sprint(least)})
	}
	s.spec.By = least
	return s
}

// KeepLast keeps the weights that the training ended with.
func (s Stopping) KeepLast() Stopping {
	s.spec.KeepLast = true
	return s
}

func (s Stopping) fail(e Error) Stopping {
	if s.err == nil {
		s.err = here(e)
	}
	return s
}

// Err is the first mistake in it, or nil.
func (s Stopping) Err() error {
	switch {
	case s.err != nil:
		return s.err
	case s.spec.Patience == 0:
		return &Error{Where: "StopEarly", What: "when", Want: "such as dsl.Patience(5)", Got: "nothing"}
	}
	return nil
}

// StopEarly ends the training when s says, or else at its length.
//
//	run.Epochs(100).StopEarly(dsl.Patience(5))
//
// What stops early is not to be continued: how long it gets, it says itself.
// Errors: those of s; an accuracy of data without classes.
func (t Training) StopEarly(s Stopping) Training {
	if t = t.wholly("StopEarly"); t.err != nil {
		return t
	}
	if err := s.Err(); err != nil {
		return t.fail(*err.(*Error))
	}
	if s.spec.Metric == ValidationAccuracy.Name && t.data.regression() {
		return t.fail(Error{Where: "StopEarly", What: "metric", Want: "one of target values", Got: s.spec.Metric, Mend: "watch dsl.ValidationLoss"})
	}
	t.regime.Stop = &s.spec
	return t
}

// String is "stops after 5 epochs without a better validation loss".
func (s StopSpec) String() string {
	return fmt.Sprintf("stops after %d epochs without a better %s", s.Patience, s.Metric)
}

// Look tells at which step the best epoch ended, 0 where none did, and whether
// the training is to stop after made steps.
func (s StopSpec) Look(made int, past Past) (at int, stop bool) {
	top := newBest(s.Metric, 0)
	top.by = s.By
	waited := 0
	for _, e := range epochsOf(s.Metric, past) {
		if e.step > made {
			break
		}
		waited++
		if top.see(e.value) {
			at, waited = e.step, 0
		}
	}
	return at, waited >= s.Patience
}

type stoppingJSON struct {
	Spec StopSpec `json:"spec"`
	Err  *Error   `json:"error,omitempty"`
}

// MarshalJSON writes the rule, or its mistake.
func (s Stopping) MarshalJSON() ([]byte, error) {
	if s.err != nil { // what is wrong with it may be a NaN, which JSON has no word for
		return json.Marshal(stoppingJSON{Err: s.err})
	}
	return json.Marshal(stoppingJSON{Spec: s.spec})
}

// UnmarshalJSON reads what MarshalJSON writes.
func (s *Stopping) UnmarshalJSON(b []byte) error {
	var j stoppingJSON
	if err := json.Unmarshal(b, &j); err != nil {
		return err
	}
	*s = Stopping{j.Spec, j.Err}
	return nil
}
