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
	// TrainError is the share of wrong classes among the examples of the same
	// steps, each seen before its step.
	TrainError = Metric{"training error"}
	// ValidationLoss and ValidationAccuracy are of the last epoch, or of the
	// one whose weights a run that stops early has.
	ValidationLoss     = Metric{"validation loss"}
	ValidationAccuracy = Metric{"validation accuracy"}
	// TestLoss, TestAccuracy and TestError, the rest of it, are measured once,
	// at the end.
	TestLoss     = Metric{"test loss"}
	TestAccuracy = Metric{"test accuracy"}
	TestError    = Metric{"test error"}
)

// Of is the metric of r; NaN where r has none of that name.
func (m Metric) Of(r Result) float64 {
	switch m {
	case TrainLoss:
		return tail(r.Loss)
	case TrainError:
		return 1 - tail(r.Accuracy)
	case ValidationLoss:
		return float64(kept(r).Loss)
	case ValidationAccuracy:
		return float64(kept(r).Accuracy)
	case TestLoss:
		return float64(r.Test.Loss)
	case TestAccuracy:
		return float64(r.Test.Accuracy)
	case TestError:
		return 1 - float64(r.Test.Accuracy)
	}
	return math.NaN()
}

// Share tells whether the metric lies between 0 and 1, and is best read in
// percent.
func (m Metric) Share() bool {
	return m == TrainError || m == ValidationAccuracy || m == TestAccuracy || m == TestError
}

// Final is metric m of finished runs. Those that nobody has trained yet are
// trained now, side by side.
//
//	dsl.Final(dsl.TestAccuracy, sweep.Runs()...)
func Final(m Metric, runs ...Training) Numbers {
	switch len(runs) {
	case 0:
		return Numbers{name: m.Name}
	case 1:
		r, err := runs[0].Watch(context.Background())
		if err != nil {
			return Numbers{name: m.Name, err: err}
		}
		return Numbers{name: m.Name, values: []float64{m.Of(r)}, seeds: []int64{runs[0].seed}}
	}
	all, err := TrialsOf(runs...).Watch(context.Background())
	if err != nil {
		return Numbers{name: m.Name, err: err}
	}
	for _, row := range all.Failed() {
		return Numbers{name: m.Name, err: row.Err}
	}
	return all.Numbers(m)
}

func tail(v []float64) float64 {
	s, n := 0.0, max(len(v)/10, 1)
	for _, x := range v[max(len(v)-n, 0):] {
		s += x
	}
	return s / float64(min(n, len(v)))
}

// kept is the validation of the weights that a run has.
func kept(r Result) Evaluation {
	for _, e := range r.Validation {
		if e.Step == r.Best && r.Best > 0 {
			return e
		}
	}
	return last(r.Validation)
}

func last(v []Evaluation) Evaluation {
	if len(v) == 0 {
		return Evaluation{Loss: Float(math.NaN()), Accuracy: Float(math.NaN())}
	}
	return v[len(v)-1]
}
