package nn

import "github.com/seed-380714d4/fathom/dsl"

// adjust sets the learning rate of the next step. It follows from the number
// of steps made and the history, in float64 and outside the executable, which
// takes it as an input; so a training that goes on has the same.
func (t *training) adjust() {
	rate := t.req.Optimizer.Rate(t.made, t.past())
	if rate == t.rate {
		return
	}
	release(t.constants)
	t.constants, t.rate = constantsAt(t.opt, rate), rate
}

// past is what schedules, and who stops early, look at.
func (t *training) past() dsl.Past {
	n := t.perEpoch()
	if !t.req.Optimizer.Reacts() && t.req.Stop == nil {
		return dsl.Past{PerEpoch: n, Start: t.start}
	}
	for k := len(t.epochs); k < t.made/n; k++ {
		t.epochs = append(t.epochs, mean(t.reply.Loss[k*n:(k+1)*n]))
	}
	return dsl.Past{PerEpoch: n, Start: t.start, Training: t.epochs, Validation: t.reply.Validation}
}

func mean(v []float64) float64 {
	s := 0.0
	for _, x := range v {
		s += x
	}
	return s / float64(len(v))
}
