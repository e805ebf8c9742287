package dsl

import (
	"context"
	"math"
)

// Metric is a number that a finished training has, by its name.
type Metric struct {
	Name string `json:"name"`
}

var (
	// TrainLoss is the mean training loss over the last tenth of the steps:
	// one batch alone is noisy.
	TrainLoss = Metric{"training loss"}
	// ValidationLoss and ValidationAccuracy are of the last epoch.
	ValidationLoss     = Metric{"validation loss"}
	ValidationAccuracy = Metric{"validation accuracy"}
	// TestLoss and TestAccuracy are measured once, at the end.
	TestLoss     = Metric{"test loss"}
	TestAccuracy = Metric{"test accuracy"}
)

// Of is the metric of r; NaN where r has none of that name.
func (m Metric) Of(r Result) float64 {
	switch m {
	case TrainLoss:
		return tail(r.Loss)
	case ValidationLoss:
		return float64(last(r.Validation).Loss)
	case ValidationAccuracy:
		return float64(last(r.Validation).Accuracy)
	case TestLoss:
		return float64(r.Test.Loss)
	case TestAccuracy:
		return float64(r.Test.Accuracy)
	}
	return math.NaN()
}

// Final is metric m of finished runs, which are trained if nobody has yet.
func Final(m Metric, runs ...Training) Numbers {
	out := Numbers{name: m.Name}
	for _, t := range runs {
		r, err := t.Watch(context.Background())
		if err != nil {
			out.err = err
			return out
		}
		out.values, out.seeds = append(out.values, m.Of(r)), append(out.seeds, t.seed)
	}
	return out
}

func tail(v []float64) float64 {
	s, n := 0.0, max(len(v)/10, 1)
	for _, x := range v[max(len(v)-n, 0):] {
		s += x
	}
	return s / float64(min(n, len(v)))
}

func last(v []Evaluation) Evaluation {
	if len(v) == 0 {
		return Evaluation{Loss: Float(math.NaN()), Accuracy: Float(math.NaN())}
	}
	return v[len(v)-1]
}
