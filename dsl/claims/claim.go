package claims

import (
	"encoding/json"
	"errors"
	"fmt"

	"github.com/seed-380714d4/fathom/dsl"
)

// Claim is something that a notebook expects, as an immutable value: its
// methods return a changed copy. The first mistake stays in it.
type Claim struct {
	text        string
	source      string
	predicted   string
	explanation string
	criterion   *criterion
	measured    *dsl.Numbers
	err         error
}

// Expect starts a claim. It has to be given a criterion: Between, Above, Below
// or Within.
func Expect(text string) Claim {
	c := Claim{text: text}
	if text == "" {
		return c.fail("Expect", "text", "what is expected, in a sentence", "nothing", "write it down")
	}
	return c
}

// Source says who claims it: a paper, a theory, a lecture.
func (c Claim) Source(s string) Claim {
	c.source = s
	return c
}

// Predicted says what the source predicts, where that is more than the
// criterion: "0.236 per layer".
func (c Claim) Predicted(s string) Claim {
	c.predicted = s
	return c
}

// Measured puts what was measured beside the claim.
//
// Errors: those of n; a claim that has no criterion yet.
func (c Claim) Measured(n dsl.Numbers) Claim {
	if c.criterion == nil && c.err == nil {
		return c.fail("Measured", "criterion", "one, stated before measuring", "none", "add Between(lo, hi), Above(x), Below(x) or Within(value, share) to Expect(…)")
	}
	if values, err := n.Values(); err == nil && len(values) == 0 {
		return c.fail("Measured", "values", "at least one", "none", "")
	}
	c.measured = &n
	return c
}

// Explain says why the claim was not met. It turns failed into not reproduced,
// and nothing else.
func (c Claim) Explain(why string) Claim {
	c.explanation = why
	return c
}

// Verdict is how a claim ended.
type Verdict string

const (
	// Open is a claim that is not measured yet.
	Open Verdict = "open"
	// Held is one that every measured value meets.
	Held Verdict = "held"
	// Failed is one that some value does not meet, and nobody says why.
	Failed Verdict = "failed"
	// NotReproduced is one that failed with an explanation.
	NotReproduced Verdict = "not reproduced"
)

// Verdict is how the claim ended; Open too when it holds an error.
func (c Claim) Verdict() Verdict {
	if c.Err() != nil || c.measured == nil {
		return Open
	}
	values, _ := c.measured.Values()
	for _, v := range values {
		switch {
		case c.criterion.met(v):
		case c.explanation != "":
			return NotReproduced
		default:
			return Failed
		}
	}
	return Held
}

// Err is the first mistake in the claim, or what kept it from being measured.
// A claim without a criterion is one: anything would meet it.
func (c Claim) Err() error {
	switch {
	case c.err != nil:
		return c.err
	case c.criterion == nil:
		return c.mistake("criterion", "criterion", "one", "none", "add Between(lo, hi), Above(x), Below(x) or Within(value, share)")
	case c.measured != nil:
		return c.measured.Err()
	}
	return nil
}

// String is the claim and its verdict in a line.
func (c Claim) String() string {
	if err := c.Err(); err != nil {
		return err.Error()
	}
	line := fmt.Sprintf("%s: %s", c.Verdict(), c.text)
	if c.measured != nil {
		line += fmt.Sprintf(" (%s; %s)", c.criterion.Text, measuredWords(*c.measured))
	}
	return line
}

// Display shows the claim as a table of one.
func (c Claim) Display() error { return Table(c).Display() }

// fail is c with a mistake in it, at the user's line.
func (c Claim) fail(where, what, want, got, mend string) Claim {
	if c.err == nil {
		c.err = c.mistake(where, what, want, got, mend)
	}
	return c
}

func (c Claim) mistake(where, what, want, got, mend string) error {
	return dsl.Fault(dsl.Error{Where: fmt.Sprintf("claim %q %s", c.text, where), What: what, Want: want, Got: got, Mend: mend})
}

type claimJSON struct {
	Text        string       `json:"text"`
	Source      string       `json:"source,omitempty"`
	Predicted   string       `json:"predicted,omitempty"`
	Explanation string       `json:"explanation,omitempty"`
	Criterion   *criterion   `json:"criterion,omitempty"`
	Measured    *dsl.Numbers `json:"measured,omitempty"`
	Err         *dsl.Error   `json:"error,omitempty"`
}

// MarshalJSON writes the claim, so that a variable of a cell can carry it.
func (c Claim) MarshalJSON() ([]byte, error) {
	j := claimJSON{c.text, c.source, c.predicted, c.explanation, c.criterion, c.measured, nil}
	errors.As(c.err, &j.Err) // all of its own mistakes are of this type
	return json.Marshal(j)
}

// UnmarshalJSON reads what MarshalJSON writes.
func (c *Claim) UnmarshalJSON(b []byte) error {
	var j claimJSON
	if err := json.Unmarshal(b, &j); err != nil {
		return fmt.Errorf("claims: reading a claim: %w", err)
	}
	*c = Claim{text: j.Text, source: j.Source, predicted: j.Predicted, explanation: j.Explanation, criterion: j.Criterion, measured: j.Measured}
	if j.Err != nil {
		c.err = j.Err
	}
	return nil
}
