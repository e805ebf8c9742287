package nn

import (
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
	req := q.run.Request()
	set, err := data.Open(req.Data)
	must(t, err)
	key, _, err := identify(req, set.Hash, q.env)
	must(t, err)
	return key
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

// TestEdits says which edits train again, and why.
func TestEdits(t *testing.T) {
	usual := usualQuestion().key(t)
	for _, c := range []struct {
		edit  string
		again bool
		why   string
		of    func(*question)
	}{
		{"nothing", false, "the same question", func(q *question) {}},
		{"another name of the run", false, "a name decides no bit", func(q *question) { q.run = q.run.Named("mine") }},
		{"another name of the model", false, "a name decides no bit", func(q *question) {
			q.run = usualModel().Named("mine").Train(dsl.MNIST()).Optimizer(dsl.SGD(0.1).Momentum(0.9)).BatchSize(64).Epochs(2).Seed(3)
		}},
		{"1e-1 for 0.1", false, "the same number", func(q *question) { q.run = q.run.Optimizer(dsl.SGD(1e-1).Momentum(0.9)) }},
		{"blocks written out", false, "the same graph", func(q *question) {
			m := dsl.Input(28, 28, 1).Flatten().Dense(8).Tanh().Dense(8).Tanh().Dense(10)
			q.run = m.Train(dsl.MNIST()).Optimizer(dsl.SGD(0.1).Momentum(0.9)).BatchSize(64).Epochs(2).Seed(3)
		}},
		{"an activation replaced and put back", false, "the same graph", func(q *question) {
			m := usualModel().Replace(dsl.Tanh, dsl.ReLU).Replace(dsl.ReLU, dsl.Tanh)
			q.run = m.Train(dsl.MNIST()).Optimizer(dsl.SGD(0.1).Momentum(0.9)).BatchSize(64).Epochs(2).Seed(3)
		}},
		{"methods in another order", false, "the same description", func(q *question) {
			q.run = usualModel().Train(dsl.MNIST()).Seed(3).Epochs(2).BatchSize(64).Optimizer(dsl.SGD(0.1).Momentum(0.9))
		}},
		{"an option given its default", false, "the same description", func(q *question) { q.run = q.run.Precision(dsl.Float32).Loss(dsl.CrossEntropy) }},
		{"an inspection beside it", false, "a look changes nothing", func(q *question) { _ = q.run.Inspect(dsl.MNIST().Batch(9)) }},

		{"another seed", true, "weights and order are drawn from it", func(q *question) { q.run = q.run.Seed(4) }},
		{"another learning rate", true, "it scales every step", func(q *question) { q.run = q.run.Optimizer(dsl.SGD(0.11).Momentum(0.9)) }},
		{"no momentum", true, "another update", func(q *question) { q.run = q.run.Optimizer(dsl.SGD(0.1)) }},
		{"another optimiser", true, "another update", func(q *question) { q.run = q.run.Optimizer(dsl.Adam(0.1)) }},
		{"another batch size", true, "other batches", func(q *question) { q.run = q.run.BatchSize(65) }},
		{"one epoch more", true, "more steps", func(q *question) { q.run = q.run.Epochs(3) }},
		{"another precision", true, "other rounding", func(q *question) { q.run = q.run.Precision(dsl.Float64) }},
		{"another loss", true, "another gradient", func(q *question) { q.run = q.run.Loss(dsl.MeanSquaredError) }},
		{"another activation", true, "another graph", func(q *question) {
			q.run = usualModel().Replace(dsl.Tanh, dsl.ReLU).Train(dsl.MNIST()).Optimizer(dsl.SGD(0.1).Momentum(0.9)).BatchSize(64).Epochs(2).Seed(3)
		}},
		{"another initialiser", true, "other first weights", func(q *question) {
			q.run = usualModel().Init(dsl.HeNormal()).Train(dsl.MNIST()).Optimizer(dsl.SGD(0.1).Momentum(0.9)).BatchSize(64).Epochs(2).Seed(3)
		}},
		{"fewer examples", true, "other batches", func(q *question) {
			q.run = usualModel().Train(dsl.MNIST().Take(5000)).Optimizer(dsl.SGD(0.1).Momentum(0.9)).BatchSize(64).Epochs(2).Seed(3)
		}},
		{"raw pixels", true, "other inputs", func(q *question) {
			q.run = usualModel().Train(dsl.MNIST().Standardized(false)).Optimizer(dsl.SGD(0.1).Momentum(0.9)).BatchSize(64).Epochs(2).Seed(3)
		}},
		{"another GoMLX", true, "it may compute otherwise", func(q *question) { q.env.GoMLX = "v0.28.9" }},
		{"another compute", true, "it may compute otherwise", func(q *question) { q.env.Compute = "v0.1.7" }},
		{"another go-xla", true, "it may compute otherwise", func(q *question) { q.env.GoXLA = "v0.4.6" }},
		{"another plugin", true, "XLA may compute otherwise", func(q *question) { q.env.Plugin = "5e5e" }},
		{"the Go backend", true, "it sums in another order", func(q *question) { q.env.Backend, q.env.Plugin = "go", "" }},
		{"XLA_FLAGS", true, "they change what is compiled", func(q *question) { q.env.Flags = "--xla_cpu_enable_fast_math=true" }},
		{"more threads", true, "sums may be split otherwise", func(q *question) { q.env.Threads = 4 }},
		{"another CPU", true, "XLA compiles for its features", func(q *question) { q.env.CPU = "amd64 5678" }},
	} {
		t.Run(c.edit, func(t *testing.T) {
			q := usualQuestion()
			c.of(&q)
			must(t, q.run.Err())
			if again := q.key(t) != usual; again != c.again {
				t.Errorf("trains again: want %v (%s), got %v", c.again, c.why, again)
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
