package nn

import (
	"context"
	"slices"
	"testing"
	"time"

	"github.com/gomlx/gomlx/core/tensors"

	"github.com/seed-380714d4/fathom/dsl"
)

// BenchmarkProbe times steps and looks in turn, and reports what a look every
// 10 steps adds to a step where nothing goes on beside it. (Small networks'
// looks do: nn/bench measures what they add then.)
func BenchmarkProbe(b *testing.B) {
	for _, net := range []struct {
		name  string
		model dsl.Model
		batch int
	}{
		{"784-32-10/batch32", dsl.Input(28, 28, 1).Flatten().Dense(32).ReLU().Dense(10), 32},
		{"784-20x256tanh-10/batch128", deep20(), 128},
	} {
		for name, probes := range map[string][]dsl.Probe{
			"gradients":  {dsl.GradientNorm()},
			"norms":      {dsl.WeightNorm(), dsl.GradientNorm(), dsl.PreActivationGradientNorm(), dsl.UpdateNorm(), dsl.ActivationNorm(), dsl.UpdateRatio()},
			"weights":    {dsl.WeightHistogram().Every(10)},
			"histograms": {dsl.GradientHistogram().Log().Every(10)},
			"outputs":    {dsl.ActivationHistogram().Every(10)},
		} {
			b.Run(net.name+"/"+name, func(b *testing.B) {
				req := net.model.Train(dsl.MNIST()).BatchSize(net.batch).Steps(1 << 30).Probe(probes...).Request()
				t, done := placed(b, req)
				defer done()
				timeLooks(b, t)
			})
		}
	}
}

func timeLooks(b *testing.B, t *training) {
	n := t.req.BatchSize
	order := repeat(t.n, 1)[:t.n/n*n]
	rows := matrix(order, n)
	defer release(rows)
	step, err := t.r.stepper(context.Background(), t.plan, t.opt, t.x, len(order)/n, n)
	must(b, err)
	var steps, looks []float64
	s := newSampler(t, 0)
	t.news = newReporter(0, t.steps, func(dsl.Progress) {})
	must(b, s.saw(context.Background(), t, seen{step: 1, before: t.state, after: t.state, rows: rows})) // compiles
	must(b, s.drain(t))
	s.made = 0
	for i := 0; b.Loop(); i++ {
		release(t.state.cursor)
		t.state.cursor = tensors.FromScalar(int32(i % (len(order) / n)))
		start := time.Now()
		next, _, err := step.do(t.state, t.x, rows, t.constants)
		must(b, err)
		stepped := time.Now()
		must(b, s.saw(context.Background(), t, seen{step: 10*i + 1, before: t.state, after: next, rows: rows}))
		must(b, s.drain(t))
		s.made = 10 * (i + 1)
		steps, looks = append(steps, stepped.Sub(start).Seconds()), append(looks, time.Since(stepped).Seconds())
		t.state.drop()
		t.state = next
	}
	slices.Sort(steps)
	slices.Sort(looks)
	at, look := steps[len(steps)/4], looks[len(looks)/4] // the lower quartile: others may be at work
	b.ReportMetric(1e3*at, "ms/step")
	b.ReportMetric(1e3*look, "ms/look")
	b.ReportMetric(100*look/at/10, "%/step-at-every-10")
}
