package dsl

// LearningRates are the rates of all steps, from the first. Where a schedule
// reacts to how the training goes, or that may stop early, they follow from r,
// its result; else r may be empty.
func (t Training) LearningRates(r Result) Floats {
	perEpoch := max(1, (t.data.Len()+t.batch-1)/max(1, t.batch))
	past := Past{PerEpoch: perEpoch, Validation: r.Validation}
	for k := 0; (k+1)*perEpoch <= len(r.Loss); k++ {
		s := 0.0
		for _, v := range r.Loss[k*perEpoch : (k+1)*perEpoch] {
			s += v
		}
		past.Training = append(past.Training, s/float64(perEpoch))
	}
	rates := t.Request().rates(past)
	if r.Steps > 0 && r.Steps < len(rates) {
		return rates[:r.Steps]
	}
	return rates
}

// rates are those of r and what it continues.
func (r TrainRequest) rates(past Past) Floats {
	var out Floats
	if r.After != nil {
		out = r.After.rates(past)
	}
	past.Start = r.ScheduleStart(past.PerEpoch)
	for made := len(out); made < r.Length(past.PerEpoch); made++ {
		out = append(out, r.Optimizer.Rate(made, past))
	}
	return out
}

// Foreseeable tells whether the learning rate of every step is known before
// the training.
func (t Training) Foreseeable() bool {
	for part := &t; part != nil; part = part.after {
		if part.optimizer.spec.Reacts() || part.regime.Stop != nil {
			return false
		}
	}
	return true
}
