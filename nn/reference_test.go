package nn

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"testing"

	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"

	"github.com/seed-380714d4/fathom/dsl"
	"github.com/seed-380714d4/fathom/nn/data"
)

// reference is testdata/reference.json, which testdata/reference.py makes with
// JAX. Weights and gradients lie in the order of dsl.Parameters.
type reference struct {
	Versions map[string]string
	Sizes    []int
	Cases    []referenceCase
}

type referenceCase struct {
	Activation string
	LossName   string `json:"loss_name"`
	DType      string
	Weights    []any
	Inputs     []dsl.Floats
	Targets    json.RawMessage
	Output     []dsl.Floats
	Loss       float64
	Gradients  []any
	Inspection [][]float64
	Steps      map[string]struct {
		Optimizer dsl.OptimizerSpec
		Losses    []float64
		Weights   []any
	}
}

func readReference(t *testing.T) reference {
	t.Helper()
	raw, err := os.ReadFile("testdata/reference.json")
	if err != nil {
		t.Fatal(err)
	}
	var ref reference
	if err := json.Unmarshal(raw, &ref); err != nil {
		t.Fatal(err)
	}
	t.Logf("against %v", ref.Versions)
	return ref
}

// bench is a case's network on a device.
type bench struct {
	c       referenceCase
	r       *runner
	p       *plan
	x       *examples
	weights []*tensors.Tensor
	within  float64 // of each tensor's maximum
}

func newBench(t *testing.T, e *engine, sizes []int, c referenceCase) *bench {
	t.Helper()
	m := dsl.Input(sizes[0])
	for i, units := range sizes[1:] {
		m = m.Dense(units)
		if i < len(sizes)-2 {
			m = m.Activation(dsl.Activation{Kind: c.Activation})
		}
	}
	spec := dsl.DataSpec{Source: "slices", Inputs: c.Inputs}
	to := any(&spec.Targets)
	if c.LossName == "cross-entropy" {
		to = &spec.Labels
	}
	must(t, json.Unmarshal(c.Targets, to))
	set, err := data.Open(spec)
	must(t, err)
	b := &bench{c: c, r: newRunner(e, NewMemory()), within: 1e-9}
	if c.DType == "float32" {
		b.within = 1e-4
	}
	b.p, err = newPlan(m.Graph(), dsl.Loss{Kind: c.LossName}, c.DType)
	must(t, err)
	b.x, err = e.upload(set, set.Train, b.p.dtype)
	must(t, err)
	for i, par := range b.p.parameters {
		b.weights = append(b.weights, tensorOf(b.p.dtype, flat(c.Weights[i]), par.Shape...))
	}
	return b
}

// TestReference compares the forward pass, every gradient, ten steps of every
// optimiser and the numbers of an inspection with JAX's.
func TestReference(t *testing.T) {
	ref := readReference(t)
	for backend, e := range backends(t) {
		for _, c := range ref.Cases {
			t.Run(fmt.Sprintf("%s/%s/%s/%s", backend, c.Activation, c.LossName, c.DType), func(t *testing.T) {
				b := newBench(t, e, ref.Sizes, c)
				b.forwardAndGradients(t)
				for name := range c.Steps {
					b.tenSteps(t, name)
				}
				b.inspection(t)
			})
		}
	}
}

// list is the pass's parameters in the plan's order.
func (p *pass) list(of *plan) []*graph.Node {
	var list []*graph.Node
	for _, par := range of.parameters {
		list = append(list, p.tensors[par.Name])
	}
	return list
}

// gradientProgram gives the output, the mean loss and all gradients.
func (b *bench) gradientProgram(t *testing.T) *program {
	t.Helper()
	n := b.x.n
	prog, err := b.r.engine.compile("gradients", func(g *graph.Graph) []*graph.Node {
		in := &inputs{graph: g}
		way := b.p.pass(in, toTrain)
		inputs, targets := b.x.parameters(in)
		rows := graph.Const(g, indices(n))
		batch, _ := b.x.batch(inputs, targets, rows, b.p.dtype)
		outputs := way.forward(b.p.graph, batch)
		mean, _ := b.p.batchLoss(way, b.x, inputs, targets, rows)
		return append([]*graph.Node{outputs[len(outputs)-1], mean}, graph.Gradient(mean, way.list(b.p)...)...)
	})
	must(t, err)
	return prog
}

func (b *bench) forwardAndGradients(t *testing.T) {
	out, err := b.gradientProgram(t).run(append(append([]*tensors.Tensor{}, b.weights...), b.x.inputs, b.x.targets)...)
	must(t, err)
	var want []float64
	for _, row := range b.c.Output {
		want = append(want, row...)
	}
	b.close(t, "output", out[0], want)
	b.close(t, "loss", out[1], []float64{b.c.Loss})
	for i, par := range b.p.parameters {
		b.close(t, "gradient of "+par.Name, out[2+i], flat(b.c.Gradients[i]))
	}
}

func (b *bench) tenSteps(t *testing.T, name string) {
	want := b.c.Steps[name]
	opt, err := optimizerOf(want.Optimizer)
	must(t, err)
	s := b.p.newState(opt, 0)
	s.weights = b.weights
	all := matrix(repeat(b.x.n, 10), b.x.n)
	constants := constantsAt(opt, opt.spec.LearningRate)
	step, err := b.r.stepper(context.Background(), b.p, opt, b.x, 10, b.x.n)
	must(t, err)
	for i, loss := range want.Losses {
		next, metrics, err := step.do(s, b.x, all, constants)
		must(t, err)
		if !near(metrics[0], loss, b.within*math.Max(1, loss)) {
			t.Errorf("%s: loss of step %d: want %v, got %v", name, i+1, loss, metrics[0])
		}
		s = next
	}
	for i, par := range b.p.parameters {
		b.close(t, name+": "+par.Name+" after ten steps", s.weights[i], flat(want.Weights[i]))
	}
}

func (b *bench) inspection(t *testing.T) {
	got, err := b.r.inspect(context.Background(), b.p, b.weights, b.x, b.x.n, 0)
	must(t, err)
	if len(got.Layers) != len(b.c.Inspection) {
		t.Fatalf("inspected layers: want %d, got %d", len(b.c.Inspection), len(got.Layers))
	}
	names := []string{"pre-activation gradient", "weight gradient", "activation mean", "activation std", "saturation", "dead"}
	for k, l := range got.Layers {
		for j, v := range []dsl.Float{l.PreActivationGradient, l.WeightGradient, l.ActivationMean, l.ActivationStd, l.Saturation, l.Dead} {
			if want := b.c.Inspection[k][j]; !near(float64(v), want, b.within*math.Max(1, math.Abs(want))) {
				t.Errorf("%s: %s: want %v, got %v", l.Name, names[j], want, v)
			}
		}
	}
}

// close compares a tensor with its reference, relative to the largest value.
func (b *bench) close(t *testing.T, what string, got *tensors.Tensor, want []float64) {
	t.Helper()
	values, err := valuesOf(got)
	must(t, err)
	if len(values) != len(want) {
		t.Fatalf("%s: want %d values, got %d", what, len(want), len(values))
	}
	largest := 0.0
	for _, v := range want {
		largest = math.Max(largest, math.Abs(v))
	}
	for i, v := range values {
		if !near(v, want[i], b.within*largest) {
			t.Errorf("%s[%d]: want %v, got %v", what, i, want[i], v)
			return
		}
	}
}

func near(a, b, within float64) bool { return math.Abs(a-b) <= within }

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// flat lays nested JSON arrays in one row.
func flat(v any) []float64 {
	if f, ok := v.(float64); ok {
		return []float64{f}
	}
	var out []float64
	for _, e := range v.([]any) {
		out = append(out, flat(e)...)
	}
	return out
}

func indices(n int) []int32 {
	out := make([]int32, n)
	for i := range out {
		out[i] = int32(i)
	}
	return out
}

// repeat is 0…n−1, times over.
func repeat(n, times int) []int {
	var out []int
	for i := range n * times {
		out = append(out, i%n)
	}
	return out
}
