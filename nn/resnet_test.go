package nn

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"

	"github.com/seed-380714d4/fathom/dsl"
	"github.com/seed-380714d4/fathom/nn/data"
	"github.com/seed-380714d4/fathom/nn/store"
	"github.com/seed-380714d4/fathom/nn/weights"
)

// resnetReference is testdata/resnet.json, which resnet.py makes with PyTorch.
type resnetReference struct {
	Versions       map[string]string
	Rate, Momentum float64
	Float64        struct {
		Evaluated      [][]float64
		Trained        [][]float64
		EvaluatedAfter [][]float64 `json:"evaluated_after"`
		Loss           float64
		After          map[string]struct {
			Shape        []int
			Sum, Squares float64
			Every        int
			Values       []float64
		}
	}
}

const resnetImages = 6

// pyTorchNames are the layers of resnet.py's network in the order of ours.
func pyTorchNames() []string {
	names := []string{"conv1", "bn1"}
	for i := range 9 {
		for _, layer := range []string{"conv1", "bn1", "conv2", "bn2"} {
			names = append(names, fmt.Sprintf("blocks.%d.%s", i, layer))
		}
	}
	return append(names, "fc")
}

// resnetStart is filled() of resnet.py: a tensor's first values.
func resnetStart(name string, shape []int) []float64 {
	v := valuesNamed(name, volume(shape))
	for i := range v {
		switch {
		case strings.HasSuffix(name, "bn1.weight"), strings.HasSuffix(name, "bn2.weight"), strings.HasSuffix(name, "running_var"):
			v[i] = 1 + v[i]/4
		case len(shape) > 1:
			fan := volume(shape[1:])
			v[i] *= math.Exp2(math.RoundToEven(math.Log2(math.Sqrt(6 / float64(fan)))))
		default:
			v[i] /= 4
		}
	}
	return v
}

// resnetBench is the language's ResNet-20 with PyTorch's weights, on a device.
type resnetBench struct {
	r      *runner
	ref    resnetReference
	plan   *plan
	opt    optimizer
	x      *examples
	state  *state
	within float64
}

func newResnetBench(t *testing.T, dtype dsl.Precision, within float64) *resnetBench {
	t.Helper()
	b := &resnetBench{r: fresh(t, usual(t)), within: within}
	raw, err := os.ReadFile("testdata/resnet.json")
	must(t, err)
	must(t, json.Unmarshal(raw, &b.ref))
	t.Logf("against %v", b.ref.Versions)
	g := dsl.Input(32, 32, 3).ResNet(20, dsl.ShortcutA).Dense(10).Graph()
	b.plan, err = newPlan(g, dsl.CrossEntropy, string(dtype))
	must(t, err)
	b.opt, err = optimizerOf(dsl.SGD(b.ref.Rate).Momentum(b.ref.Momentum).Spec())
	must(t, err)
	b.state = b.plan.newState(b.opt, 0)
	b.state.weights = b.fromPyTorch(t)
	spec := dsl.DataSpec{Source: "slices"}
	images := valuesNamed("images", resnetImages*32*32*3)
	for i := range resnetImages {
		spec.Inputs = append(spec.Inputs, images[i*32*32*3:(i+1)*32*32*3])
		spec.Labels = append(spec.Labels, i%10)
	}
	set, err := data.Open(spec)
	must(t, err)
	set.Shape = []int{32, 32, 3}
	b.x, err = b.r.engine.upload(set, set.Train, b.plan.dtype)
	must(t, err)
	return b
}

// fromPyTorch writes a state dict as PyTorch does, and reads it by its names.
func (b *resnetBench) fromPyTorch(t *testing.T) []*tensors.Tensor {
	t.Helper()
	var list []store.Tensor
	for name, a := range b.ref.Float64.After {
		list = append(list, rawFloats(name, "F64", a.Shape, resnetStart(name, a.Shape)))
	}
	file, err := store.EncodeSafetensors(list, nil)
	must(t, err)
	path := filepath.Join(t.TempDir(), "resnet20.safetensors")
	must(t, os.WriteFile(path, file, 0o600))
	ours, err := weights.Read(dsl.LoadWeightsRequest{Path: path, Graph: b.plan.graph, Names: dsl.FromPyTorch(pyTorchNames()...)})
	must(t, err)
	read, err := b.plan.fromSafetensors(ours)
	must(t, err)
	return read
}

// logits passes the images through, in one way.
func (b *resnetBench) logits(t *testing.T, m mode) []float64 {
	t.Helper()
	prog, err := b.r.engine.compile("logits", func(g *graph.Graph) []*graph.Node {
		in := &inputs{graph: g}
		way := b.plan.pass(in, m)
		inputs, targets := b.x.parameters(in)
		batch, _ := b.x.batch(inputs, targets, graph.Const(g, indices(resnetImages)), b.plan.dtype)
		outputs := way.forward(b.plan.graph, batch)
		return outputs[len(outputs)-1:]
	})
	must(t, err)
	out, err := prog.run(append(append([]*tensors.Tensor{}, b.state.weights...), b.x.inputs, b.x.targets)...)
	must(t, err)
	values, err := valuesOf(out[0])
	must(t, err)
	return values
}

// TestResNet20IsPyTorchs: with PyTorch's weights the language's ResNet-20 gives
// PyTorch's logits, in evaluation and in training, and after a step of SGD with
// momentum PyTorch's weights and running statistics.
func TestResNet20IsPyTorchs(t *testing.T) {
	for dtype, within := range map[dsl.Precision]float64{dsl.Float64: 1e-9, dsl.Float32: 1e-4} {
		t.Run(string(dtype), func(t *testing.T) {
			b := newResnetBench(t, dtype, within)
			want := b.ref.Float64
			closeTo(t, "logits, evaluated", b.logits(t, toEvaluate), joined(want.Evaluated), within)
			closeTo(t, "logits, in training", b.logits(t, toTrain), joined(want.Trained), within)
			step, err := b.r.stepper(t.Context(), b.plan, b.opt, b.x, 1, resnetImages)
			must(t, err)
			rows := matrix(countTo(resnetImages), resnetImages)
			next, metrics, err := step.do(b.state, b.x, rows, tensors.FromFlatDataAndDimensions(b.opt.constants(b.ref.Rate), len(b.opt.constants(b.ref.Rate))))
			must(t, err)
			closeTo(t, "loss", metrics[:1], []float64{want.Loss}, within)
			b.state = next
			b.after(t)
			closeTo(t, "logits, evaluated after a step", b.logits(t, toEvaluate), joined(want.EvaluatedAfter), 10*within)
		})
	}
}

// after compares the tensors after a step, in PyTorch's order of values.
func (b *resnetBench) after(t *testing.T) {
	layer := map[int]string{}
	for _, p := range b.plan.parameters {
		if _, known := layer[p.Node]; !known {
			layer[p.Node] = pyTorchNames()[len(layer)]
		}
	}
	roles := map[string]string{"weights": "weight", "biases": "bias", "scale": "weight", "shift": "bias", "running_mean": "running_mean", "running_variance": "running_var"}
	for i, p := range b.plan.parameters {
		name := layer[p.Node] + "." + roles[p.Name[strings.LastIndex(p.Name, ".")+1:]]
		want, ok := b.ref.Float64.After[name]
		if !ok {
			t.Fatalf("%s: PyTorch has no %s", p.Name, name)
		}
		ours, err := valuesOf(b.state.weights[i])
		must(t, err)
		values := outputFirst(ours, p.Shape)
		var some []float64
		sum, squares := 0.0, 0.0
		for k, v := range values {
			sum, squares = sum+v, squares+v*v
			if k%want.Every == 0 {
				some = append(some, v)
			}
		}
		closeTo(t, name, some, want.Values, b.within)
		root := math.Sqrt(float64(len(values)) * want.Squares) // what |sum| can at most be
		if !near(sum, want.Sum, b.within*root) || !near(squares, want.Squares, b.within*want.Squares) {
			t.Errorf("%s: want sum %v, of squares %v, got %v, %v", name, want.Sum, want.Squares, sum, squares)
		}
	}
}

// outputFirst puts the last two axes in front, the last one first: PyTorch's
// order of a weight's values.
func outputFirst(v []float64, shape []int) []float64 {
	if len(shape) < 2 {
		return v
	}
	in, out := shape[len(shape)-2], shape[len(shape)-1]
	places := len(v) / (in * out)
	var list []float64
	for f := range out {
		for c := range in {
			for q := range places {
				list = append(list, v[(q*in+c)*out+f])
			}
		}
	}
	return list
}

func joined(rows [][]float64) []float64 {
	var all []float64
	for _, r := range rows {
		all = append(all, r...)
	}
	return all
}

// TestConvolutionsTrain: a small convolutional net learns MNIST, and a ResNet
// with everything in it trains, in little time.
func TestConvolutionsTrain(t *testing.T) {
	digits := dsl.MNIST().Take(2000)
	for name, c := range map[string]struct {
		run      dsl.Training
		accuracy float64
	}{
		"conv": {dsl.Input(28, 28, 1).Conv(8, 3, dsl.Stride(2)).ReLU().Conv(16, 3, dsl.Stride(2)).ReLU().Flatten().Dense(10).Init(dsl.HeNormal()).
			Train(digits).Optimizer(dsl.Adam(0.005)).BatchSize(100).Epochs(2).Seed(1), 0.85},
		"resnet": {dsl.Input(28, 28, 1).AvgPool(2).Conv(8, 3, dsl.NoBias()).BatchNorm().ReLU().
			Residual(dsl.BasicBlock(8, 1)).ReLU().Residual(dsl.BasicBlock(16, 2), dsl.ShortcutB).ReLU().AvgPool(2).Flatten().Dropout(0.1).Dense(10).Init(dsl.HeNormal()).
			Train(digits).Optimizer(dsl.Adam(0.005)).BatchSize(50).Epochs(2).Seed(1), 0.85},
	} {
		t.Run(name, func(t *testing.T) {
			r, err := c.run.Result(context.Background())
			must(t, err)
			t.Logf("accuracy on the test set %.3f, loss %.3f", r.Test.Accuracy, r.Test.Loss)
			if float64(r.Test.Accuracy) < c.accuracy {
				t.Errorf("accuracy: want %v or more, got %v", c.accuracy, r.Test.Accuracy)
			}
		})
	}
}
