package figure

import (
	"context"

	"github.com/seed-380714d4/fathom/dsl"
	"github.com/seed-380714d4/fathom/dsl/show"
)

// LearningRate shows the learning rate of each step, on a logarithmic axis.
//
//	figure.LearningRate(run, run.Optimizer(dsl.SGD(0.1).Schedule(dsl.Cosine(10_000))))
//
// It trains nothing, unless a schedule reacts to how the training goes, or that
// may stop early.
func LearningRate(runs ...dsl.Training) Figure {
	if len(runs) == 0 {
		return Failed(problem("LearningRate", "trainings", "at least one", "none", "give it model.Train(data)"))
	}
	known := true
	for _, r := range runs {
		if err := r.Err(); err != nil {
			return Failed(err)
		}
		known = known && r.Foreseeable()
	}
	words := Spec{Title: "Learning rate during training", X: Axis{Label: "step", Whole: true}, Y: Axis{Label: "learning rate η", Log: true}}
	if known {
		return New(ratesOf(words, runs, make([]dsl.Result, len(runs))))
	}
	return later(words, func(*Figure) (Spec, show.Live, error) {
		results := make([]dsl.Result, len(runs))
		for i, r := range runs {
			var err error
			if results[i], err = r.Watch(context.Background()); err != nil {
				return Spec{}, nil, err
			}
		}
		return ratesOf(words, runs, results), nil, nil
	})
}

func ratesOf(s Spec, runs []dsl.Training, of []dsl.Result) Spec {
	names := trainingNames(runs)
	for i, r := range runs {
		line := Series{Name: names[i], Kind: Line, Slot: i, Plain: true}
		line.X, line.Y = corners(r.LearningRates(of[i]))
		s.Series = append(s.Series, line)
	}
	return s
}

// mostCorners is how many points a line of rates has at most, but for one.
const mostCorners = 1500

// corners leaves out points that lie between two as high.
func corners(rates dsl.Floats) (x, y dsl.Floats) {
	for i, r := range rates {
		if i == 0 || i == len(rates)-1 || r != rates[i-1] || r != rates[i+1] {
			x, y = append(x, float64(i+1)), append(y, r)
		}
	}
	every := (len(x) + mostCorners - 1) / mostCorners
	var thinX, thinY dsl.Floats
	for i := range x {
		if i%every == 0 || i == len(x)-1 {
			thinX, thinY = append(thinX, x[i]), append(thinY, y[i])
		}
	}
	return thinX, thinY
}
