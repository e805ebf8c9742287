package dsl

import (
	"fmt"
	"math"
)

// Plateau multiplies the rate by factor whenever the validation loss has not
// fallen for more than patience epochs in a row; On lets it watch something
// else. It looks after each whole epoch.
//
// An epoch is better than the best so far where its value is below
// best·(1 − 1e-4); of an accuracy, above best·(1 + 1e-4). Threshold sets the
// 1e-4.
// Differs: as PyTorch's ReduceLROnPlateau, with its default threshold and
// mode; PyTorch leaves the rate where it would change by less than 1e-8.
// Errors: a factor outside (0, 1); a patience below 0.
func Plateau(factor float64, patience int) Schedule {
	s := Schedule{spec: ScheduleSpec{Kind: "plateau", Factor: factor, Metric: ValidationLoss.Name, Patience: patience, Threshold: 1e-4}}
	switch {
	case !(factor > 0 && factor < 1):
		return s.fail(Error{Where: "Plateau", What: "factor", Want: "above 0 and below 1", Got: fmt.Sprint(factor), Mend: "0.1 divides by 10"})
	case patience < 0:
		return s.fail(Error{Where: "Plateau", What: "patience", Want: "0 epochs or more", Got: fmt.Sprint(patience)})
	}
	return s
}

// On lets Plateau watch another metric: TrainLoss, which is then the mean over
// each epoch's steps, ValidationLoss or ValidationAccuracy.
//
// Errors: another metric; a schedule other than Plateau.
func (s Schedule) On(m Metric) Schedule {
	if s, ok := s.plateau("On"); !ok {
		return s
	}
	if !watchable(m) {
		return s.fail(Error{Where: "On", What: "metric", Want: "dsl.TrainLoss, ValidationLoss or ValidationAccuracy", Got: m.Name})
	}
	s.spec.Metric = m.Name
	return s
}

// watchable tells whether a metric is known after every epoch.
func watchable(m Metric) bool {
	return m == TrainLoss || m == ValidationLoss || m == ValidationAccuracy
}

// Threshold sets by which part an epoch must be better than the best, to count
// as better.
//
// Errors: below 0; a schedule other than Plateau.
func (s Schedule) Threshold(part float64) Schedule {
	s, ok := s.plateau("Threshold")
	if ok && !(part >= 0 && part < 1) {
		return s.fail(Error{Where: "Threshold", What: "part", Want: "0 or more and below 1", Got: fmt.Sprint(part), Mend: "1e-4 is usual"})
	}
	s.spec.Threshold = part
	return s
}

// Cooldown sets how many epochs after a change are not counted as stalled.
//
// Errors: below 0; a schedule other than Plateau.
func (s Schedule) Cooldown(epochs int) Schedule {
	s, ok := s.plateau("Cooldown")
	if ok && epochs < 0 {
		return s.fail(Error{Where: "Cooldown", What: "epochs", Want: "0 or more", Got: fmt.Sprint(epochs)})
	}
	s.spec.Cooldown = epochs
	return s
}

func (s Schedule) plateau(method string) (Schedule, bool) {
	if s.err == nil && s.spec.Kind != "plateau" {
		s = s.fail(Error{Where: method, What: "schedule", Want: "dsl.Plateau", Got: s.String()})
	}
	return s, s.err == nil
}

// afterPlateaus is the factor at a step, from the epochs that ended after
// origin and by then.
func (p ScheduleSpec) afterPlateaus(origin, step float64, past Past) float64 {
	f, bad, resting := 1.0, 0, 0
	best := newBest(p.Metric, p.Threshold)
	for _, e := range epochsOf(p.Metric, past) {
		if float64(e.step) <= origin || float64(e.step) > step {
			continue
		}
		bad++
		if best.see(e.value) {
			bad = 0
		}
		if resting > 0 {
			resting, bad = resting-1, 0
		}
		if bad > p.Patience {
			f, bad, resting = math.Max(f*p.Factor, p.Floor), 0, p.Cooldown
		}
	}
	return f
}

// watched is a metric after a whole epoch.
type watched struct {
	step  int
	value float64
}

// epochsOf is the course of a metric, epoch by epoch. An evaluation in the
// middle of one, where a training ended that was continued, is left out: the
// longer training has none there.
func epochsOf(metric string, past Past) []watched {
	var out []watched
	if metric == TrainLoss.Name {
		for i, loss := range past.Training {
			out = append(out, watched{(i + 1) * past.PerEpoch, loss})
		}
		return out
	}
	for _, e := range past.Validation {
		v := float64(e.Loss)
		if metric == ValidationAccuracy.Name {
			v = float64(e.Accuracy)
		}
		if past.PerEpoch > 0 && e.Step%past.PerEpoch == 0 {
			out = append(out, watched{e.Step, v})
		}
	}
	return out
}

// best is the best value of a metric so far.
type best struct {
	value     float64
	rising    bool    // more is better
	threshold float64 // a part of the best by which to be better
	by        float64 // an amount
}

func newBest(metric string, threshold float64) *best {
	b := &best{value: math.Inf(1), rising: metric == ValidationAccuracy.Name, threshold: threshold}
	if b.rising {
		b.value = math.Inf(-1)
	}
	return b
}

// see tells whether v is better than all before, and then keeps it.
func (b *best) see(v float64) bool {
	better := v < b.value*(1-b.threshold)-b.by
	if b.rising {
		better = v > b.value*(1+b.threshold)+b.by
	}
	if better {
		b.value = v
	}
	return better
}
