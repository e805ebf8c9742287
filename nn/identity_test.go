package nn

import (
	"strings"
	"testing"

	"github.com/seed-380714d4/fathom/dsl"
	"github.com/seed-380714d4/fathom/nn/data"
)

// question is a training with the environment it would run in.
type question struct {
	run dsl.Training
	env environment
}

func (q question) key(t *testing.T) string {
	t.Helper()
	key, _ := q.identity(t)
	return key
}

func (q question) identity(t *testing.T) (key string, document []byte) {
	t.Helper()
	req := q.run.Request()
	set, err := data.Open(req.Data)
	must(t, err)
	key, document, err = identify(req, set.Hash, q.env)
	must(t, err)
	return key, document
}

func usualQuestion() question {
	return question{
		run: usualModel().Train(dsl.MNIST()).Optimizer(dsl.SGD(0.1).Momentum(0.9)).BatchSize(64).Epochs(2).Seed(3),
		env: environment{GoMLX: "v0.28.8", Compute: "v0.1.6", GoXLA: "v0.4.5", Backend: "xla:cpu", Plugin: "ad13", Threads: 2, CPU: "amd64 1234"},
	}
}

func usualModel() dsl.Model {
	return dsl.Input(28, 28, 1).Flatten().
		Repeat(2, func(m dsl.Model) dsl.Model { return m.Dense(8).Tanh() }).Dense(10).Named("tanh")
}

// TestEdits says which edits train again, why they must, and what Why tells
// the user of each, by the fields that differ; "" where nothing trains again.
func TestEdits(t *testing.T) {
	usual, document := usualQuestion().identity(t)
	stored := map[string][]byte{usual: document}
	for _, c := range []struct {
		edit string
		told string
		why  string
		of   func(*question)
	}{
		{"nothing", "", "the same question", func(q *question) {}},
		{"another name of the run", "", "a name decides no bit", func(q *question) { q.run = q.run.Named("mine") }},
		{"another name of the model", "", "a name decides no bit", func(q *question) {
			q.run = usualModel().Named("mine").Train(dsl.MNIST()).Optimizer(dsl.SGD(0.1).Momentum(0.9)).BatchSize(64).Epochs(2).Seed(3)
		}},
		{"1e-1 for 0.1", "", "the same number", func(q *question) { q.run = q.run.Optimizer(dsl.SGD(1e-1).Momentum(0.9)) }},
		{"blocks written out", "", "the same graph", func(q *question) {
			m := dsl.Input(28, 28, 1).Flatten().Dense(8).Tanh().Dense(8).Tanh().Dense(10)
			q.run = m.Train(dsl.MNIST()).Optimizer(dsl.SGD(0.1).Momentum(0.9)).BatchSize(64).Epochs(2).Seed(3)
		}},
		{"an activation replaced and put back", "", "the same graph", func(q *question) {
			m := usualModel().Replace(dsl.Tanh, dsl.ReLU).Replace(dsl.ReLU, dsl.Tanh)
			q.run = m.Train(dsl.MNIST()).Optimizer(dsl.SGD(0.1).Momentum(0.9)).BatchSize(64).Epochs(2).Seed(3)
		}},
		{"methods in another order", "", "the same description", func(q *question) {
			q.run = usualModel().Train(dsl.MNIST()).Seed(3).Epochs(2).BatchSize(64).Optimizer(dsl.SGD(0.1).Momentum(0.9))
		}},
		{"an option given its default", "", "the same description", func(q *question) { q.run = q.run.Precision(dsl.Float32).Loss(dsl.CrossEntropy) }},
		{"an inspection beside it", "", "a look changes nothing", func(q *question) { _ = q.run.Inspect(dsl.MNIST().Batch(9)) }},

		{"another seed", "seed 3 → 4", "weights and order are drawn from it", func(q *question) { q.run = q.run.Seed(4) }},
		{"another learning rate", "optimizer.learning_rate 0.1 → 0.11", "it scales every step", func(q *question) { q.run = q.run.Optimizer(dsl.SGD(0.11).Momentum(0.9)) }},
		{"no momentum", "optimizer.momentum 0.9 → nothing", "another update", func(q *question) { q.run = q.run.Optimizer(dsl.SGD(0.1)) }},
		{"another optimiser", "optimizer.beta1 nothing → 0.9, optimizer.beta2 nothing → 0.999, optimizer.epsilon nothing → 1e-8, optimizer.kind sgd → adam, optimizer.momentum 0.9 → nothing", "another update", func(q *question) { q.run = q.run.Optimizer(dsl.Adam(0.1)) }},
		{"a constant rate, said", "", "what there is without a schedule", func(q *question) {
			q.run = q.run.Optimizer(dsl.SGD(0.1).Momentum(0.9).Schedule(dsl.ConstantRate()))
		}},
		{"no weight decay, said", "", "what there is without one", func(q *question) { q.run = q.run.Optimizer(dsl.SGD(0.1).Momentum(0.9).WeightDecay(0)) }},
		{"a schedule", "optimizer.schedule.at nothing → [500,800], optimizer.schedule.factor nothing → 0.1, optimizer.schedule.kind nothing → milestones", "other steps", func(q *question) {
			q.run = q.run.Optimizer(dsl.SGD(0.1).Momentum(0.9).Schedule(dsl.Milestones(0.1, 500, 800)))
		}},
		{"Nesterov", "optimizer.nesterov nothing → true", "another update", func(q *question) { q.run = q.run.Optimizer(dsl.SGD(0.1).Momentum(0.9).Nesterov()) }},
		{"weight decay", "optimizer.except_biases nothing → true, optimizer.weight_decay nothing → 0.0001", "another update", func(q *question) {
			q.run = q.run.Optimizer(dsl.SGD(0.1).Momentum(0.9).WeightDecay(1e-4).ExceptBiases())
		}},
		{"clipping", "optimizer.clip_norm nothing → 1, optimizer.clip_value nothing → 0.5", "other gradients", func(q *question) {
			q.run = q.run.Optimizer(dsl.SGD(0.1).Momentum(0.9).ClipNorm(1).ClipValue(0.5))
		}},
		{"a loss with a number", "loss cross-entropy → huber, loss.delta nothing → 1", "another gradient", func(q *question) { q.run = q.run.Loss(dsl.Huber(1)) }},
		{"label smoothing", "loss.smoothing nothing → 0.1", "another gradient", func(q *question) { q.run = q.run.Loss(dsl.CrossEntropy.Smooth(0.1)) }},
		{"one part a batch, said", "", "what there is without it", func(q *question) { q.run = q.run.MicroBatches(1) }},
		{"batches in parts", "micro_batches nothing → 4", "sums in another order", func(q *question) { q.run = q.run.MicroBatches(4) }},
		{"augmentation", `augment nothing → [{"kind":"cr…`, "other inputs", func(q *question) { q.run = q.run.Augment(dsl.RandomFlip(), dsl.RandomCrop(4)) }},
		{"early stopping", "stop.metric nothing → validation loss, stop.patience nothing → 5", "it may end sooner", func(q *question) { q.run = q.run.StopEarly(dsl.Patience(5)) }},
		{"full batches", "batch_size 64 → 55000", "other batches", func(q *question) { q.run = q.run.FullBatch() }},
		{"another batch size", "batch_size 64 → 65", "other batches", func(q *question) { q.run = q.run.BatchSize(65) }},
		{"one epoch more", "epochs 2 → 3", "more steps", func(q *question) { q.run = q.run.Epochs(3) }},
		{"another precision", "precision float32 → float64", "other rounding", func(q *question) { q.run = q.run.Precision(dsl.Float64) }},
		{"another loss", "loss cross-entropy → mean-squared-error", "another gradient", func(q *question) { q.run = q.run.Loss(dsl.MeanSquaredError) }},
		{"another activation", "activation of layers 3, 5 tanh → relu", "another graph", func(q *question) {
			q.run = usualModel().Replace(dsl.Tanh, dsl.ReLU).Train(dsl.MNIST()).Optimizer(dsl.SGD(0.1).Momentum(0.9)).BatchSize(64).Epochs(2).Seed(3)
		}},
		{"another initialiser", "weights.kind of layers 2, 4, 6 xavier-uniform → he-normal", "other first weights", func(q *question) {
			q.run = usualModel().Init(dsl.HeNormal()).Train(dsl.MNIST()).Optimizer(dsl.SGD(0.1).Momentum(0.9)).BatchSize(64).Epochs(2).Seed(3)
		}},
		{"fewer examples", "data.take nothing → 5000", "other batches", func(q *question) {
			q.run = usualModel().Train(dsl.MNIST().Take(5000)).Optimizer(dsl.SGD(0.1).Momentum(0.9)).BatchSize(64).Epochs(2).Seed(3)
		}},
		{"raw pixels", "data.raw nothing → true", "other inputs", func(q *question) {
			q.run = usualModel().Train(dsl.MNIST().Standardized(false)).Optimizer(dsl.SGD(0.1).Momentum(0.9)).BatchSize(64).Epochs(2).Seed(3)
		}},
		{"another GoMLX", "environment.gomlx v0.28.8 → v0.28.9", "it may compute otherwise", func(q *question) { q.env.GoMLX = "v0.28.9" }},
		{"another compute", "environment.compute v0.1.6 → v0.1.7", "it may compute otherwise", func(q *question) { q.env.Compute = "v0.1.7" }},
		{"another go-xla", "environment.go_xla v0.4.5 → v0.4.6", "it may compute otherwise", func(q *question) { q.env.GoXLA = "v0.4.6" }},
		{"another plugin", "environment.plugin ad13 → 5e5e", "XLA may compute otherwise", func(q *question) { q.env.Plugin = "5e5e" }},
		{"the Go backend", "environment.backend xla:cpu → go, environment.plugin ad13 → nothing", "it sums in another order", func(q *question) { q.env.Backend, q.env.Plugin = "go", "" }},
		{"XLA_FLAGS", "environment.xla_flags nothing → --xla_cpu_enable_fast_math=true", "they change what is compiled", func(q *question) { q.env.Flags = "--xla_cpu_enable_fast_math=true" }},
		{"more threads", "environment.threads 2 → 4", "sums may be split otherwise", func(q *question) { q.env.Threads = 4 }},
		{"another CPU", "environment.cpu amd64 1234 → amd64 5678", "XLA compiles for its features", func(q *question) { q.env.CPU = "amd64 5678" }},
		{"asked for on another line", "", "a position decides no bit", func(q *question) { q.run = usualQuestion().run }},
		{"a probe that only reads", "", "it has an executable of its own", func(q *question) { q.run = q.run.Probe(dsl.GradientNorm()) }},
		{"a deeper model", "model, from layer 6 nothing → dense 8, tanh", "another graph", func(q *question) {
			q.run = dsl.Input(28, 28, 1).Flatten().Repeat(3, func(m dsl.Model) dsl.Model { return m.Dense(8).Tanh() }).Dense(10).
				Train(dsl.MNIST()).Optimizer(dsl.SGD(0.1).Momentum(0.9)).BatchSize(64).Epochs(2).Seed(3)
		}},
		{"wider layers", "units of layers 2, 4 8 → 9", "another graph", func(q *question) {
			q.run = dsl.Input(28, 28, 1).Flatten().Repeat(2, func(m dsl.Model) dsl.Model { return m.Dense(9).Tanh() }).Dense(10).
				Train(dsl.MNIST()).Optimizer(dsl.SGD(0.1).Momentum(0.9)).BatchSize(64).Epochs(2).Seed(3)
		}},
		{"steps in place of epochs", "epochs 2 → nothing, steps nothing → 1720", "it may be as many, but is not said to be", func(q *question) { q.run = q.run.Steps(1720) }},
		{"other options of the XLA client", "environment.options nothing → asynchronous=false", "they change how it computes", func(q *question) { q.env.Options = "asynchronous=false" }},
	} {
		t.Run(c.edit, func(t *testing.T) {
			q := usualQuestion()
			c.of(&q)
			must(t, q.run.Err())
			key, asked := q.identity(t)
			if again := key != usual; again != (c.told != "") {
				t.Fatalf("trains again: want %v (%s), got %v", c.told != "", c.why, again)
			}
			nearest, differences, err := nearest(asked, stored)
			must(t, err)
			var told []string
			for _, d := range differences {
				told = append(told, d.String())
			}
			if got := strings.Join(told, ", "); nearest != usual || got != c.told {
				t.Errorf("told: want %q, got %q", c.told, got)
			}
		})
	}
}

// TestInlineDataByContent: in-line examples are known by their numbers.
func TestInlineDataByContent(t *testing.T) {
	key := func(d dsl.Data) string {
		return question{run: small().Train(d).BatchSize(2), env: environment{Backend: "go"}}.key(t)
	}
	x, y := [][]float64{{1, 2}, {3, 4}, {5, 6}}, []int{0, 1, 0}
	usual := key(dsl.Slices(x, y))
	if key(dsl.Slices([][]float64{{1, 2}, {3, 4}, {5, 6}}, []int{0, 1, 0})) != usual {
		t.Error("the same numbers in other slices train again")
	}
	x[1][0] = 3.0000000000000004
	if key(dsl.Slices(x, y)) == usual {
		t.Error("one input changed in its last bit does not train again")
	}
	x[1][0] = 3
	if key(dsl.Slices(x, []int{0, 1, 1})) == usual {
		t.Error("one label changed does not train again")
	}
}
