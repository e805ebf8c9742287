package dsl

import (
	"encoding/json"
	"fmt"
	"math"
	"slices"
)

// Schedule says how the learning rate changes while a training goes on, as a
// value: by which factor f it is multiplied at each step, η_s = η·f(s).
//
// s counts the steps already made, from 0, so that f(0) is that of the first
// step. Of a continuation it counts from where the optimiser took over: one
// with the same optimiser goes on with its schedule, another begins its own.
type Schedule struct {
	spec ScheduleSpec
	err  *Error
}

// ScheduleSpec is a schedule spelled out.
type ScheduleSpec struct {
	Kind   string         `json:"kind"`             // "constant", "hold", "milestones", "every", "exponential", "cosine", "linear", "warm-up", "plateau", "then", "times"
	Factor float64        `json:"factor,omitempty"` // what the rate is held at, or multiplied by each time
	From   float64        `json:"from,omitempty"`   // of "linear": the ends
	To     float64        `json:"to,omitempty"`
	At     []int          `json:"at,omitempty"`     // of "milestones"
	Every  int            `json:"every,omitempty"`  // of "every" and "exponential"
	Length int            `json:"length,omitempty"` // of "hold", "cosine", "linear" and "warm-up"
	Until  int            `json:"until,omitempty"`  // after which it is over, where it has no length of its own
	Growth int            `json:"growth,omitempty"` // of "cosine" with restarts: how many times longer each round is
	Floor  float64        `json:"floor,omitempty"`  // of "cosine" and "plateau": the lowest factor
	Epochs bool           `json:"epochs,omitempty"` // lengths and places count epochs
	Parts  []ScheduleSpec `json:"parts,omitempty"`

	// Of "plateau".
	Metric    string  `json:"metric,omitempty"`
	Patience  int     `json:"patience,omitempty"`
	Threshold float64 `json:"threshold,omitempty"`
	Cooldown  int     `json:"cooldown,omitempty"`
}

// ConstantRate leaves the learning rate as it is: f = 1. It is what there is
// without a schedule.
func ConstantRate() Schedule { return Schedule{spec: ScheduleSpec{Kind: "constant", Factor: 1}} }

// Hold is f = factor for n steps, and after them.
//
//	dsl.Hold(0.1, 400).Then(dsl.Milestones(0.1, 32_000, 48_000))
//
// Source: He et al. 2016, section 4.2, which starts 110 layers so.
// Errors: a factor below 0; n below 1.
func Hold(factor float64, n int) Schedule {
	s := Schedule{spec: ScheduleSpec{Kind: "hold", Factor: factor, Length: n}}
	if !(factor >= 0) || math.IsInf(factor, 0) {
		s = s.fail(Error{Where: "Hold", What: "factor", Want: "0 or more", Got: fmt.Sprint(factor)})
	}
	return s.long("Hold", n)
}

// Milestones multiplies the rate by factor at each of these numbers of steps:
// f(s) = factor^(how many of them are s or less).
//
// Differs: as PyTorch's MultiStepLR.
// Source: He et al. 2016: dsl.Milestones(0.1, 32_000, 48_000).
// Errors: a factor that is not above 0; milestones that do not rise from 1 or
// more.
func Milestones(factor float64, at ...int) Schedule {
	s := Schedule{spec: ScheduleSpec{Kind: "milestones", Factor: factor, At: slices.Clone(at)}}
	for i, m := range at {
		if m < 1 || i > 0 && m <= at[i-1] {
			s = s.fail(Error{Where: "Milestones", What: "milestones", Want: "numbers of steps that rise, from 1 or more", Got: list(at)})
		}
	}
	if len(at) == 0 {
		s = s.fail(Error{Where: "Milestones", What: "milestones", Want: "at least one", Got: "none", Mend: "dsl.Milestones(0.1, 32_000, 48_000) is that of He 2016"})
	}
	return s.shrinks("Milestones")
}

// StepDecay multiplies the rate by factor after every n steps:
// f(s) = factor^⌊s/n⌋.
//
// Differs: as PyTorch's StepLR.
// Errors: a factor that is not above 0; n below 1.
func StepDecay(factor float64, n int) Schedule {
	s := Schedule{spec: ScheduleSpec{Kind: "every", Factor: factor, Every: n}}
	return s.shrinks("StepDecay").long("StepDecay", n)
}

// Exponential multiplies the rate by factor in the course of every n steps:
// f(s) = factor^(s/n).
//
// Differs: with n = 1 as PyTorch's ExponentialLR.
// Errors: a factor that is not above 0; n below 1.
func Exponential(factor float64, n int) Schedule {
	s := Schedule{spec: ScheduleSpec{Kind: "exponential", Factor: factor, Every: n}}
	return s.shrinks("Exponential").long("Exponential", n)
}

// Cosine falls along half a cosine from 1 to a floor, 0 unless Floor says, in n
// steps: f(s) = floor + (1 − floor)·½(1 + cos(π·s/n)); after them it stays at
// the floor. Restarts lets it begin again instead.
//
// Differs: up to n as PyTorch's CosineAnnealingLR, which rises again after n;
// as optax's cosine_decay_schedule.
// Source: Loshchilov & Hutter 2017, "SGDR", equation 5.
// Errors: n below 1.
func Cosine(n int) Schedule {
	return Schedule{spec: ScheduleSpec{Kind: "cosine", Length: n}}.long("Cosine", n)
}

// Restarts begins a cosine again when it has come down, each time growth times
// as long: of n, n·growth, n·growth², … steps.
//
// Differs: as PyTorch's CosineAnnealingWarmRestarts, growth its T_mult.
// Source: Loshchilov & Hutter 2017, "SGDR", section 3.
// Errors: growth below 1; a schedule other than Cosine.
func (s Schedule) Restarts(growth int) Schedule {
	switch {
	case s.err != nil:
		return s
	case s.spec.Kind != "cosine":
		return s.fail(Error{Where: "Restarts", What: "schedule", Want: "dsl.Cosine", Got: s.String()})
	case growth < 1:
		return s.fail(Error{Where: "Restarts", What: "growth of the rounds", Want: "1 or more", Got: fmt.Sprint(growth), Mend: "1 keeps them equally long, 2 doubles each"})
	}
	s.spec.Growth = growth
	return s
}

// Floor sets the lowest factor of Cosine and Plateau.
//
// Errors: a floor outside [0, 1]; another schedule.
func (s Schedule) Floor(factor float64) Schedule {
	switch {
	case s.err != nil:
		return s
	case s.spec.Kind != "cosine" && s.spec.Kind != "plateau":
		return s.fail(Error{Where: "Floor", What: "schedule", Want: "dsl.Cosine or dsl.Plateau", Got: s.String()})
	case !(factor >= 0 && factor <= 1):
		return s.fail(Error{Where: "Floor", What: "lowest factor", Want: "0 to 1", Got: fmt.Sprint(factor), Mend: "it is a part of the learning rate"})
	}
	s.spec.Floor = factor
	return s
}

// Linear goes straight from one factor to another in n steps, and stays there:
// f(s) = from + (to − from)·min(s/n, 1).
//
// Differs: as PyTorch's LinearLR and optax's linear_schedule.
// Errors: a factor below 0; n below 1.
func Linear(from, to float64, n int) Schedule {
	s := Schedule{spec: ScheduleSpec{Kind: "linear", From: from, To: to, Length: n}}
	if !(from >= 0 && to >= 0) || math.IsInf(from+to, 0) {
		s = s.fail(Error{Where: "Linear", What: "factors", Want: "0 or more", Got: fmt.Sprint(from, " and ", to)})
	}
	return s.long("Linear", n)
}

// WarmUp rises to the whole rate in n steps: f(s) = (s + 1)/n, then 1. The
// first step already moves, by η/n.
//
// Differs: as PyTorch's LinearLR(1/n, total_iters = n − 1); optax's
// warm-ups usually start at 0.
// Source: Goyal et al. 2017, section 2.2; Vaswani et al. 2017.
// Errors: n below 1.
func WarmUp(n int) Schedule {
	return Schedule{spec: ScheduleSpec{Kind: "warm-up", Length: n}}.long("WarmUp", n)
}

// For ends a schedule after n steps, so that another can follow.
//
// Errors: n below 1; a schedule that ends by itself.
func (s Schedule) For(n int) Schedule {
	if s.err == nil && s.spec.end() > 0 {
		return s.fail(Error{Where: "For", What: "schedule", Want: "one that does not end by itself", Got: s.String()})
	}
	s.spec.Until = n
	return s.long("For", n)
}

// Then lets next follow when s is over; next counts from there.
//
//	dsl.WarmUp(500).Then(dsl.Cosine(9_500))
//
// Differs: as PyTorch's SequentialLR.
// Errors: a schedule that does not end; those of both.
func (s Schedule) Then(next Schedule) Schedule {
	switch {
	case s.err != nil:
		return s
	case next.err != nil:
		return next
	case s.spec.end() == 0:
		return s.fail(Error{Where: "Then", What: "schedule before it", Want: "one that ends", Got: s.String(), Mend: "say how long it goes on: For(1_000)"})
	}
	return Schedule{spec: ScheduleSpec{Kind: "then", Parts: []ScheduleSpec{s.spec, next.spec}}}
}

// Times multiplies two schedules, both counting from the start.
//
//	dsl.Milestones(0.1, 32_000, 48_000).Times(dsl.WarmUp(500))
//
// Errors: those of both.
func (s Schedule) Times(other Schedule) Schedule {
	switch {
	case s.err != nil:
		return s
	case other.err != nil:
		return other
	}
	return Schedule{spec: ScheduleSpec{Kind: "times", Parts: []ScheduleSpec{s.spec, other.spec}}}
}

// Epochs makes the schedule's lengths and places count epochs in place of
// steps, of the training that it is used in. Between two epochs it goes on
// evenly, where it changes evenly.
func (s Schedule) Epochs() Schedule {
	s.spec = s.spec.inEpochs()
	return s
}

func (s ScheduleSpec) inEpochs() ScheduleSpec {
	s.Epochs, s.Parts = len(s.Parts) == 0 || s.Until > 0, slices.Clone(s.Parts)
	for i, p := range s.Parts {
		s.Parts[i] = p.inEpochs()
	}
	return s
}

// Spec spells the schedule out.
func (s Schedule) Spec() ScheduleSpec { return s.spec }

// Err is the first mistake in the schedule, or nil.
func (s Schedule) Err() error {
	switch {
	case s.err != nil:
		return s.err
	case s.spec.Kind == "":
		return &Error{Where: "schedule", What: "none given", Mend: "start with one such as dsl.Cosine(10_000)"}
	}
	return nil
}

func (s Schedule) fail(e Error) Schedule {
	if s.err == nil {
		s.err = here(e)
	}
	return s
}

// long refuses a length below 1.
func (s Schedule) long(where string, n int) Schedule {
	if n < 1 {
		return s.fail(Error{Where: where, What: "number of steps", Want: "1 or more", Got: fmt.Sprint(n)})
	}
	return s
}

// shrinks refuses a factor that the rate cannot be multiplied by again and again.
func (s Schedule) shrinks(where string) Schedule {
	if f := s.spec.Factor; !(f > 0) || math.IsInf(f, 0) {
		return s.fail(Error{Where: where, What: "factor", Want: "above 0", Got: fmt.Sprint(f), Mend: "0.1 divides by 10"})
	}
	return s
}

type scheduleJSON struct {
	Spec ScheduleSpec `json:"spec"`
	Err  *Error       `json:"error,omitempty"`
}

// MarshalJSON writes the schedule.
func (s Schedule) MarshalJSON() ([]byte, error) {
	if s.err != nil {
		return json.Marshal(scheduleJSON{Err: s.err})
	}
	return json.Marshal(scheduleJSON{Spec: s.spec})
}

// UnmarshalJSON reads what MarshalJSON writes.
func (s *Schedule) UnmarshalJSON(b []byte) error {
	var j scheduleJSON
	if err := json.Unmarshal(b, &j); err != nil {
		return err
	}
	*s = Schedule{j.Spec, j.Err}
	return nil
}

// Schedule lets the learning rate change while a training goes on.
//
//	dsl.SGD(0.1).Momentum(0.9).WeightDecay(1e-4).Schedule(dsl.Milestones(0.1, 32_000, 48_000))
//
// Errors: those of s.
func (o Optimizer) Schedule(s Schedule) Optimizer {
	if err := s.Err(); err != nil {
		return o.fail(*err.(*Error))
	}
	o.spec.Schedule = &s.spec
	if s.spec.Kind == "constant" { // what there is without one, so the same run
		o.spec.Schedule = nil
	}
	return o
}
