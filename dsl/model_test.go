package dsl_test

import (
	"encoding/json"
	"errors"
	"reflect"
	"strings"
	"testing"

	"github.com/seed-380714d4/fathom/dsl"
)

func deep(n int) dsl.Model {
	return dsl.Input(28, 28, 1).Flatten().
		Repeat(n, func(m dsl.Model) dsl.Model { return m.Dense(256).Tanh() }).
		Dense(10)
}

func TestShapesAndParameters(t *testing.T) {
	uva := dsl.Input(28, 28, 1).Flatten()
	for _, units := range []int{512, 256, 256, 128} {
		uva = uva.Dense(units).Sigmoid()
	}
	for name, c := range map[string]struct {
		model      dsl.Model
		shape      []int
		parameters int
	}{
		"flatten":                    {dsl.Input(28, 28, 1).Flatten(), []int{784}, 0},
		"dense":                      {dsl.Input(5).Dense(4), []int{4}, 24},
		"activation keeps the shape": {dsl.Input(2, 3).ReLU(), []int{2, 3}, 0},
		"UvA tutorial 3":             {uva.Dense(10), []int{10}, 633_226},
		"20 hidden layers":           {deep(20), []int{10}, 784*256 + 256 + 19*(256*256+256) + 2570},
		"repeat nothing":             {deep(0), []int{10}, 7850},
	} {
		t.Run(name, func(t *testing.T) {
			if err := c.model.Err(); err != nil {
				t.Fatal(err)
			}
			if got := c.model.Shape(); !reflect.DeepEqual(got, c.shape) {
				t.Errorf("shape: want %v, got %v", c.shape, got)
			}
			if got := c.model.Summary().Parameters; got != c.parameters {
				t.Errorf("parameters: want %d, got %d", c.parameters, got)
			}
			total := 0
			for _, p := range dsl.Parameters(c.model.Graph()) {
				total += p.Size()
			}
			if total != c.parameters {
				t.Errorf("sizes of Parameters: want %d together, got %d", c.parameters, total)
			}
		})
	}
}

func TestModelsAreImmutable(t *testing.T) {
	trunk := dsl.Input(4).Dense(3)
	before, _ := json.Marshal(trunk)
	a, b := trunk.Tanh().Dense(2), trunk.ReLU()
	_ = trunk.Init(dsl.HeNormal())
	_ = a.Replace(dsl.Tanh, dsl.ReLU)
	_ = trunk.Named("other")
	if after, _ := json.Marshal(trunk); string(after) != string(before) {
		t.Errorf("the trunk changed:\n%s\n%s", before, after)
	}
	if len(a.Graph().Nodes) != 4 || len(b.Graph().Nodes) != 3 {
		t.Errorf("branches: want 4 and 3 layers, got %d and %d", len(a.Graph().Nodes), len(b.Graph().Nodes))
	}
}

func TestReplaceAndInit(t *testing.T) {
	m := deep(2).Replace(dsl.Tanh, dsl.ReLU).Init(dsl.HeNormal())
	activations, he := 0, 0
	for _, n := range m.Graph().Nodes {
		switch op := n.Op.(type) {
		case dsl.ActivationOp:
			if op.F == dsl.ReLU {
				activations++
			}
		case dsl.DenseOp:
			if op.Weights == dsl.HeNormal() && op.Biases == dsl.Zeros() {
				he++
			}
		}
	}
	if activations != 2 || he != 3 {
		t.Errorf("want 2 ReLU and 3 layers with He weights and zero biases, got %d and %d", activations, he)
	}
}

func TestModelTravels(t *testing.T) {
	for name, m := range map[string]dsl.Model{
		"whole":        deep(3).Named("tanh"),
		"with mistake": dsl.Input(28, 28, 1).Dense(10),
		"zero":         {},
	} {
		t.Run(name, func(t *testing.T) {
			first, err := json.Marshal(m)
			if err != nil {
				t.Fatal(err)
			}
			var back dsl.Model
			if err := json.Unmarshal(first, &back); err != nil {
				t.Fatal(err)
			}
			second, _ := json.Marshal(back)
			if string(first) != string(second) {
				t.Errorf("there and back:\n%s\n%s", first, second)
			}
			if (m.Err() == nil) != (back.Err() == nil) {
				t.Errorf("error: want %v, got %v", m.Err(), back.Err())
			}
		})
	}
	var m dsl.Model
	err := json.Unmarshal([]byte(`{"graph":{"nodes":[{"op":"warp","args":{}}]}}`), &m)
	if err == nil || !strings.Contains(err.Error(), `"warp"`) {
		t.Errorf("an unknown operation: got %v", err)
	}
}

func TestThousandLayers(t *testing.T) {
	m := deep(1000)
	if n := len(m.Replace(dsl.Tanh, dsl.ReLU).Graph().Nodes); n != 2003 {
		t.Errorf("layers: want 2003, got %d", n)
	}
}

// The mistakes that a notebook shows, at the line that made them: the directive
// below is the one that the kernel writes.
func TestMistakes(t *testing.T) {
	mnist := dsl.MNIST()
	good := deep(1)
	for _, c := range []struct {
		name string
		make func() error
		want string
	}{
		{"rank", func() error { return dsl.Input(28, 28, 1).Dense(10).Err() },
			"dsl: layer 1 Dense (cell 4, line 7): input rank; want [F], got [28 28 1]; add Flatten() before it"},
		{"units", func() error { return dsl.Input(3).Dense(0).Err() },
			"dsl: layer 1 Dense (cell 4, line 7): units; want 1 or more, got 0"},
		{"no input", func() error { return dsl.Model{}.ReLU().Err() },
			"dsl: ReLU (cell 4, line 7): no input before it; start the model with dsl.Input(…)"},
		{"input", func() error { return dsl.Input(28, 0).Err() },
			"dsl: Input (cell 4, line 7): dimensions; want 1 or more each, got [28 0]"},
		{"rate", func() error { return good.Train(mnist).Optimizer(dsl.SGD(-0.1)).Err() },
			"dsl: SGD (cell 4, line 7): learning rate; want above 0, got -0.1; the minus sign of the update is built in; 0.01 is a start for SGD, 0.001 for Adam"},
		{"momentum", func() error { return dsl.SGD(0.1).Momentum(1).Err() },
			"dsl: Momentum (cell 4, line 7): momentum; want 0 or more and below 1, got 1; 0.9 is usual"},
		{"batch", func() error { return good.Train(mnist.Take(100)).BatchSize(128).Err() },
			"dsl: BatchSize (cell 4, line 7): batch size; want 1 to 100, the number of training examples, got 128; BatchSize(100) is one step an epoch"},
		{"input shape", func() error { return dsl.Input(784).Dense(10).Train(mnist).Err() },
			"dsl: Train (cell 4, line 7): the model's input; want [28 28 1], the shape of the data, got [784]; start the model with dsl.Input(28, 28, 1)"},
		{"output shape", func() error { return good.Dense(5).Inspect(mnist.Batch(8)).Err() },
			"dsl: Train (cell 4, line 7): the model's output; want [10], a logit for each class, got [5]; end the model with Dense(10)"},
		{"replace", func() error { return good.Replace(dsl.ReLU, dsl.Tanh).Err() },
			"dsl: Replace (cell 4, line 7): nothing to replace; want a model with ReLU, got one without"},
		{"epochs", func() error { return good.Train(mnist).Epochs(0).Err() },
			"dsl: Epochs (cell 4, line 7): number of epochs; want 1 or more, got 0"},
		{"hold out", func() error { return mnist.HoldOut(60_000).Err() },
			"dsl: HoldOut (cell 4, line 7): number of examples; want 0 to 59999, got 60000"},
		{"hold out what was taken", func() error { return mnist.Take(50_000).HoldOut(20_000).Err() },
			"dsl: HoldOut (cell 4, line 7): number of examples; want at most 10000, which leaves the 50000 that Take took, got 20000"},
		{"from no files", func() error { return mnist.From("here").Err() },
			"dsl: From (cell 4, line 7): data; want FashionMNIST, CIFAR10 or CIFAR100, got MNIST"},
		{"one arm", func() error { return dsl.Spirals(1, 10).Err() },
			"dsl: Spirals (cell 4, line 7): arms and points; want 2 or more arms of 1 point or more, got 1 of 10"},
		{"noise of nothing", func() error { return mnist.Noise(1).Err() },
			"dsl: Noise (cell 4, line 7): standard deviation; want 0 or more, of Spirals, got 1, of MNIST"},
		{"fraction", func() error { return mnist.RandomLabels(1, 15).Err() },
			"dsl: RandomLabels (cell 4, line 7): fraction; want 0 to 1, got 15; 0.15 is 15 %"},
		{"labels of values", func() error {
			return dsl.SlicesRegression([][]float64{{1}}, [][]float64{{2}}).RandomLabels(1, 1).Err()
		},
			"dsl: RandomLabels (cell 4, line 7): targets; want classes, got values"},
		{"take", func() error { return mnist.Take(60_000).Err() },
			"dsl: Take (cell 4, line 7): number of examples; want 1 to 55000, got 60000"},
		{"std", func() error { return good.Init(dsl.Normal(0)).Err() },
			"dsl: Init (cell 4, line 7): standard deviation; want above 0, got 0"},
		{"first mistake stays", func() error { return dsl.Input(2, 2).Dense(1).Dense(0).Flatten().Train(mnist).Err() },
			"dsl: layer 1 Dense (cell 4, line 7): input rank; want [F], got [2 2]; add Flatten() before it"},
	} {
		t.Run(c.name, func(t *testing.T) {
			err := c.make()
			var e *dsl.Error
			if !errors.As(err, &e) {
				t.Fatalf("want a *dsl.Error, got %v", err)
			}
			e.Cell, e.Line = place(e)
			if got := e.Error(); got != c.want {
				t.Errorf("\nwant %s\ngot  %s", c.want, got)
			}
		})
	}
}

// place checks that e knows a line of this file, and gives cell 4, line 7 for
// the messages above.
func place(e *dsl.Error) (cell, line int) {
	if e.File != "model_test.go" || e.Line == 0 {
		return 0, 0
	}
	return 4, 7
}
