package nn

import (
	"context"
	"encoding/json"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/gomlx/gomlx/core/graph"

	"github.com/seed-380714d4/fathom/dsl"
)

// TestRandomChains: random chains of layers never panic, and what dsl accepts,
// nn builds, with its gradient, to the shapes that dsl said. A few of them are
// trained for two steps.
func TestRandomChains(t *testing.T) { chains(t, 400, 3) }

// TestSoakRandomChains is TestRandomChains for long.
func TestSoakRandomChains(t *testing.T) {
	if os.Getenv("FATHOM_SOAK") == "" {
		t.Skip("not run: FATHOM_SOAK is not set; make soak sets it")
	}
	chains(t, 30_000, 300)
}

// FuzzChains lets Go's fuzzer choose the random numbers.
func FuzzChains(f *testing.F) {
	for seed := range uint64(8) {
		f.Add(seed, seed)
	}
	f.Fuzz(func(t *testing.T, a, b uint64) { buildChain(t, usual(t), a, b) })
}

func chains(t *testing.T, built, run int) {
	e := usual(t)
	refused, layers := 0, 0
	for i := range built {
		m, no := buildChain(t, e, 6, uint64(i))
		refused, layers = refused+no, layers+len(m.Graph().Nodes)
		if i%(built/run) == 0 {
			twoSteps(t, e, m, uint64(i))
		}
		if t.Failed() {
			t.FailNow()
		}
	}
	t.Logf("%d models, %d layers, %d refused", built, layers, refused)
	if refused < built/10 || layers < 3*built {
		t.Errorf("want models of some length, and mistakes among them; got %d layers and %d refusals in %d models", layers, refused, built)
	}
}

// buildChain builds the graph of a random model and compares every shape.
func buildChain(t *testing.T, e *engine, a, b uint64) (m dsl.Model, refused int) {
	t.Helper()
	defer func() {
		if r := recover(); r != nil {
			t.Fatalf("seed %d, %d panics: %v\n%v", a, b, r, m)
		}
	}()
	m, refused = scribe{rand.New(rand.NewPCG(a, b))}.model(12)
	travels(t, m)
	p, err := newPlan(m.Graph(), dsl.MeanSquaredError, "float32")
	if err != nil {
		t.Fatalf("seed %d, %d: dsl accepts, nn refuses: %v\n%v", a, b, err, m)
	}
	err = guard("building", func() { p.buildAll(t, e, a, b, m) })
	if err != nil {
		t.Fatalf("seed %d, %d: dsl accepts, nn fails: %v\n%v", a, b, err, m)
	}
	return m, refused
}

// travels holds the model against what is read of its JSON.
func travels(t *testing.T, m dsl.Model) {
	t.Helper()
	text, err := json.Marshal(m)
	must(t, err)
	var read dsl.Model
	must(t, json.Unmarshal(text, &read))
	again, err := json.Marshal(read)
	must(t, err)
	if string(text) != string(again) {
		t.Errorf("a model changed on its way:\n%s\n%s", text, again)
	}
}

// buildAll builds the model in training, and its gradients by all parameters,
// and in evaluation.
func (p *plan) buildAll(t *testing.T, e *engine, a, b uint64, m dsl.Model) {
	const batch = 3
	for _, mode := range []mode{toTrain, toEvaluate} {
		g := graph.NewGraph(e.backend, "chain")
		defer g.Finalize()
		in := &inputs{graph: g}
		way := p.pass(in, mode)
		if mode == toTrain {
			way.lot = p.lot(in, graph.Const(g, 0.0))
		}
		x := in.next(p.dtype, append([]int{batch}, p.graph.Nodes[0].Shape...)...)
		outputs := way.forward(p.graph, x)
		for i, n := range p.graph.Nodes {
			if got := outputs[i].Shape().Dimensions; got[0] != batch || !slices.Equal(got[1:], n.Shape) {
				t.Errorf("seed %d, %d: layer %d: dsl said %v, nn built %v\n%v", a, b, i, n.Shape, got, m)
			}
		}
		if mode == toTrain {
			var wrt []*graph.Node
			for _, par := range p.trained() {
				wrt = append(wrt, way.tensors[par.Name])
			}
			for i, by := range graph.Gradient(graph.ReduceAllSum(outputs[len(outputs)-1]), wrt...) {
				if !by.Shape().Equal(wrt[i].Shape()) {
					t.Errorf("seed %d, %d: gradient by %s: want %s, got %s", a, b, p.trained()[i].Name, wrt[i].Shape(), by.Shape())
				}
			}
		}
	}
}

// twoSteps trains m, and asks it for its outputs.
func twoSteps(t *testing.T, e *engine, m dsl.Model, seed uint64) {
	t.Helper()
	r := rand.New(rand.NewPCG(seed, 1))
	m = m.Flatten()
	if m.Err() != nil {
		t.Fatalf("Flatten: %v", m.Err())
	}
	var x, y [][]float64
	for range 5 {
		row, target := make([]float64, size(m.Graph().Nodes[0].Shape)), make([]float64, m.Shape()[0])
		for i := range row {
			row[i] = r.NormFloat64()
		}
		x, y = append(x, row), append(y, target)
	}
	run := m.Train(dsl.SlicesRegression(x, y)).BatchSize(3).Steps(2).Optimizer(dsl.SGD(1e-6))
	must(t, run.Err())
	_, err := fresh(t, e).train(context.Background(), run.Request(), func(dsl.Progress) {})
	if err != nil && !strings.Contains(err.Error(), "not finite") && !strings.Contains(err.Error(), "NaN") {
		t.Errorf("seed 6, %d: %v\n%v", seed, err, m)
	}
}
