package dsl_test

import (
	"math"
	"strings"
	"testing"

	"github.com/seed-380714d4/fathom/dsl"
)

// TestOptimizerMistakes: what cannot be is said at the line that says it, and
// the first mistake stays.
func TestOptimizerMistakes(t *testing.T) {
	for want, o := range map[string]dsl.Optimizer{
		"SGD (optimizer_test.go:LINE): learning rate; want above 0, got 0":                                dsl.SGD(0).Momentum(2),
		"Adam (optimizer_test.go:LINE): learning rate; want above 0, got NaN":                             dsl.Adam(math.NaN()),
		"AdamW (optimizer_test.go:LINE): learning rate; want above 0, got -1":                             dsl.AdamW(-1),
		"RMSProp (optimizer_test.go:LINE): learning rate; want above 0, got +Inf":                         dsl.RMSProp(math.Inf(1)),
		"Momentum (optimizer_test.go:LINE): optimiser; want SGD or RMSProp, got AdamW; Adam has momentum": dsl.AdamW(1).Momentum(0.9),
		"Momentum (optimizer_test.go:LINE): momentum; want 0 or more and below 1, got 1":                  dsl.SGD(1).Momentum(1),
		"Nesterov (optimizer_test.go:LINE): optimiser; want SGD with momentum, got SGD(1); write":         dsl.SGD(1).Nesterov(),
		"Nesterov (optimizer_test.go:LINE): optimiser; want SGD with momentum, got RMSProp":               dsl.RMSProp(1).Momentum(0.9).Nesterov(),
		"Betas (optimizer_test.go:LINE): optimiser; want Adam or AdamW, got SGD":                          dsl.SGD(1).Betas(0.9, 0.99),
		"Betas (optimizer_test.go:LINE): β1 and β2; want 0 or more and below 1, got 0.9 and 1":            dsl.Adam(1).Betas(0.9, 1),
		"Alpha (optimizer_test.go:LINE): optimiser; want RMSProp, got Adam; of Adam, Betas sets it":       dsl.Adam(1).Alpha(0.9),
		"Alpha (optimizer_test.go:LINE): α; want 0 or more and below 1, got -1":                           dsl.RMSProp(1).Alpha(-1),
		"Epsilon (optimizer_test.go:LINE): optimiser; want Adam, AdamW or RMSProp, got SGD":               dsl.SGD(1).Epsilon(1e-8),
		"Epsilon (optimizer_test.go:LINE): ε; want above 0, got 0":                                        dsl.Adam(1).Epsilon(0),
		"WeightDecay (optimizer_test.go:LINE): weight decay; want 0 or more, got -0.1":                    dsl.SGD(1).WeightDecay(-0.1),
		"ExceptBiases (optimizer_test.go:LINE): optimiser; want one with weight decay, got SGD(1); call":  dsl.SGD(1).ExceptBiases(),
		"ClipNorm (optimizer_test.go:LINE): limit of the gradient; want above 0, got 0":                   dsl.SGD(1).ClipNorm(0),
		"ClipValue (optimizer_test.go:LINE): limit of the gradient; want above 0, got NaN":                dsl.SGD(1).ClipValue(math.NaN()),
		"Cosine (optimizer_test.go:LINE): number of steps; want 1 or more, got 0":                         dsl.SGD(1).Schedule(dsl.Cosine(0)).ClipNorm(-1),
	} {
		err := o.Err()
		before, after, _ := strings.Cut(want, "LINE")
		if err == nil || !strings.HasPrefix(err.Error(), "dsl: "+before) || !strings.Contains(err.Error(), after) {
			t.Errorf("want %q, got %v", want, err)
		}
	}
}

// TestOptimizersSay what a legend needs to tell them apart.
func TestOptimizersSay(t *testing.T) {
	for want, o := range map[string]dsl.Optimizer{
		"SGD(0.1, momentum 0.9 (Nesterov), weight decay 0.0001)":       dsl.SGD(0.1).Momentum(0.9).Nesterov().WeightDecay(1e-4),
		"AdamW(0.001, weight decay 0.01)":                              dsl.AdamW(1e-3),
		"RMSProp(0.001, norm at most 1, values at most 0.5)":           dsl.RMSProp(1e-3).ClipNorm(1).ClipValue(0.5),
		"SGD(0.1, ×0.1 at 32,000, 48,000 steps)":                       dsl.SGD(0.1).Schedule(dsl.Milestones(0.1, 32_000, 48_000)),
		"SGD(0.1, warm-up over 5 epochs, then cosine over 85 epochs)":  dsl.SGD(0.1).Schedule(dsl.WarmUp(5).Then(dsl.Cosine(85)).Epochs()),
		"SGD(0.1, ×0.1 when the validation loss stalls for 10 epochs)": dsl.SGD(0.1).Schedule(dsl.Plateau(0.1, 10)),
		"SGD(0.1)": dsl.SGD(0.1).Schedule(dsl.ConstantRate()),
	} {
		if got := o.String(); got != want {
			t.Errorf("want %q, got %q", want, got)
		}
	}
}

// TestLossMistakes: a loss is checked where it is used.
func TestLossMistakes(t *testing.T) {
	classes := dsl.Input(2).Dense(2).Train(dsl.Slices([][]float64{{1, 2}, {3, 4}}, []int{0, 1}))
	shares := func(rows ...[]float64) dsl.Training {
		return dsl.Input(2).Dense(2).Train(dsl.SlicesRegression([][]float64{{1, 2}, {3, 4}}, rows))
	}
	for want, run := range map[string]dsl.Training{
		`loss; want dsl.CrossEntropy, BinaryCrossEntropy, MeanSquaredError, MeanAbsoluteError, Huber(1) or a Func, got "hinge"`: classes.Loss(dsl.Loss{Kind: "hinge"}),
		"δ; want above 0, got -1; 1 is usual":                                                               classes.Loss(dsl.Huber(-1)),
		"loss; want dsl.CrossEntropy, got mean-squared-error; smoothing spreads":                            classes.Loss(dsl.MeanSquaredError.Smooth(0.1)),
		"smoothing; want 0 or more and below 1, got 1; 0.1 is usual":                                        classes.Loss(dsl.CrossEntropy.Smooth(1)),
		"cross-entropy: target values of example 1; want 0 to 1, got 1.5; use dsl.MeanSquaredError":         shares([]float64{0.5, 0.5}, []float64{1.5, -0.5}).Loss(dsl.CrossEntropy),
		"cross-entropy: target values of example 0; want a share for each class, 1 in all, got 0.75 in all": shares([]float64{0.5, 0.25}, []float64{0, 1}).Loss(dsl.CrossEntropy),
		"binary-cross-entropy: target values of example 0; want 0 to 1, got 2":                              shares([]float64{1, 2}, []float64{0, 1}).Loss(dsl.BinaryCrossEntropy),
	} {
		if err := run.Err(); err == nil || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), "(optimizer_test.go:") {
			t.Errorf("want %q, got %v", want, err)
		}
	}
	for _, l := range []dsl.Loss{dsl.CrossEntropy, dsl.BinaryCrossEntropy, dsl.CrossEntropy.Smooth(0.1)} {
		if err := shares([]float64{0.25, 0.75}, []float64{1, 0}).Loss(l).Err(); err != nil {
			t.Errorf("%s of shares: %v", l, err)
		}
	}
}
