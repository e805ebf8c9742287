package dsl

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/seed-380714d4/fathom/dsl/show"
)

// WhyReply is what op "why", which takes a TrainRequest, answers.
type WhyReply struct {
	Key   string    `json:"key"`
	Known bool      `json:"known"`
	Made  time.Time `json:"made,omitzero"` // when the known run was trained

	// Unmeasured are the probes, of a known run, whose numbers nobody has asked
	// for yet: that would go through the run once more, and change nothing.
	Unmeasured []ProbeSpec `json:"unmeasured,omitempty"`

	// Of a training that was begun and not finished: the step that its
	// checkpoint stands at.
	Step  int `json:"step,omitempty"`
	Steps int `json:"steps,omitempty"`

	// Of a training that is not known: the stored run that is most like it,
	// and all that sets the two apart.
	Nearest      string       `json:"nearest,omitempty"`
	NearestLabel string       `json:"nearest_label,omitempty"`
	Differences  []Difference `json:"differences,omitempty"`
}

// Difference is a field of two trainings' identities in which they differ. A
// side that lacks the field is "".
type Difference struct {
	Field  string `json:"field"` // "optimizer.learning_rate", "environment.plugin"
	Stored string `json:"stored"`
	Asked  string `json:"asked"`
}

// Reason says whether a training is known already, and what makes it another
// than those that are.
type Reason struct {
	WhyReply
	Mistake *Error `json:"error,omitempty"`
}

// Key is the training's identity: 64 hexadecimal digits that name all that
// decides its bits. Trainings with equal keys have equal results.
//
// Errors: those of the description; a program in which nothing can train.
func (t Training) Key() (string, error) {
	r := t.Why()
	return r.WhyReply.Key, r.Err()
}

// Why tells, without training, whether the training's result is known already,
// and else in what it differs from the stored run that is most like it.
func (t Training) Why() Reason {
	var r Reason
	err := t.Err()
	if err == nil {
		err = ask(context.Background(), "why", t.Request(), &r.WhyReply, nil, t.made)
	}
	if err != nil {
		mistake, ok := err.(*Error)
		if !ok {
			mistake = (&Error{Where: "Why", What: err.Error()}).at(t.made)
		}
		r.Mistake = mistake
	}
	return r
}

// Err is what kept the question from being answered, or nil.
func (r Reason) Err() error {
	if r.Mistake != nil {
		return r.Mistake
	}
	return nil
}

// String is the reason in a sentence: "will train: it differs from the nearest
// stored run, ReLU (1f3a5b7c9d0e), in optimizer.learning_rate 0.01 → 0.02;
// everything else is equal".
func (r Reason) String() string {
	switch {
	case r.Mistake != nil:
		return r.Mistake.Error()
	case r.Known && r.Made.IsZero():
		return fmt.Sprintf("known: run %.12s%s", r.Key, r.unmeasured())
	case r.Known:
		return fmt.Sprintf("known: trained on %s, run %.12s%s", r.Made.Local().Format("2 January 2006 at 15:04"), r.Key, r.unmeasured())
	}
	begin := "will train"
	if r.Step > 0 {
		begin = fmt.Sprintf("will go on from step %s of %s", thousands(r.Step), thousands(r.Steps))
	}
	if r.Nearest == "" {
		return begin + ": no run is stored that it could be compared with"
	}
	name := fmt.Sprintf("%.12s", r.Nearest)
	if r.NearestLabel != "" {
		name = r.NearestLabel + " (" + name + ")"
	}
	return fmt.Sprintf("%s: it differs from the nearest stored run, %s, in %s; everything else is equal", begin, name, r.list())
}

// list is the differences in words; past the sixth, their number.
func (r Reason) list() string {
	var parts []string
	for i, d := range r.Differences {
		if i == 6 {
			return strings.Join(parts, ", ") + fmt.Sprintf(" and %d more", len(r.Differences)-i)
		}
		parts = append(parts, d.String())
	}
	return strings.Join(parts, ", ")
}

// String is the difference as "optimizer.learning_rate 0.01 → 0.02".
func (d Difference) String() string {
	side := func(s string) string {
		if s == "" {
			return "nothing"
		}
		r, most := []rune(s), 80
		if !strings.Contains(s, " ") {
			most = 40 // a hash, say: its beginning will do
		}
		if len(r) > most {
			return string(r[:most*3/10]) + "…"
		}
		return s
	}
	return d.Field + " " + side(d.Stored) + " → " + side(d.Asked)
}

// Display shows the sentence of String, or returns the mistake.
func (r Reason) Display() error {
	if err := r.Err(); err != nil {
		return err
	}
	show.Show(show.Text(r.String()))
	return nil
}
