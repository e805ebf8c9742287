package nn

import (
	"context"
	"encoding/json"
	"errors"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/seed-380714d4/fathom/dsl"
	"github.com/seed-380714d4/fathom/dsl/session"
)

// fresh is a runner that remembers nothing.
func fresh(t testing.TB, e *engine) *runner {
	t.Helper()
	return newRunner(e, NewMemory())
}

// compiledFor gives a runner what another compiled: tests that restart an engine
// need not compile again.
func compiledFor(r, from *runner) {
	for _, c := range [][2]*cache{{&r.programs, &from.programs}, {&r.narrow.programs, &from.narrow.programs}} {
		c[0].kept, c[0].order = c[1].kept, c[1].order
	}
}

func usual(t testing.TB) *engine {
	t.Helper()
	e, err := open()
	must(t, err)
	return e
}

// trained trains a request and nothing else.
func trained(t testing.TB, r *runner, req dsl.TrainRequest) *Finished {
	t.Helper()
	run, err := r.train(context.Background(), req, func(dsl.Progress) {})
	must(t, err)
	return run
}

// spiral is a small data set of two classes that no line separates.
func spiral(n int) dsl.Data {
	var inputs [][]float64
	var classes []int
	for i := range n {
		a, c := 6*float64(i)/float64(n), i%2
		r := a * (1 - 2*float64(c))
		inputs, classes = append(inputs, []float64{r * math.Cos(a), r * math.Sin(a)}), append(classes, c)
	}
	return dsl.Slices(inputs, classes)
}

func small() dsl.Model { return dsl.Input(2).Dense(16).Tanh().Dense(2) }

func TestMNISTLearns(t *testing.T) {
	run := dsl.Input(28, 28, 1).Flatten().Dense(32).ReLU().Dense(10).
		Train(dsl.MNIST()).Optimizer(dsl.SGD(0.1).Momentum(0.9)).BatchSize(128).Epochs(1).Seed(1)
	r, err := run.Result(context.Background())
	must(t, err)
	t.Logf("%s: %d steps in %.2f s, test %+v", r.Backend, r.Steps, r.Seconds, r.Test)
	if r.Steps != 430 || len(r.Loss) != 430 || len(r.Accuracy) != 430 {
		t.Errorf("steps: want 430, got %d with %d losses", r.Steps, len(r.Loss))
	}
	if len(r.Validation) != 1 || r.Validation[0].Epoch != 1 || r.Validation[0].Step != 430 {
		t.Errorf("validation: want one, after step 430 in epoch 1, got %+v", r.Validation)
	}
	if r.Test.Accuracy < 0.93 {
		t.Errorf("test accuracy: want over 0.93, got %v", r.Test.Accuracy)
	}
	again, err := run.Named("another name").Result(context.Background())
	must(t, err)
	if !again.Cached || again.Digest != r.Digest {
		t.Errorf("asked again: want the same run from the store, got cached %v, digest %s", again.Cached, again.Digest)
	}
}

// TestSameSeedSameBits trains twice, with nothing shared but the backend.
func TestSameSeedSameBits(t *testing.T) {
	for name, e := range backends(t) {
		for _, p := range []dsl.Precision{dsl.Float32, dsl.Float64} {
			t.Run(name+"/"+string(p), func(t *testing.T) {
				run := deepTanh(3).Train(dsl.MNIST().Take(1000)).Optimizer(dsl.Adam(1e-3)).BatchSize(96).Epochs(2).Precision(p).Seed(5)
				a, b := trained(t, fresh(t, e), run.Request()), trained(t, fresh(t, e), run.Request())
				if a.Reply.Digest != b.Reply.Digest || string(a.Weights) != string(b.Weights) {
					t.Errorf("the same seed: want the same weights, got %s and %s", a.Reply.Digest, b.Reply.Digest)
				}
				c := trained(t, fresh(t, e), run.Seed(6).Request())
				if c.Reply.Digest == a.Reply.Digest {
					t.Error("another seed: want other weights, got the same")
				}
			})
		}
	}
}

func deepTanh(layers int) dsl.Model {
	return dsl.Input(28, 28, 1).Flatten().
		Repeat(layers, func(m dsl.Model) dsl.Model { return m.Dense(32).Tanh() }).Dense(10)
}

// TestLastBatchIsKept: 7 examples in batches of 3 are 3 steps an epoch, and
// every example is seen once in each.
func TestLastBatchIsKept(t *testing.T) {
	data := spiral(7)
	for _, c := range []struct {
		name               string
		run                dsl.Training
		steps, evaluations int
	}{
		{"epochs", small().Train(data).BatchSize(3).Epochs(2), 6, 2},
		{"steps that end within an epoch", small().Train(data).BatchSize(3).Steps(4), 4, 2},
		{"one batch an epoch", small().Train(data).BatchSize(7).Epochs(3), 3, 3},
		{"fewer steps than an epoch", small().Train(data).BatchSize(1).Steps(2), 2, 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := trained(t, fresh(t, usual(t)), c.run.Request()).Reply
			if r.Steps != c.steps || len(r.Loss) != c.steps || len(r.Validation) != c.evaluations {
				t.Errorf("want %d steps and %d evaluations, got %d with %d losses, and %d", c.steps, c.evaluations, r.Steps, len(r.Loss), len(r.Validation))
			}
			if last := r.Validation[len(r.Validation)-1]; last.Step != c.steps || last.Loss != r.Test.Loss {
				t.Errorf("want the last evaluation after the last step, as the test, got %+v and %+v", last, r.Test)
			}
		})
	}
}

func TestRegression(t *testing.T) {
	run := dsl.Input(1).Dense(16).Tanh().Dense(1).
		Train(dsl.SlicesRegression([][]float64{{-1}, {-0.5}, {0}, {0.5}, {1}}, [][]float64{{1}, {0.25}, {0}, {0.25}, {1}})).
		Optimizer(dsl.Adam(0.02)).BatchSize(5).Steps(400)
	r := trained(t, fresh(t, usual(t)), run.Request()).Reply
	if r.Accuracy != nil || !math.IsNaN(float64(r.Test.Accuracy)) {
		t.Errorf("accuracy: want none for values, got %v and %v", r.Accuracy, r.Test.Accuracy)
	}
	if r.Test.Loss > 0.01 {
		t.Errorf("loss of a parabola through five points: want under 0.01, got %v", r.Test.Loss)
	}
}

// TestDiverges: a loss that is no number ends the training at that step, with
// the layer, and how to mend it.
func TestDiverges(t *testing.T) {
	run := dsl.Input(2).Dense(8).ReLU().Dense(8).ReLU().Dense(2).
		Train(spiral(40)).Optimizer(dsl.SGD(1e30)).BatchSize(10).Epochs(3)
	for name, e := range backends(t) {
		t.Run(name, func(t *testing.T) {
			divergesWith(t, e, run, "the loss of step ", "not finite", "first in the ", "Dense", "lower the learning rate (it is 1e+30)")
			divergesWith(t, e, run.Steps(1), "the test loss after step 1, the last, is not finite", "lower the learning rate")
		})
	}
}

func divergesWith(t *testing.T, e *engine, run dsl.Training, parts ...string) {
	t.Helper()
	r := newRunner(e, keptAt(t, t.TempDir()))
	_, err := r.train(context.Background(), run.Request(), func(dsl.Progress) {})
	var said *dsl.Error
	if !errors.As(err, &said) {
		t.Fatalf("want a *dsl.Error, got %v", err)
	}
	t.Log(said)
	for _, part := range parts {
		if !strings.Contains(said.Error(), part) {
			t.Errorf("want %q in the error, got %q", part, said)
		}
	}
	again, err := r.outcome(context.Background(), run.Request(), func(dsl.Progress) {})
	must(t, err)
	if got := again.Reply; !got.Cached || r.stats.trainings.Load() != 1 || *got.Diverged != *said || len(got.Loss) != got.Steps || got.Steps >= 12 {
		t.Errorf("asked again: want its course from the store, got %+v of %d trainings", got, r.stats.trainings.Load())
	}
	if _, err := r.measured(context.Background(), run.Probe(dsl.GradientNorm()).Request(), func(dsl.Progress) {}); err == nil || err.Error() != said.Error() {
		t.Errorf("what its probes saw: want the same error, got %v", err)
	}
}

func TestCancelTakesEffect(t *testing.T) {
	req := deepTanh(2).Train(dsl.MNIST()).Epochs(1000).Request()
	body, err := json.Marshal(req)
	must(t, err)
	ctx, cancel := context.WithCancel(context.Background())
	var stopped time.Time
	_, err = session.Local(ctx, "train", body, func(b []byte) {
		var p dsl.Progress
		if json.Unmarshal(b, &p) == nil && p.Phase == "training" && stopped.IsZero() {
			stopped = time.Now()
			cancel()
		}
	})
	var e *session.Error
	if !errors.As(err, &e) || e.Code != "interrupted" {
		t.Fatalf("want an error with code interrupted, got %v", err)
	}
	t.Logf("ended %v after the interrupt", time.Since(stopped))
}

func TestRequestsThatCannotBe(t *testing.T) {
	ok := small().Train(spiral(10)).BatchSize(5).Request()
	for _, c := range []struct {
		name string
		edit func(*dsl.TrainRequest)
		want string
	}{
		{"batch larger than the data", func(r *dsl.TrainRequest) { r.BatchSize = 11 }, "batch size; want 1 to 10"},
		{"no length", func(r *dsl.TrainRequest) { r.Epochs = 0 }, "add Epochs(1)"},
		{"loss", func(r *dsl.TrainRequest) { r.Loss = dsl.Loss{Kind: "hinge"} }, `got "hinge"`},
		{"optimizer", func(r *dsl.TrainRequest) { r.Optimizer.Kind = "lion" }, `got "lion"`},
		{"precision", func(r *dsl.TrainRequest) { r.Precision = "int8" }, `got "int8"`},
		{"class without a unit", func(r *dsl.TrainRequest) { r.Data.Labels[3] = 2 }, "a unit for each class"},
		{"empty model", func(r *dsl.TrainRequest) { r.Graph = dsl.Graph{} }, "start with dsl.Input"},
		{"nothing to train", func(r *dsl.TrainRequest) { r.Graph = dsl.Input(2).Tanh().Graph() }, "add Dense"},
	} {
		t.Run(c.name, func(t *testing.T) {
			req := ok
			req.Data.Labels = append([]int{}, ok.Data.Labels...)
			c.edit(&req)
			_, err := fresh(t, usual(t)).train(context.Background(), req, func(dsl.Progress) {})
			var said *dsl.Error
			if !errors.As(err, &said) || !strings.Contains(err.Error(), c.want) {
				t.Errorf("want a *dsl.Error with %q, got %v", c.want, err)
			}
		})
	}
}
