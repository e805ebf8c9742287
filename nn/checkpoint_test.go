package nn

import (
	"context"
	"errors"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/seed-380714d4/fathom/dsl"
	"github.com/seed-380714d4/fathom/nn/store"
)

// told is all of a reply that a continued training must share with one that
// was never stopped: all but the time it took.
func told(t *testing.T, f *Finished) string {
	t.Helper()
	r := f.Reply
	r.Seconds, r.Key, r.Cached = 0, "", false
	return asText(t, r) + digest(f.Weights) + digest(f.Optimizer)
}

// interruptedAt trains until a step and gives up there.
func interruptedAt(t *testing.T, r *runner, req dsl.TrainRequest, step int) {
	t.Helper()
	ctx := countedContext{context.Background(), r, r.stats.steps.Load() + int64(step)}
	if _, err := r.train(ctx, req, func(dsl.Progress) {}); !errors.Is(err, context.Canceled) {
		t.Fatalf("want it interrupted after step %d, got %v", step, err)
	}
}

// countedContext is cancelled by the step that reaches a number, and not by a
// clock: a small net makes all its steps while another goroutine sleeps.
type countedContext struct {
	context.Context
	r     *runner
	until int64
}

func (c countedContext) Err() error {
	if c.r.stats.steps.Load() >= c.until {
		return context.Canceled
	}
	return nil
}

// stopAfter cancels when the runner has made so many steps more.
func (r *runner) stopAfter(cancel func(), steps int) {
	until := r.stats.steps.Load() + int64(steps)
	go func() {
		for r.stats.steps.Load() < until {
			time.Sleep(50 * time.Microsecond)
		}
		cancel()
	}()
}

// TestGoesOnFromCheckpoint interrupts trainings again and again, each time in
// another runner, as of another process; they end as if nothing had happened.
func TestGoesOnFromCheckpoint(t *testing.T) {
	mnist := dsl.MNIST().Take(1000)
	for name, run := range map[string]dsl.Training{
		"momentum": deepTanh(2).Train(mnist).Optimizer(dsl.SGD(0.05).Momentum(0.9)).BatchSize(96).Epochs(30).Seed(1),
		"plain":    deepTanh(1).Train(mnist).Optimizer(dsl.SGD(0.05)).BatchSize(100).Steps(277).Seed(2),
		"adam":     deepTanh(2).Train(mnist).Optimizer(dsl.Adam(1e-3)).BatchSize(64).Epochs(20).Seed(3),
		"float64":  small().Train(spiral(50)).Optimizer(dsl.Adam(1e-3)).BatchSize(7).Epochs(40).Precision(dsl.Float64),
		"scheduled": deepTanh(2).Train(mnist).Optimizer(dsl.SGD(0.1).Momentum(0.9).Nesterov().ClipNorm(1).WeightDecay(1e-4).
			Schedule(dsl.WarmUp(1).Epochs().Then(dsl.Cosine(100)).Times(dsl.Plateau(0.5, 0)))).BatchSize(96).Epochs(15).Seed(4),
		"in parts":  deepTanh(1).Train(mnist).Augment(dsl.RandomCrop(2)).BatchSize(250).MicroBatches(3).Epochs(20).Seed(6),
		"stopping":  deepTanh(1).Train(mnist).Optimizer(dsl.SGD(0.1).Momentum(0.9)).BatchSize(50).Epochs(60).Seed(7).StopEarly(dsl.Patience(4)),
		"no labels": dsl.Input(1).Dense(4).Tanh().Dense(1).Train(dsl.SlicesRegression([][]float64{{1}, {2}, {3}}, [][]float64{{1}, {4}, {9}})).BatchSize(2).Epochs(150),
	} {
		t.Run(name, func(t *testing.T) {
			req := run.Request()
			want := trained(t, fresh(t, usual(t)), req)
			r, dir := fresh(t, usual(t)), t.TempDir()
			first := r
			stops := 0
			for left := want.Reply.Steps; left > 20 && stops < 6; stops++ {
				r = newRunner(usual(t), keptAt(t, dir))
				compiledFor(r, first)
				interruptedAt(t, r, req, 1+rand.IntN(left/3))
				c := r.runs.Checkpoint(want.Key)
				if c == nil {
					t.Fatal("interrupted: want a checkpoint, got none")
				}
				left = want.Reply.Steps - len(arraysOf(c.Tensors)["history.loss"].Data)/8
			}
			r = newRunner(usual(t), keptAt(t, dir))
			got := trained(t, r, req)
			if told(t, got) != told(t, want) {
				t.Errorf("after %d stops: want\n%s, got\n%s", stops, told(t, want), told(t, got))
			}
			if made := r.stats.steps.Load(); made >= int64(want.Reply.Steps) {
				t.Errorf("want the last attempt to make less than all %d steps, it made %d", want.Reply.Steps, made)
			}
			if r.runs.Checkpoint(want.Key) != nil {
				t.Error("a finished run has a checkpoint left")
			}
		})
	}
}

func keptAt(t testing.TB, dir string) Runs {
	t.Helper()
	s, err := store.Open(dir)
	must(t, err)
	return Kept(s, func(err error) { t.Log(err) })
}

// TestCheckpointsAsItTrains: they are written while it trains, and what one
// says is where the training stood, to the bit.
func TestCheckpointsAsItTrains(t *testing.T) {
	req := deepTanh(2).Train(dsl.MNIST().Take(1000)).Optimizer(dsl.Adam(1e-3)).BatchSize(64).Steps(60).Request()
	want := trained(t, fresh(t, usual(t)), req)
	r := fresh(t, usual(t))
	r.checkpointEvery = 0
	seen := &watchedRuns{Runs: r.runs}
	r.runs = seen
	trained(t, r, req)
	if len(seen.checkpoints) == 0 {
		t.Fatal("want checkpoints, got none")
	}
	for _, c := range seen.checkpoints {
		again := fresh(t, usual(t))
		compiledFor(again, r)
		must(t, again.runs.SaveCheckpoint(want.Key, c))
		if got := trained(t, again, req); told(t, got) != told(t, want) {
			t.Errorf("from %s: want\n%s, got\n%s", c.Texts["standing"], told(t, want), told(t, got))
		}
	}
	t.Logf("%d checkpoints in 60 steps", len(seen.checkpoints))
}

type watchedRuns struct {
	Runs
	checkpoints []store.Checkpoint
}

func (w *watchedRuns) SaveCheckpoint(key string, c store.Checkpoint) error {
	w.checkpoints = append(w.checkpoints, c)
	return w.Runs.SaveCheckpoint(key, c)
}

// TestCheckpointOfAnother: what does not fit is not gone on from.
func TestCheckpointOfAnother(t *testing.T) {
	run := small().Train(spiral(20)).Optimizer(dsl.SGD(0.1).Momentum(0.9)).BatchSize(5).Steps(40)
	req := run.Request()
	want := trained(t, fresh(t, usual(t)), req)
	r := fresh(t, usual(t))
	interruptedAt(t, r, run.Steps(100000).Request(), 10)
	o, err := r.order(run.Steps(100000).Request())
	must(t, err)
	good := *r.runs.Checkpoint(o.key)
	for name, c := range map[string]store.Checkpoint{
		"of another length":       good,
		"of another version":      {Tensors: good.Tensors, Texts: map[string]string{"format": "fathom checkpoint 0", "standing": good.Texts["standing"]}},
		"without words":           {Tensors: good.Tensors},
		"without arrays":          {Texts: good.Texts},
		"with too few losses":     {Tensors: good.Tensors, Texts: map[string]string{"format": checkpointFormat, "standing": `{"made":7,"steps":40}`}},
		"without the first array": {Tensors: slices.Clone(good.Tensors)[1:], Texts: map[string]string{"format": checkpointFormat, "standing": `{"made":10,"steps":40}`}},
	} {
		t.Run(name, func(t *testing.T) {
			again := fresh(t, usual(t))
			compiledFor(again, r)
			must(t, again.runs.SaveCheckpoint(want.Key, c))
			if got := trained(t, again, req); told(t, got) != told(t, want) {
				t.Errorf("want\n%s, got\n%s", told(t, want), told(t, got))
			}
		})
	}
}
