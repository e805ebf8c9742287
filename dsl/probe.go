package dsl

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
)

// Probe is something to be measured inside a network, layer by layer: while it
// trains (Training.Probe), or at rest (Inspection.Probe).
//
// A probe that only reads leaves the training as it is. It runs as a program
// of its own, on sampled steps, beside the training step and never within it,
// so weights stay the same to the bit, and it is no part of the training's
// identity. What it measured is kept with the run.
//
// A run that is known already stays known when a reading probe is added:
// Result answers at once. Only where the probe's numbers are asked for
// (Training.Probes, and the figures made from them) and nobody has measured
// them yet, the training is gone through once more, for its course alone: its
// end is compared with the run's to the bit, and the numbers are kept.
//
// A probe that changes the arithmetic is part of the identity: with it a run
// is another run, and trains. Each probe's doc says which kind it is; those of
// this package only read.
type Probe struct {
	spec ProbeSpec
	err  *Error
}

// ProbeSpec is a probe spelled out.
type ProbeSpec struct {
	Measure string `json:"measure"`        // "norm", "rms", "ratio", "histogram"
	Of      string `json:"of"`             // "weights", "gradients", "updates", "activations", "deltas"
	Every   int    `json:"every"`          // steps from one look to the next
	Bins    int    `json:"bins,omitempty"` // of a histogram, at most
	Log     bool   `json:"log,omitempty"`  // bins of the magnitude, even on a logarithmic axis

	// Changes says that the training's arithmetic is another with this probe,
	// so that it belongs to the run's identity.
	Changes bool `json:"changes,omitempty"`
}

// Canonical is the form of the probe that its measurements are kept under.
func (p ProbeSpec) Canonical() ([]byte, error) { return canonicalForm(p) }

// Spec spells the probe out.
func (p Probe) Spec() ProbeSpec { return p.spec }

// Err is the first mistake in the probe's description, or nil.
func (p Probe) Err() error {
	switch {
	case p.err != nil:
		return p.err
	case p.spec.Measure == "":
		return &Error{Where: "Probe", What: "no probe", Mend: "start with one such as dsl.GradientNorm()"}
	}
	return nil
}

func (p Probe) fail(e Error) Probe {
	if p.err == nil {
		p.err = here(e)
	}
	return p
}

// Every sets how many steps lie between two looks: at steps 1, 1+n, 1+2n, …
// and the last.
func (p Probe) Every(n int) Probe {
	if n < 1 {
		return p.fail(Error{Where: "Every", What: "steps between two looks", Want: "1 or more", Got: fmt.Sprint(n)})
	}
	p.spec.Every = n
	return p
}

// RMS makes the root mean square of a norm: the norm over the square root of
// the number of values, so that layers of different sizes compare.
func (p Probe) RMS() Probe {
	if p.spec.Measure != "norm" || p.spec.Of == "deltas" {
		return p.fail(Error{Where: "RMS", What: "probe", Want: "the norm of weights, gradients, updates or activations", Got: p.String()})
	}
	p.spec.Measure = "rms"
	return p
}

// Bins sets how many bins a histogram has at most; it has more than half as
// many, since their width is a power of two. At first 64.
func (p Probe) Bins(n int) Probe {
	if p.spec.Measure != "histogram" || n < 4 || n > 1024 {
		return p.fail(Error{Where: "Bins", What: "bins of " + p.String(), Want: "a histogram, and 4 to 1024", Got: fmt.Sprint(n)})
	}
	p.spec.Bins = n
	return p
}

// Log makes a histogram one of magnitudes, four bins to each doubling: for
// gradients, which differ by powers of ten from layer to layer.
func (p Probe) Log() Probe {
	if p.spec.Measure != "histogram" {
		return p.fail(Error{Where: "Log", What: "probe", Want: "a histogram", Got: p.String()})
	}
	p.spec.Log, p.spec.Bins = true, 0
	return p
}

// String names what is measured: "norm of gradients, every 10 steps".
func (p Probe) String() string { return p.spec.String() }

// String names what is measured: "norm of gradients, every 10 steps".
func (p ProbeSpec) String() string {
	return fmt.Sprintf("%s, every %d steps", p.Title(), p.Every)
}

// Title names what is measured, without when: "norm of gradients".
func (p ProbeSpec) Title() string {
	if p.Measure == "ratio" {
		return "ratio of updates to weights"
	}
	of := p.Of
	if of == "deltas" {
		of = "pre-activation gradients"
	}
	if p.Log {
		of = "magnitudes of " + of
	}
	return map[string]string{"rms": "RMS"}[p.Measure] + map[string]string{"norm": "norm", "histogram": "histogram"}[p.Measure] + " of " + of
}

// MarshalJSON writes the probe's description.
func (p Probe) MarshalJSON() ([]byte, error) {
	return json.Marshal(struct {
		ProbeSpec
		Err *Error `json:"error,omitempty"`
	}{p.spec, p.err})
}

// UnmarshalJSON reads what MarshalJSON writes.
func (p *Probe) UnmarshalJSON(b []byte) error {
	var j struct {
		ProbeSpec
		Err *Error `json:"error"`
	}
	if err := json.Unmarshal(b, &j); err != nil {
		return err
	}
	*p = Probe{j.ProbeSpec, j.Err}
	return nil
}

// specsOf spells probes out, each once.
func specsOf(probes []Probe) []ProbeSpec {
	var out []ProbeSpec
	for _, p := range probes {
		if !slices.Contains(out, p.spec) {
			out = append(out, p.spec)
		}
	}
	return out
}

// changing are the probes that belong to an identity, in an order of their
// own: it must not matter in which they were added.
func changing(all []ProbeSpec) []ProbeSpec {
	var out []ProbeSpec
	for _, p := range all {
		if p.Changes && !slices.Contains(out, p) {
			out = append(out, p)
		}
	}
	slices.SortFunc(out, func(a, b ProbeSpec) int {
		x, _ := a.Canonical() // a struct of plain fields cannot fail
		y, _ := b.Canonical()
		return bytes.Compare(x, y)
	})
	return out
}
