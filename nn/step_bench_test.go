package nn

import (
	"testing"

	"github.com/gomlx/gomlx/core/tensors"

	"github.com/seed-380714d4/fathom/dsl"
	"github.com/seed-380714d4/fathom/nn/data"
)

// BenchmarkStep is the time of one training step with its loss read back, on
// MNIST in bytes on the device.
func BenchmarkStep(b *testing.B) {
	same := func(t dsl.Training) dsl.Training { return t }
	for _, c := range []struct {
		name  string
		model dsl.Model
		batch int
		opt   dsl.Optimizer
		how   func(dsl.Training) dsl.Training
	}{
		{"784-32-10/batch32/sgd", dsl.Input(28, 28, 1).Flatten().Dense(32).ReLU().Dense(10), 32, dsl.SGD(0.01), same},
		{"784-32-10/batch32/adam", dsl.Input(28, 28, 1).Flatten().Dense(32).ReLU().Dense(10), 32, dsl.Adam(0.001), same},
		{"784-20x256tanh-10/batch128/sgd", deep20(), 128, dsl.SGD(0.01), same},
		{"784-32-10/batch32/sgd, cosine", dsl.Input(28, 28, 1).Flatten().Dense(32).ReLU().Dense(10), 32, dsl.SGD(0.01).Schedule(dsl.Cosine(1_000_000)), same},
		{"784-32-10/batch32/sgd, decay and clipping", dsl.Input(28, 28, 1).Flatten().Dense(32).ReLU().Dense(10), 32, dsl.SGD(0.01).WeightDecay(1e-4).ClipNorm(1), same},
		{"784-32-10/batch32/sgd, flip and crop", dsl.Input(28, 28, 1).Flatten().Dense(32).ReLU().Dense(10), 32, dsl.SGD(0.01), func(t dsl.Training) dsl.Training { return t.Augment(dsl.RandomFlip(), dsl.RandomCrop(4)) }},
		{"784-32-10/batch32/sgd, 4 parts", dsl.Input(28, 28, 1).Flatten().Dense(32).ReLU().Dense(10), 32, dsl.SGD(0.01), func(t dsl.Training) dsl.Training { return t.MicroBatches(4) }},
		{"784-20x256tanh-10/batch128/sgd, flip and crop", deep20(), 128, dsl.SGD(0.01), func(t dsl.Training) dsl.Training { return t.Augment(dsl.RandomFlip(), dsl.RandomCrop(4)) }},
	} {
		b.Run(c.name, func(b *testing.B) {
			req := c.how(c.model.Train(dsl.MNIST()).Optimizer(c.opt).BatchSize(c.batch)).Request()
			t, done := placed(b, req)
			defer done()
			must(b, t.draw())
			order := repeat(t.n, 1)[:t.n/c.batch*c.batch]
			rows := matrix(order, c.batch)
			defer release(rows)
			step, err := t.r.stepper(b.Context(), t.plan, t.opt, t.x, len(order)/c.batch, c.batch)
			must(b, err)
			for i := 0; b.Loop(); i++ {
				if i%(len(order)/c.batch) == 0 {
					release(t.state.cursor)
					t.state.cursor = tensors.FromScalar(int32(0))
				}
				t.adjust()
				t.made++
				next, _, err := step.do(t.state, t.x, rows, t.sharedBySteps()...)
				must(b, err)
				release(t.state.all()...)
				t.state = next
			}
			b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N), "µs/step")
		})
	}
}

func deep20() dsl.Model {
	return dsl.Input(28, 28, 1).Flatten().
		Repeat(20, func(m dsl.Model) dsl.Model { return m.Dense(256).Tanh() }).Dense(10)
}

// placed is a training before its first step.
func placed(b testing.TB, req dsl.TrainRequest) (*training, func()) {
	b.Helper()
	set, err := data.Open(req.Data)
	must(b, err)
	t, err := fresh(b, usual(b)).suited(req).newTraining(req, set)
	must(b, err)
	done, err := t.place(set)
	must(b, err)
	return t, done
}
