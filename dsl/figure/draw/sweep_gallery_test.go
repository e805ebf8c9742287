package draw_test

import (
	"context"
	"encoding/json"
	"fmt"
	"math"

	"github.com/seed-380714d4/fathom/dsl"
	"github.com/seed-380714d4/fathom/dsl/figure"
	"github.com/seed-380714d4/fathom/dsl/session"
)

// The figures of sweeps join the gallery.
func init() {
	for name, f := range map[string]func() figure.Figure{
		"sweep": sweepByDepth, "sweep-grid": sweepGrid, "sweep-words": sweepWords, "loss-live": lossOnTheWay,
	} {
		gallery = append(gallery, struct {
			name string
			make func() figure.Figure
		}{name, f})
	}
}

// outcomes answers trainings with made-up losses and accuracies.
type outcomes struct {
	loss func(r dsl.TrainRequest, noise float64) float64
}

func (o outcomes) Do(_ context.Context, _ string, body []byte, _ func([]byte)) ([]byte, error) {
	var r dsl.TrainRequest
	if err := json.Unmarshal(body, &r); err != nil {
		return nil, err
	}
	loss := o.loss(r, noise(uint64(r.Seed)+uint64(100*len(r.Graph.Nodes))).NormFloat64())
	if math.IsNaN(loss) {
		return nil, &session.Error{Code: "dsl", Message: "the loss is not finite"}
	}
	accuracy := dsl.Float(math.Exp(-loss / 2))
	return json.Marshal(dsl.TrainReply{Cached: true, Steps: 1, Loss: dsl.Floats{loss}, Accuracy: dsl.Floats{0},
		Test: dsl.Evaluation{Loss: dsl.Float(loss), Accuracy: accuracy}})
}

// made makes a figure with made-up outcomes.
func made(o outcomes, f func() figure.Figure) figure.Figure {
	session.Use(o)
	defer session.Use(nil)
	fig := f()
	fig.Err() // asks for them now
	return fig
}

func deep(layers int) dsl.Model {
	return dsl.Input(28, 28, 1).Flatten().Repeat(layers-1, func(m dsl.Model) dsl.Model { return m.Dense(64).Tanh() }).Dense(10)
}

// sweepByDepth is two sweeps over depth, of which the deepest plain nets fail,
// beside published numbers.
func sweepByDepth() figure.Figure {
	o := outcomes{func(r dsl.TrainRequest, noise float64) float64 {
		depth := float64(len(r.Graph.Nodes))
		if r.BatchSize == 64 {
			return 0.1 + 0.02*math.Log(depth) + 0.01*noise
		}
		if depth > 90 && r.Seed == 2 {
			return math.NaN()
		}
		return 0.12 + 0.006*depth*math.Exp(0.12*noise)
	}}
	sweep := func(name string, batch int) dsl.Trials {
		return dsl.Sweep([]int{2, 5, 10, 20, 35, 50}, func(n int) dsl.Training {
			return deep(n).Train(dsl.MNIST()).BatchSize(batch)
		}).Over("layers").Seeds(5).Named(name)
	}
	return made(o, func() figure.Figure {
		return figure.Final(sweep("plain", 128), dsl.TrainLoss, sweep("residual", 64)).Bands(figure.StdErr).
			ReferenceMarks("published, plain", []float64{10, 20, 50}, []float64{0.21, 0.37, 0.66})
	})
}

// sweepGrid is a grid of learning rates and widths.
func sweepGrid() figure.Figure {
	o := outcomes{func(r dsl.TrainRequest, noise float64) float64 {
		best := -2.5 + 0.4*math.Log2(float64(r.BatchSize)/32)
		return 0.05 + 0.2*math.Pow(math.Log10(r.Optimizer.LearningRate)-best, 2)*math.Exp(0.1*noise)
	}}
	return made(o, func() figure.Figure {
		return figure.Final(dsl.Grid([]float64{1e-4, 3e-4, 1e-3, 3e-3, 1e-2, 3e-2, 0.1}, []int{32, 64, 128}, func(rate float64, batch int) dsl.Training {
			return deep(3).Train(dsl.MNIST()).Optimizer(dsl.SGD(rate)).BatchSize(batch)
		}).Over("learning rate", "batch").Seeds(3), dsl.TestAccuracy)
	})
}

// sweepWords is a sweep over values that are no numbers.
func sweepWords() figure.Figure {
	o := outcomes{func(r dsl.TrainRequest, noise float64) float64 {
		at := map[string]float64{"relu": 0.12, "tanh": 0.16, "sigmoid": 0.6, "identity": 0.35}[r.Graph.Nodes[3].Op.(dsl.ActivationOp).F.Kind]
		return at * math.Exp(0.1*noise) / (1 + float64(r.BatchSize)/128)
	}}
	sweep := func(batch int) dsl.Trials {
		return dsl.Sweep([]dsl.Activation{dsl.Sigmoid, dsl.Identity, dsl.Tanh, dsl.ReLU}, func(a dsl.Activation) dsl.Training {
			return deep(3).Replace(dsl.Tanh, a).Train(dsl.MNIST()).BatchSize(batch)
		}).Over("activation").Seeds(5).Named(fmt.Sprintf("batches of %d", batch))
	}
	return made(o, func() figure.Figure {
		return figure.Final(sweep(32), dsl.TestLoss, sweep(128)).Bands(dsl.Quantiles(0.25, 0.75))
	})
}

// lossOnTheWay is how two runs look while they go on.
func lossOnTheWay() figure.Figure {
	s := losses().Spec()
	end, first := 1290.0, 1.0
	for i, r := range s.Series {
		n := 0
		for n < len(r.X) && r.X[n] < 500+200*float64(r.Slot) {
			n++
		}
		s.Series[i].X, s.Series[i].Y = r.X[:n], r.Y[:n]
	}
	s.X.Min, s.X.Max, s.Notes = &first, &end, nil
	s.Subtitle = "ReLU, SGD(0.01, momentum 0.9): step 500 of 1,290, 12 s left · sigmoid: step 900 of 1,290, 4.0 s left"
	return figure.New(s)
}
