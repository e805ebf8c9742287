package nn

import (
	"encoding/json"
	"math"
	"os"
	"testing"

	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"

	"github.com/seed-380714d4/fathom/dsl"
	"github.com/seed-380714d4/fathom/nn/data"
)

// trainingReference is testdata/training.json, which testdata/training.py
// makes with PyTorch.
type trainingReference struct {
	Versions   map[string]string
	Sizes      []int
	Inputs     []dsl.Floats
	Labels     []int
	Weights    []any
	Outputs    any
	Targets    map[string]any
	Losses     map[string]map[string]struct{ Losses, Gradient any }
	Optimizers map[string]map[string]struct {
		Losses  []float64
		Weights []any
	}
}

func readTrainingReference(t *testing.T) (ref trainingReference) {
	t.Helper()
	raw, err := os.ReadFile("testdata/training.json")
	must(t, err)
	must(t, json.Unmarshal(raw, &ref))
	t.Logf("against %v", ref.Versions)
	return ref
}

// referenceLosses has a loss for each row of the reference.
var referenceLosses = map[string]dsl.Loss{
	"cross-entropy":             dsl.CrossEntropy,
	"cross-entropy soft":        dsl.CrossEntropy,
	"cross-entropy smooth":      dsl.CrossEntropy.Smooth(0.1),
	"cross-entropy soft smooth": dsl.CrossEntropy.Smooth(0.3),
	"binary":                    dsl.BinaryCrossEntropy,
	"binary of classes":         dsl.BinaryCrossEntropy,
	"squared":                   dsl.MeanSquaredError,
	"absolute":                  dsl.MeanAbsoluteError,
	"absolute of classes":       dsl.MeanAbsoluteError,
	"huber":                     dsl.Huber(1),
	"huber narrow":              dsl.Huber(0.3),
}

// TestLossesAgainstPyTorch compares each sample's loss and the gradient of the
// mean, also where logits are so large that the plain formulas overflow.
func TestLossesAgainstPyTorch(t *testing.T) {
	ref := readTrainingReference(t)
	for _, e := range backends(t) {
		for dtype, rows := range ref.Losses {
			if len(rows) != len(referenceLosses) {
				t.Errorf("want a loss for each of %d references, got %d", len(rows), len(referenceLosses))
			}
			for name, want := range rows {
				t.Run(e.info.Backend+"/"+dtype+"/"+name, func(t *testing.T) {
					output, within := tensorOf(dtypes.Float64, flat(ref.Outputs), 7, 5), 1e-9
					if dtype == "float32" {
						output, within = tensorOf(dtypes.Float32, flat(ref.Outputs), 7, 5), 1e-4
					}
					target := targetTensor(ref.Targets[name], output.DType())
					b := &bench{r: newRunner(e, NewMemory()), within: within}
					out := b.lossAndGradient(t, referenceLosses[name], output, target)
					b.close(t, "loss of each sample", out[0], flat(want.Losses))
					b.close(t, "gradient of the output", out[1], flat(want.Gradient))
					if dtype == "float64" {
						b.outputDifferences(t, referenceLosses[name], flat(ref.Outputs), target, out[1])
					}
				})
			}
		}
	}
}

// targetTensor is labels [7] or values [7, 5].
func targetTensor(target any, dtype dtypes.DType) *tensors.Tensor {
	v := flat(target)
	if len(v) == 35 {
		return tensorOf(dtype, v, 7, 5)
	}
	labels := make([]int32, len(v))
	for i := range v {
		labels[i] = int32(v[i])
	}
	return tensors.FromFlatDataAndDimensions(labels, len(labels))
}

func (b *bench) lossAndGradient(t *testing.T, of dsl.Loss, output, target *tensors.Tensor) []*tensors.Tensor {
	t.Helper()
	l, err := lossFor(of)
	must(t, err)
	prog, err := b.r.programs.get(t.Context(), "loss "+of.String()+output.Shape().String()+target.Shape().String(), func() (*program, error) {
		return b.r.engine.compile("a loss", func(g *graph.Graph) []*graph.Node {
			in := &inputs{graph: g}
			z := in.next(output.DType(), output.Shape().Dimensions...)
			each := l(z, in.next(target.DType(), target.Shape().Dimensions...))
			return []*graph.Node{each, graph.Gradient(graph.ReduceAllMean(each), z)[0]}
		})
	})
	must(t, err)
	out, err := prog.run(output, target)
	must(t, err)
	return out
}

// outputDifferences compares the gradient with central differences, in the
// rows where no kink lies within a step and no logit takes the digits.
func (b *bench) outputDifferences(t *testing.T, of dsl.Loss, outputs []float64, target, gradient *tensors.Tensor) {
	g, err := valuesOf(gradient)
	must(t, err)
	const h = 1e-5
	for k := range 4 * 5 {
		at := func(h float64) float64 {
			moved := append([]float64{}, outputs[:35]...)
			moved[k] += h
			each, err := valuesOf(b.lossAndGradient(t, of, tensorOf(dtypes.Float64, moved, 7, 5), target)[0])
			must(t, err)
			return each[k/5]
		}
		if want := (at(h) - at(-h)) / (2 * h) / 7; !near(g[k], want, 1e-8) {
			t.Errorf("gradient of output %d: want %v by differences, got %v", k, want, g[k])
		}
	}
}

// referenceOptimizers has an optimiser for each row of the reference.
var referenceOptimizers = map[string]dsl.Optimizer{
	"nesterov":               dsl.SGD(0.05).Momentum(0.9).Nesterov(),
	"sgd decay":              dsl.SGD(0.05).WeightDecay(0.1),
	"momentum decay":         dsl.SGD(0.05).Momentum(0.9).WeightDecay(0.1),
	"nesterov decay":         dsl.SGD(0.05).Momentum(0.9).Nesterov().WeightDecay(0.1),
	"decay except biases":    dsl.SGD(0.05).Momentum(0.9).WeightDecay(0.1).ExceptBiases(),
	"adam":                   dsl.Adam(0.01),
	"adam betas":             dsl.Adam(0.01).Betas(0.8, 0.95).Epsilon(1e-3),
	"adam decay":             dsl.Adam(0.01).WeightDecay(0.1),
	"adamw":                  dsl.AdamW(0.01),
	"adamw decay":            dsl.AdamW(0.01).WeightDecay(0.5),
	"adamw except biases":    dsl.AdamW(0.01).WeightDecay(0.5).ExceptBiases(),
	"rmsprop":                dsl.RMSProp(0.01),
	"rmsprop alpha":          dsl.RMSProp(0.01).Alpha(0.9).Epsilon(1e-3),
	"rmsprop momentum decay": dsl.RMSProp(0.005).Momentum(0.9).WeightDecay(0.1),
	"clip norm":              dsl.SGD(0.05).Momentum(0.9).ClipNorm(0.1),
	"clip norm idle":         dsl.SGD(0.05).Momentum(0.9).ClipNorm(100),
	"clip value":             dsl.SGD(0.05).Momentum(0.9).ClipValue(0.02),
	"clip both, decay":       dsl.SGD(0.05).WeightDecay(0.1).ClipValue(0.05).ClipNorm(0.1),
	"milestones":             dsl.SGD(0.2).Momentum(0.9).Schedule(dsl.Milestones(0.1, 3, 7)),
	"adamw warm cosine":      dsl.AdamW(0.02).Schedule(dsl.WarmUp(4).Then(dsl.Cosine(6))),
}

// TestOptimizersAgainstPyTorch compares the losses of ten steps and the weights
// after them.
func TestOptimizersAgainstPyTorch(t *testing.T) {
	ref := readTrainingReference(t)
	for _, e := range backends(t) {
		for dtype, rows := range ref.Optimizers {
			b := ref.bench(t, e, dtype)
			if len(rows) != len(referenceOptimizers) {
				t.Errorf("want an optimiser for each of %d references, got %d", len(rows), len(referenceOptimizers))
			}
			for name, want := range rows {
				t.Run(e.info.Backend+"/"+dtype+"/"+name, func(t *testing.T) {
					must(t, referenceOptimizers[name].Err())
					weights := b.stepsWith(t, referenceOptimizers[name].Spec(), want.Losses)
					for i, par := range b.p.parameters {
						b.close(t, par.Name+" after ten steps", weights[i], flat(want.Weights[i]))
					}
				})
			}
		}
	}
}

func (ref trainingReference) bench(t *testing.T, e *engine, dtype string) *bench {
	t.Helper()
	m := dsl.Input(ref.Sizes[0]).Dense(ref.Sizes[1]).Tanh().Dense(ref.Sizes[2])
	set, err := data.Open(dsl.DataSpec{Source: "slices", Inputs: ref.Inputs, Labels: ref.Labels})
	must(t, err)
	b := &bench{r: newRunner(e, NewMemory()), within: map[string]float64{"float64": 1e-9, "float32": 1e-4}[dtype]}
	b.p, err = newPlan(m.Graph(), dsl.CrossEntropy, dtype)
	must(t, err)
	b.x, err = e.upload(set, set.Train, b.p.dtype)
	must(t, err)
	for i, par := range b.p.parameters {
		b.weights = append(b.weights, tensorOf(b.p.dtype, flat(ref.Weights[i]), par.Shape...))
	}
	return b
}

// stepsWith makes full-batch steps and compares their losses.
func (b *bench) stepsWith(t *testing.T, spec dsl.OptimizerSpec, losses []float64) []*tensors.Tensor {
	t.Helper()
	opt, err := optimizerOf(spec)
	must(t, err)
	s := b.p.newState(opt, 0)
	s.weights = b.weights
	all := matrix(repeat(b.x.n, len(losses)), b.x.n)
	step, err := b.r.stepper(t.Context(), b.p, opt, b.x, len(losses), b.x.n)
	must(t, err)
	for i, loss := range losses {
		next, metrics, err := step.do(s, b.x, all, constantsAt(opt, spec.Rate(i, dsl.Past{})))
		must(t, err)
		if !near(metrics[0], loss, b.within*math.Max(1, loss)) {
			t.Errorf("loss of step %d: want %v, got %v", i+1, loss, metrics[0])
		}
		s = next
	}
	return s.weights
}
