package nn

import (
	"context"
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/seed-380714d4/fathom/dsl"
	"github.com/seed-380714d4/fathom/dsl/session"
)

// foreignNet is the network of testdata/loadweights.py.
func foreignNet() dsl.Model {
	return dsl.Input(8, 6, 2).Conv(4, 3).GroupNorm(2).ReLU().MaxPool(2).Conv(6, 3).ReLU().Flatten().Dense(8).Tanh().Dense(5)
}

func foreignLine() dsl.Model {
	return dsl.Input(7, 2).Conv(3, 3, dsl.Valid()).ReLU().Flatten().Dense(2)
}

// foreignRecurrent is Recurrent there; an LSTM has one set of biases here.
func foreignRecurrent(gru ...dsl.RecurrentOption) dsl.Model {
	return dsl.Input(6, 3).LSTM(4, dsl.Bidirectional(), dsl.AllStates()).LSTM(5, dsl.AllStates()).LSTM(5, dsl.AllStates(), dsl.RecurrentBias()).
		GRU(4, append(gru, dsl.AllStates())...).RNN(3).Dense(2)
}

var recurrentNames = dsl.FromPyTorch("both.l0", "both.l0_reverse", "stack.l0", "stack.l1", "gru", "rnn", "out")

// foreignNumbers is testdata/loadweights.json.
type foreignNumbers struct {
	Inputs, Outputs []dsl.Floats
	LineInputs      []dsl.Floats `json:"line_inputs"`
	LineOutputs     []dsl.Floats `json:"line_outputs"`
	Sequences       []dsl.Floats `json:"sequences"`
	SequenceOutputs []dsl.Floats `json:"sequence_outputs"`
}

func readForeign(t *testing.T) foreignNumbers {
	t.Helper()
	text, err := os.ReadFile("testdata/loadweights.json")
	must(t, err)
	var out foreignNumbers
	must(t, json.Unmarshal(text, &out))
	return out
}

// TestLoadWeights answers as PyTorch does with its weights, by the names that
// are given and by those that stand in the file, and with Flax's.
func TestLoadWeights(t *testing.T) {
	want := readForeign(t)
	flax := dsl.FromFlax("Conv_0", "GroupNorm_0", "Conv_1", "Dense_0", "Dense_1")
	for _, c := range []struct {
		name, file      string
		net             dsl.Model
		names           dsl.WeightNames
		inputs, outputs []dsl.Floats
	}{
		{"PyTorch, named", "torch.safetensors", foreignNet(), dsl.FromPyTorch("0", "1", "4", "7", "9"), want.Inputs, want.Outputs},
		{"PyTorch, as in the file", "torch.safetensors", foreignNet(), dsl.FromPyTorch(), want.Inputs, want.Outputs},
		{"PyTorch, float16, one dimension", "torch16.safetensors", foreignLine(), dsl.FromPyTorch(), want.LineInputs, want.LineOutputs},
		{"PyTorch, recurrent", "recurrent.safetensors", foreignRecurrent(dsl.RecurrentBias()), recurrentNames, want.Sequences, want.SequenceOutputs},
		{"Flax", "flax.npz", foreignNet(), flax, want.Inputs, want.Outputs},
	} {
		t.Run(c.name, func(t *testing.T) {
			net := c.net.LoadWeights(filepath.Join("testdata", c.file), c.names)
			must(t, net.Err())
			sameOutputs(t, c.name, answers(t, net, c.inputs), asRows(c.outputs), 2e-4)
		})
	}
}

// TestLoadFlaxCells answers as Flax does with its batch norm and recurrent
// cells.
func TestLoadFlaxCells(t *testing.T) {
	text, err := os.ReadFile("testdata/loadflax.json")
	must(t, err)
	var want foreignNumbers
	must(t, json.Unmarshal(text, &want))
	net := dsl.Input(6, 4, 2).Conv(4, 3).BatchNorm().ReLU().Reshape(6, 16).LSTM(5, dsl.AllStates()).GRU(4, dsl.AllStates(), dsl.RecurrentBias()).RNN(3).Dense(2).
		LoadWeights("testdata/flaxcells.npz", dsl.FromFlax("Conv_0", "BatchNorm_0", "LSTMCell_0", "GRUCell_0", "SimpleCell_0", "Dense_0"))
	must(t, net.Err())
	sameOutputs(t, "Flax", answers(t, net, want.Inputs), asRows(want.Outputs), 1e-4)
}

// answers are the outputs of a model whose weights were loaded.
func answers(t *testing.T, net dsl.Model, inputs []dsl.Floats) [][]float64 {
	t.Helper()
	body, err := json.Marshal(dsl.PredictRequest{Subject: dsl.Subject{Graph: net.Graph(), Loss: dsl.MeanSquaredError}, Inputs: inputs})
	must(t, err)
	answer, err := session.Do(context.Background(), "predict", body, nil)
	must(t, err)
	var got dsl.PredictReply
	must(t, json.Unmarshal(answer, &got))
	return asRows(got.Outputs)
}

func asRows(list []dsl.Floats) [][]float64 {
	var rows [][]float64
	for _, row := range list {
		rows = append(rows, row)
	}
	return rows
}

// TestLoadWeightsMisfits says all that does not fit, by name.
func TestLoadWeightsMisfits(t *testing.T) {
	net := foreignNet()
	for _, c := range []struct {
		name string
		load func() dsl.Model
		want string
	}{
		{"one name too few", func() dsl.Model {
			return net.LoadWeights("testdata/torch.safetensors", dsl.FromPyTorch("0", "1", "4", "7"))
		}, "names; want 5, one for each layer with weights: 1 conv, 2 group-norm, 5 conv, 8 dense, 10 dense, got 4: 0, 1, 4, 7"},
		{"a wrong name", func() dsl.Model {
			return net.LoadWeights("testdata/torch.safetensors", dsl.FromPyTorch("0", "1", "5", "7", "9"))
		}, "got not in the file: 5.weight, 5.bias; left over in the file: 4.bias, 4.weight; give the layers' names in the model's order"},
		{"another width", func() dsl.Model {
			return dsl.Input(8, 6, 2).Conv(3, 3).GroupNorm(1).ReLU().MaxPool(2).Conv(6, 3).ReLU().Flatten().Dense(8).Tanh().Dense(5).
				LoadWeights("testdata/torch.safetensors", dsl.FromPyTorch())
		}, "of another shape: 0.weight [4 2 3 3] for [3 2 3 3], 0.bias [4] for [3], 1.weight [4] for [3], 1.bias [4] for [3], 4.weight [6 4 3 3] for [6 3 3 3]"},
		{"more in the file", func() dsl.Model {
			return dsl.Input(7, 2).Conv(3, 3).LoadWeights("testdata/torch.safetensors", dsl.FromPyTorch())
		}, "layers in the file; want 1, one for each layer with weights: 1 conv, got 5: 0, 1, 4, 7, 9"},
		{"Flax's names for PyTorch's", func() dsl.Model {
			return net.LoadWeights("testdata/torch.safetensors", dsl.FromFlax("0", "1", "4", "7", "9"))
		}, "not in the file: 0.kernel, 1.scale, 4.kernel, 7.kernel, 9.kernel; left over in the file: 0.weight, 1.weight, 4.weight, 7.weight, 9.weight"},
		{"a GRU of another kind", func() dsl.Model {
			return foreignRecurrent().LoadWeights("testdata/recurrent.safetensors", recurrentNames)
		}, "add dsl.RecurrentBias() and leave out ResetBefore: that is the GRU there"},
		{"a stack too low", func() dsl.Model {
			return foreignRecurrent(dsl.RecurrentBias()).LoadWeights("testdata/recurrent.safetensors", dsl.FromPyTorch("both.l0", "both.l0_reverse", "stack.l0", "stack.l2", "gru", "rnn", "out"))
		}, "not in the file: stack.weight_ih_l2, stack.weight_hh_l2, stack.bias_ih_l2, stack.bias_hh_l2; left over in the file: stack.bias_hh_l1"},
		{"no file", func() dsl.Model { return net.LoadWeights("testdata/none.safetensors", dsl.FromPyTorch()) },
			"LoadWeights (loadweights_test.go"},
		{"no weights file", func() dsl.Model { return net.LoadWeights("testdata/loadweights.py", dsl.FromPyTorch()) },
			"want a .safetensors or .npz file"},
		{"a model with a mistake", func() dsl.Model {
			return dsl.Input(2, 2).Dense(1).LoadWeights("testdata/torch.safetensors", dsl.FromPyTorch())
		}, "add Flatten() before it"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if err := c.load().Err(); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("want %q,\ngot %v", c.want, err)
			}
		})
	}
}

// TestLoadedWeightsAreContent: the same weights from two files are one model,
// others another; what is looked at and what trains starts with them, and what
// stands behind is drawn from the seed.
func TestLoadedWeightsAreContent(t *testing.T) {
	want := readForeign(t)
	path := filepath.Join(t.TempDir(), "copied.safetensors")
	file, err := os.ReadFile("testdata/torch.safetensors")
	must(t, err)
	must(t, os.WriteFile(path, file, 0o644))
	flat := dsl.Input(96).Reshape(8, 6, 2).Conv(4, 3).GroupNorm(2).ReLU().MaxPool(2).Conv(6, 3).ReLU().Flatten().Dense(8).Tanh().Dense(5)
	one, other := flat.LoadWeights("testdata/torch.safetensors", dsl.FromPyTorch()), flat.LoadWeights(path, dsl.FromPyTorch())
	must(t, one.Err())
	d := dsl.Slices([][]float64{want.Inputs[0], want.Inputs[1], want.Inputs[2]}, []int{0, 4, 1})
	run := one.Train(d).Optimizer(dsl.SGD(0.1)).BatchSize(3).Steps(2)
	first, err := run.Result(context.Background())
	must(t, err)
	again, err := other.Train(d).Optimizer(dsl.SGD(0.1)).BatchSize(3).Steps(2).Result(context.Background())
	must(t, err)
	if again.Key != first.Key || !again.Cached {
		t.Error("the same weights from another file: want the run that is there")
	}
	if key, err := flat.Train(d).Optimizer(dsl.SGD(0.1)).BatchSize(3).Steps(2).Key(); err != nil || key == first.Key {
		t.Errorf("without the weights: want another run, got %v", err)
	}
	loss := 0.0
	for i, class := range []int{0, 4, 1} {
		sum := 0.0
		for _, z := range want.Outputs[i] {
			sum += math.Exp(z)
		}
		loss += (math.Log(sum) - want.Outputs[i][class]) / 3
	}
	look, err := one.Inspect(d.Batch(3)).Result(context.Background())
	must(t, err)
	if got := float64(look.Seeds[0].Loss); !near(got, loss, 1e-5) || !near(first.Loss[0], loss, 1e-5) {
		t.Errorf("loss before training: want %v, got %v by looking and %v in training", loss, got, first.Loss[0])
	}
	more := one.Tanh().Dense(5)
	a, err := more.Inspect(d.Batch(3)).Seeds(1, 2).Result(context.Background())
	must(t, err)
	if a.Seeds[0].Layers[1].ActivationMean != a.Seeds[1].Layers[1].ActivationMean || a.Seeds[0].Loss == a.Seeds[1].Loss {
		t.Error("a layer behind: want what was loaded the same for all seeds, and the new layer not")
	}
	changed := one.Replace(dsl.Tanh, dsl.Sigmoid).Frozen()
	if w := changed.Graph().Nodes[9].Weights; w == nil || w.Node != 9 {
		t.Errorf("an activation replaced, frozen: want the dense layer's weights to stay, got %v", w)
	}
	if w := one.Init(dsl.Normal(0.5)).Graph().Nodes[9].Weights; w != nil {
		t.Error("drawn anew: want the loaded weights gone")
	}
	text, err := json.Marshal(one)
	must(t, err)
	var back dsl.Model
	must(t, json.Unmarshal(text, &back))
	if key, _ := back.Train(d).Optimizer(dsl.SGD(0.1)).BatchSize(3).Steps(2).Key(); key != first.Key {
		t.Error("from another cell: want the same model")
	}
}
