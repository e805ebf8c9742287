package draw_test

import (
	"github.com/seed-380714d4/fathom/dsl"
	"github.com/seed-380714d4/fathom/dsl/figure"
)

// The figures of training and of trained models join the gallery.
func init() {
	for name, f := range map[string]func() figure.Figure{"confusion": confusion, "confusion-many": confusionOfMany, "rates": rates} {
		gallery = append(gallery, struct {
			name string
			make func() figure.Figure
		}{name, f})
	}
}

func confusion() figure.Figure {
	return figure.Confusion(dsl.ConfusionOf(madeUp(10)))
}

func confusionOfMany() figure.Figure {
	return figure.Confusion(dsl.ConfusionOf(madeUp(60)))
}

// madeUp are counts of classes that are mostly right, and else taken for a
// neighbour.
func madeUp(n int) [][]int {
	r := noise(uint64(n))
	counts := make([][]int, n)
	for i := range counts {
		counts[i] = make([]int, n)
		counts[i][i] = 900 + r.IntN(100)
		for range 4 {
			counts[i][(i+1+r.IntN(4))%n] += r.IntN(40)
		}
	}
	return counts
}

func rates() figure.Figure {
	run := dsl.Input(28, 28, 1).Flatten().Dense(10).Train(dsl.MNIST()).BatchSize(128).Steps(64_000)
	with := func(s dsl.Schedule) dsl.Training { return run.Optimizer(dsl.SGD(0.1).Schedule(s)).Named(s.String()) }
	return figure.LearningRate(
		with(dsl.Hold(0.1, 400).Then(dsl.Milestones(0.1, 31_600, 47_600))),
		with(dsl.WarmUp(2_000).Then(dsl.Cosine(62_000).Floor(0.001))),
		with(dsl.Cosine(4_000).Restarts(2).Floor(0.01)),
		with(dsl.Exponential(0.5, 10_000)))
}
