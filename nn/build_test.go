package nn_test

import (
	"context"
	"fmt"
	"math"
	"testing"

	"github.com/gomlx/compute"
	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
	"github.com/gomlx/gomlx/ml/model"
	"github.com/gomlx/gomlx/ml/train"
	"github.com/gomlx/gomlx/ml/train/loss"
	"github.com/gomlx/gomlx/ml/train/optimizer"

	"github.com/seed-380714d4/fathom/dsl"
	"github.com/seed-380714d4/fathom/nn"
)

// TestBuild trains with GoMLX's own trainer and optimiser what Train trains,
// and sees the same losses, step by step: so a loop over time has its gradient
// there, too.
func TestBuild(t *testing.T) {
	for name, net := range map[string]dsl.Model{
		"dense": dsl.Input(2).Dense(8).Tanh().Dense(2),
		"lstm":  dsl.Input(2).Reshape(2, 1).LSTM(4).Dense(2),
	} {
		t.Run(name, func(t *testing.T) { sameInGoMLX(t, net) })
	}
}

func sameInGoMLX(t *testing.T, net dsl.Model) {
	x := [][]float64{{0, 0}, {0, 1}, {1, 0}, {1, 1}}
	labels := []int{0, 1, 1, 0}
	want, err := net.Train(dsl.Slices(x, labels)).Optimizer(dsl.SGD(0.5)).BatchSize(4).Steps(20).Seed(3).Result(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	build, err := nn.Build(net, 3)
	if err != nil {
		t.Fatal(err)
	}
	trainer := gomlxTrainer(t, build)
	for step, w := range want.Loss {
		got := gomlxStep(t, trainer, x, labels)
		if math.Abs(got-w) > 1e-5 {
			t.Fatalf("step %d: want a loss of %v, got %v", step+1, w, got)
		}
	}
}

func gomlxTrainer(t *testing.T, build func(*model.Scope, *graph.Node) *graph.Node) *train.Trainer {
	t.Helper()
	backend, err := compute.New()
	if err != nil {
		t.Skip("not run: ", err)
	}
	sgd := optimizer.StochasticGradientDescent().WithDecay(false).WithLearningRate(0.5).Done()
	return train.NewTrainer(backend, model.NewStore(), build, loss.SparseCategoricalCrossEntropyLogits, sgd, nil, nil)
}

func gomlxStep(t *testing.T, trainer *train.Trainer, x [][]float64, labels []int) float64 {
	t.Helper()
	var inputs []float32
	var classes []int32
	for i, row := range x {
		for _, v := range row {
			inputs = append(inputs, float32(v))
		}
		classes = append(classes, int32(labels[i]))
	}
	metrics, err := trainer.TrainStep(train.Batch{
		Inputs: []*tensors.Tensor{tensors.FromFlatDataAndDimensions(inputs, len(x), len(x[0]))},
		Labels: []*tensors.Tensor{tensors.FromFlatDataAndDimensions(classes, len(x), 1)},
	})
	if err != nil {
		t.Fatal(err)
	}
	return float64(tensors.ToScalar[float32](metrics[0]))
}

// TestBuildKeepsStatistics: a network with batch norm, dropout and a frozen
// part trains under GoMLX's trainer; running statistics run, frozen weights
// stay, and evaluation is not random.
func TestBuildKeepsStatistics(t *testing.T) {
	x := [][]float64{{0, 5}, {1, 6}, {2, 7}, {3, 9}}
	net := dsl.Input(2).Dense(4).Frozen().BatchNorm().ReLU().Dropout(0.5).Dense(2)
	build, err := nn.Build(net, 1)
	if err != nil {
		t.Fatal(err)
	}
	trainer := gomlxTrainer(t, build)
	gomlxStep(t, trainer, x, []int{0, 1, 1, 0})
	before := values(t, trainer)
	gomlxStep(t, trainer, x, []int{0, 1, 1, 0})
	after := values(t, trainer)
	for name, changes := range map[string]bool{"1.dense.weights": false, "2.batch-norm.running_mean": true, "2.batch-norm.scale": true, "5.dense.biases": true, "steps": true} {
		if changed := before[name] != after[name]; changed != changes {
			t.Errorf("%s: want it changed %v by a step, got %s and %s", name, changes, before[name], after[name])
		}
	}
}

func values(t *testing.T, trainer *train.Trainer) map[string]string {
	t.Helper()
	out := map[string]string{}
	for v := range trainer.Store().RootScope().IterVariables() {
		value, err := v.Value()
		if err != nil {
			t.Fatal(err)
		}
		out[v.Name()] = fmt.Sprint(value.Value())
	}
	return out
}

// A model of the language is a model function for GoMLX's own trainer.
func ExampleBuild() {
	build, err := nn.Build(dsl.Input(2).Dense(8).Tanh().Dense(2), 1)
	if err != nil {
		fmt.Println(err)
		return
	}
	store := model.NewStore()
	exec, err := model.NewExec(compute.MustNew(), store, func(scope *model.Scope, x *graph.Node) *graph.Node {
		return build(scope, x)
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	logits := exec.MustCall([][]float32{{0, 1}, {1, 0}, {1, 1}})[0]
	fmt.Println(logits.Shape(), store.RootScope().NumVariables())
	// Output: (Float32)[3, 2] 4
}
