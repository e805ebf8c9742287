package nn

import (
	"context"
	"fmt"
	"math"
	"os"
	"syscall"
	"testing"
	"time"

	"github.com/seed-380714d4/fathom/dsl"
	"github.com/seed-380714d4/fathom/nn/data"
)

// TestRecurrentTrains: a short adding problem is learnt to well below 1/6, by
// every optimiser and in both precisions, and the same run gives the same
// bits.
func TestRecurrentTrains(t *testing.T) {
	sums := dsl.AddingProblem(4, 500)
	net := dsl.Input(4, 2).GRU(8).Dense(1)
	for name, c := range map[string]struct {
		run   dsl.Training
		below float64
	}{
		"adam":        {net.Train(sums).Optimizer(dsl.Adam(0.02)).Epochs(6), 0.02},
		"adam double": {net.Train(sums).Optimizer(dsl.Adam(0.02)).Epochs(6).Precision(dsl.Float64), 0.02},
		"momentum":    {net.Train(sums).Optimizer(dsl.SGD(0.1).Momentum(0.9)).Epochs(6), 0.1},
	} {
		t.Run(name, func(t *testing.T) {
			run := trained(t, fresh(t, usual(t)), c.run.BatchSize(20).Seed(1).Request())
			if !(float64(run.Reply.Test.Loss) < c.below) {
				t.Errorf("test loss: want below %v, got %v", c.below, run.Reply.Test.Loss)
			}
			if name != "adam" {
				return
			}
			if again := trained(t, fresh(t, usual(t)), c.run.BatchSize(20).Seed(1).Request()); again.Reply.Digest != run.Reply.Digest {
				t.Errorf("digest of the same run again: want %s, got %s", run.Reply.Digest, again.Reply.Digest)
			}
		})
	}
}

// TestEachStep: a network whose logits are all 0 has the loss ln 10 at each
// time step, and is right where the label is the first class.
func TestEachStep(t *testing.T) {
	recall := dsl.CopyMemory(5, 40)
	net := dsl.Input(25, 10).LSTM(4, dsl.AllStates()).Conv(10, 1).Init(dsl.Zeros())
	r := fresh(t, usual(t))
	p, err := newPlan(net.Graph(), dsl.CrossEntropy, "float64")
	must(t, err)
	set, err := data.Open(recall.Spec())
	must(t, err)
	must(t, p.fits(set))
	x, err := r.engine.upload(set, set.Train, p.dtype)
	must(t, err)
	got, err := r.evaluate(context.Background(), p, p.initial(0), x)
	must(t, err)
	if !near(float64(got.Loss), math.Log(10), 1e-12) || !near(float64(got.Accuracy), 15.0/25, 1e-12) {
		t.Errorf("want ln 10 and 0.6, got %v and %v", got.Loss, got.Accuracy)
	}
	run := trained(t, r, net.Init(dsl.XavierUniform()).Train(recall).Optimizer(dsl.Adam(0.05)).BatchSize(40).Steps(30).Request())
	if loss := float64(run.Reply.Loss[29]); !(loss < 1.5) {
		t.Errorf("loss after 30 steps: want below 1.5, blanks at least are learnt, got %v", loss)
	}
}

// TestRecurrentProbes: probes see recurrent layers as they see others, and
// change no bit of the run.
func TestRecurrentProbes(t *testing.T) {
	sums := dsl.AddingProblem(4, 20)
	run := dsl.Input(4, 2).LSTM(3, dsl.AllStates()).GRU(3).Dense(1).Train(sums).BatchSize(10).Steps(2)
	bare := trained(t, fresh(t, usual(t)), run.Request())
	probed := trained(t, fresh(t, usual(t)), run.Probe(dsl.GradientNorm(), dsl.PreActivationGradientNorm(), dsl.UpdateRatio(), dsl.ActivationHistogram()).Request())
	if bare.Reply.Digest != probed.Reply.Digest || bare.Key != probed.Key {
		t.Error("want the same run with probes, got another")
	}
	for _, s := range probed.Probes {
		if fmt.Sprint(s.Layers) != "[LSTM 1 GRU 2 Dense 3]" {
			t.Errorf("%s: layers: got %v", s.Probe.Title(), s.Layers)
		}
	}
}

// BenchmarkLSTM is the step that facts are kept of: 128 units, batches of 64,
// length 100, with FATHOM_LENGTH another; Adam.
func BenchmarkLSTM(b *testing.B) {
	length := 100
	if os.Getenv("FATHOM_LENGTH") == "400" {
		length = 400
	}
	r := fresh(b, usual(b))
	p, err := newPlan(dsl.Input(length, 2).LSTM(128).Dense(1).Graph(), dsl.MeanSquaredError, "float32")
	must(b, err)
	set, err := data.Open(dsl.AddingProblem(length, 64).Spec())
	must(b, err)
	x, err := r.engine.upload(set, set.Train, p.dtype)
	must(b, err)
	opt, err := optimizerOf(dsl.Adam(1e-3).Spec())
	must(b, err)
	began := time.Now()
	step, err := r.stepper(context.Background(), p, opt, x, 1, 64)
	must(b, err)
	s, rows := p.newState(opt, 0), matrix(repeat(64, 1), 64)
	constants := constantsAt(opt, 1e-3)
	one := func() {
		_, _, err := step.do(s, x, rows, constants)
		must(b, err)
	}
	one()
	first := time.Since(began)
	var from, to syscall.Rusage
	must(b, syscall.Getrusage(syscall.RUSAGE_SELF, &from))
	for b.Loop() {
		one()
	}
	must(b, syscall.Getrusage(syscall.RUSAGE_SELF, &to))
	cpu := to.Utime.Nano() + to.Stime.Nano() - from.Utime.Nano() - from.Stime.Nano()
	b.ReportMetric(first.Seconds(), "s/first-call")
	b.ReportMetric(float64(cpu)/1e6/float64(b.N), "cpu-ms/op") // on a busy machine the steadier number
}
