package dsl

import (
	"fmt"
	"math"
	"reflect"
	"strings"
)

// Past is what a training has measured so far: all that a schedule may react
// to. It follows from the run's history, so a training that goes on from a
// checkpoint has the same.
type Past struct {
	PerEpoch   int          // steps of an epoch
	Start      int          // the step at which the schedule began
	Training   []float64    // the mean training loss of each whole epoch
	Validation []Evaluation // those made so far
}

// Rate is the learning rate of a training's step after made steps.
func (o OptimizerSpec) Rate(made int, past Past) float64 {
	if o.Schedule == nil {
		return o.LearningRate
	}
	return o.LearningRate * o.Schedule.factor(float64(made-past.Start), float64(past.Start), past)
}

// factor is f(s); origin is the step of the training that s counts from.
func (p ScheduleSpec) factor(s, origin float64, past Past) float64 {
	unit := p.unit(past)
	if p.Until > 0 { // over: it stays as it is
		s = math.Min(s, float64(p.Until)*unit)
	}
	u := s / unit
	switch p.Kind {
	case "hold":
		return p.Factor
	case "milestones":
		f := 1.0
		for _, m := range p.At {
			if u >= float64(m) {
				f *= p.Factor
			}
		}
		return f
	case "every":
		return math.Pow(p.Factor, math.Floor(u/float64(p.Every)))
	case "exponential":
		return math.Pow(p.Factor, u/float64(p.Every))
	case "cosine":
		return p.Floor + (1-p.Floor)*0.5*(1+math.Cos(math.Pi*p.turn(u)))
	case "linear":
		return p.From + (p.To-p.From)*math.Min(u/float64(p.Length), 1)
	case "warm-up":
		return math.Min(1, (u+1/unit)/float64(p.Length))
	case "plateau":
		return p.afterPlateaus(origin, origin+s, past)
	case "times":
		return p.Parts[0].factor(s, origin, past) * p.Parts[1].factor(s, origin, past)
	case "then":
		if end := p.Parts[0].steps(past); s >= end {
			return p.Parts[1].factor(s-end, origin+end, past)
		}
		return p.Parts[0].factor(s, origin, past)
	}
	return 1
}

// unit is how many steps a schedule's numbers are in.
func (p ScheduleSpec) unit(past Past) float64 {
	if p.Epochs {
		return float64(max(1, past.PerEpoch))
	}
	return 1
}

// turn is how far a cosine has come down in its round, from 0 to 1.
func (p ScheduleSpec) turn(u float64) float64 {
	n := float64(p.Length)
	if p.Growth == 0 {
		return math.Min(u/n, 1)
	}
	for u >= n {
		u -= n
		n *= float64(p.Growth)
		if p.Growth == 1 {
			u = math.Mod(u, n)
		}
	}
	return u / n
}

// end is after how many steps or epochs a schedule is over; 0 for never.
func (p ScheduleSpec) end() int {
	switch {
	case p.Until > 0:
		return p.Until
	case p.Kind == "cosine" && p.Growth > 0:
		return 0
	case p.Kind == "times":
		if p.Parts[0].end() == 0 || p.Parts[1].end() == 0 {
			return 0
		}
		return max(p.Parts[0].end(), p.Parts[1].end())
	case p.Kind == "then":
		if p.Parts[1].end() == 0 {
			return 0
		}
		return p.Parts[0].end() + p.Parts[1].end()
	}
	return p.Length
}

// steps is end in steps.
func (p ScheduleSpec) steps(past Past) float64 {
	if p.Until > 0 {
		return float64(p.Until) * p.unit(past)
	}
	switch p.Kind {
	case "times":
		return math.Max(p.Parts[0].steps(past), p.Parts[1].steps(past))
	case "then":
		return p.Parts[0].steps(past) + p.Parts[1].steps(past)
	}
	return float64(p.Length) * p.unit(past)
}

// Reacts tells whether the rate depends on how the training goes, so that it
// is not known before.
func (o OptimizerSpec) Reacts() bool { return o.Schedule != nil && o.Schedule.reacts() }

func (p ScheduleSpec) reacts() bool {
	for _, part := range p.Parts {
		if part.reacts() {
			return true
		}
	}
	return p.Kind == "plateau"
}

// ScheduleStart is the step at which the schedule of r's optimiser begins: 0,
// or of a continuation with another optimiser that where it took over.
func (r TrainRequest) ScheduleStart(perEpoch int) int {
	switch {
	case r.After == nil:
		return 0
	case reflect.DeepEqual(r.Optimizer, r.After.Optimizer):
		return r.After.ScheduleStart(perEpoch)
	}
	return r.After.Length(perEpoch)
}

// Length is the number of steps of r and what it continues.
func (r TrainRequest) Length(perEpoch int) int {
	n := r.Steps
	if n <= 0 {
		n = r.Epochs * perEpoch
	}
	if r.After != nil {
		n += r.After.Length(perEpoch)
	}
	return n
}

// String is the schedule in words.
func (s Schedule) String() string {
	if s.err != nil {
		return s.err.Error()
	}
	return s.spec.String()
}

// String is the schedule in words: "×0.1 at 32,000 and 48,000 steps".
func (p ScheduleSpec) String() string {
	unit := "steps"
	if p.Epochs {
		unit = "epochs"
	}
	over := func(n int) string { return thousands(n) + " " + unit }
	text := p.Kind
	switch p.Kind {
	case "constant":
		text = "constant rate"
	case "hold":
		return fmt.Sprintf("×%v for %s", p.Factor, over(p.Length))
	case "milestones":
		var at []string
		for _, m := range p.At {
			at = append(at, thousands(m))
		}
		text = fmt.Sprintf("×%v at %s %s", p.Factor, strings.Join(at, ", "), unit)
	case "every":
		text = fmt.Sprintf("×%v every %s", p.Factor, over(p.Every))
	case "exponential":
		text = fmt.Sprintf("×%v over every %s", p.Factor, over(p.Every))
	case "linear":
		return fmt.Sprintf("×%v to ×%v over %s", p.From, p.To, over(p.Length))
	case "warm-up":
		return "warm-up over " + over(p.Length)
	case "cosine":
		text = "cosine over " + over(p.Length)
		if p.Floor > 0 {
			text += fmt.Sprintf(" to ×%v", p.Floor)
		}
		if p.Growth > 0 {
			text = fmt.Sprintf("%s, restarts ×%d", text, p.Growth)
		}
	case "plateau":
		text = fmt.Sprintf("×%v when the %s stalls for %d epochs", p.Factor, p.Metric, p.Patience)
	case "then":
		text = p.Parts[0].String() + ", then " + p.Parts[1].String()
	case "times":
		text = p.Parts[0].String() + ", times " + p.Parts[1].String()
	}
	if p.Until > 0 {
		text += " for " + over(p.Until)
	}
	return text
}
