package nn

import (
	"context"
	"testing"
	"time"

	"github.com/seed-380714d4/fathom/dsl"
)

// BenchmarkCheckpoint says what writing one takes, beside what a step takes,
// for a small network and for twenty layers; and what share of a training's
// time goes into them at the pause that follows from it.
func BenchmarkCheckpoint(b *testing.B) {
	wide := func(n, units int) dsl.Model {
		return dsl.Input(28, 28, 1).Flatten().Repeat(n, func(m dsl.Model) dsl.Model { return m.Dense(units).Tanh() }).Dense(10)
	}
	for name, m := range map[string]dsl.Model{"1 x 32": wide(1, 32), "20 x 256": wide(20, 256)} {
		b.Run(name, func(b *testing.B) {
			run := m.Train(dsl.MNIST()).Optimizer(dsl.SGD(0.01).Momentum(0.9)).BatchSize(128)
			dir := b.TempDir()
			t := standingAt(b, run, dir)
			for b.Loop() {
				t.keeper.saved = -1
				t.keeper.save()
			}
			pause := max(checkpointEvery, checkpointShare*t.keeper.cost)
			b.ReportMetric(float64(t.keeper.cost.Microseconds())/1000, "ms/checkpoint")
			b.ReportMetric(100*t.keeper.cost.Seconds()/(pause+t.keeper.cost).Seconds(), "%")
		})
	}
}

// standingAt is a training after some steps, with a store in dir.
func standingAt(b *testing.B, run dsl.Training, dir string) *training {
	b.Helper()
	e, err := open()
	must(b, err)
	r := newRunner(e, keptAt(b, dir))
	o, err := r.order(run.Request())
	must(b, err)
	t, err := r.newTraining(o.req, o.set)
	must(b, err)
	done, err := t.place(o.set)
	must(b, err)
	b.Cleanup(done)
	must(b, t.begin(o))
	t.news = newReporter(0, t.steps, func(dsl.Progress) {})
	ctx, cancel := context.WithCancel(context.Background())
	r.stopAfter(cancel, 20)
	t.loop(ctx)
	return t
}

// BenchmarkInterrupt is the time from an interrupt in the middle of a training
// to its end, with its checkpoint written.
func BenchmarkInterrupt(b *testing.B) {
	m := dsl.Input(28, 28, 1).Flatten().Repeat(20, func(m dsl.Model) dsl.Model { return m.Dense(256).Tanh() }).Dense(10)
	t := standingAt(b, m.Train(dsl.MNIST()).Optimizer(dsl.Adam(1e-3)).BatchSize(128).Epochs(100), b.TempDir())
	var took, worst time.Duration
	for b.Loop() {
		ctx, cancel := context.WithCancel(context.Background())
		var at time.Time
		t.r.stopAfter(func() { at = time.Now(); cancel() }, 20)
		t.loop(ctx)
		t.keeper.save()
		one := time.Since(at)
		took, worst = took+one, max(worst, one)
	}
	b.ReportMetric(float64(took.Milliseconds())/float64(b.N), "ms/interrupt")
	b.ReportMetric(float64(worst.Milliseconds()), "ms/worst")
}
