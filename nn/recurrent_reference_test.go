package nn

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"os"
	"testing"

	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"

	"github.com/seed-380714d4/fathom/dsl"
)

// recurrentCase is a case of testdata/recurrent.json, which
// testdata/recurrent.py makes with PyTorch. Weights and gradients lie in the
// order of dsl.Parameters.
type recurrentCase struct {
	Shape, Kind     string
	Masked          bool
	Weights         [][]float64
	Inputs, Targets []float64
	Output          []float64
	Loss            float64
	InputGradient   []float64 `json:"input_gradient"`
	Gradients       [][]float64
	States          [][]float64
}

// The sizes of the cases: samples, time steps, features, units, targets.
const recN, recT, recF, recH, recK = 3, 5, 2, 3, 2

func recurrentCases(t *testing.T) []recurrentCase {
	t.Helper()
	raw, err := os.ReadFile("testdata/recurrent.json")
	must(t, err)
	var ref struct {
		Versions map[string]string
		Cases    []recurrentCase
	}
	must(t, json.Unmarshal(raw, &ref))
	t.Logf("against %v", ref.Versions)
	return ref.Cases
}

// model is the case's network.
func (c recurrentCase) model() dsl.Model { return c.from(dsl.Input(recT, recF)) }

// from is it behind an input of another shape.
func (c recurrentCase) from(in dsl.Model) dsl.Model {
	var common []dsl.RecurrentOption
	if c.Masked {
		common = append(common, dsl.Masked(in.Mask(0)))
	}
	layer := func(m dsl.Model, more ...dsl.RecurrentOption) dsl.Model {
		return recurrentOf(c.Kind, m, append(append([]dsl.RecurrentOption{}, common...), more...))
	}
	var m dsl.Model
	switch c.Shape {
	case "last":
		m = layer(in)
	case "all":
		m = layer(in, dsl.AllStates())
	case "backward all":
		m = layer(in, dsl.AllStates(), dsl.Backward())
	case "bidirectional":
		m = layer(in, dsl.Bidirectional())
	case "bidirectional all":
		m = layer(in, dsl.Bidirectional(), dsl.AllStates())
	case "stacked":
		m = layer(layer(in, dsl.AllStates()))
	}
	if len(m.Shape()) > 1 {
		m = m.Flatten()
	}
	return m.Dense(recK)
}

func recurrentOf(kind string, m dsl.Model, o []dsl.RecurrentOption) dsl.Model {
	switch kind {
	case "rnn":
		return m.RNN(recH, o...)
	case "relu":
		return m.RNN(recH, append(o, dsl.ReLUState())...)
	case "lstm":
		return m.LSTM(recH, o...)
	case "gru":
		return m.GRU(recH, append(o, dsl.RecurrentBias())...)
	case "gru before":
		return m.GRU(recH, append(o, dsl.ResetBefore())...)
	}
	return m.GRU(recH, o...)
}

// TestRecurrentReference compares output, loss and the gradients of the input
// and of every parameter with PyTorch's.
func TestRecurrentReference(t *testing.T) {
	e := usual(t)
	for _, c := range recurrentCases(t) {
		if c.Kind != "lstm" && c.Kind != "gru" && c.Masked == (c.Shape == "all") {
			continue // compiling takes long, and each of these is in another case of the kind
		}
		for dtype, within := range map[string]float64{"float64": 1e-9, "float32": 1e-4} {
			if dtype == "float32" && (c.Shape != "all" || c.Masked) {
				continue // the same graphs in another type: one of each kind is enough
			}
			t.Run(fmt.Sprintf("%s/%s/masked=%v/%s", c.Kind, c.Shape, c.Masked, dtype), func(t *testing.T) {
				m := c.model()
				must(t, m.Err())
				p, err := newPlan(m.Graph(), dsl.MeanSquaredError, dtype)
				must(t, err)
				c.compare(t, e, p, within)
			})
		}
	}
}

func (c recurrentCase) compare(t *testing.T, e *engine, p *plan, within float64) {
	prog, err := e.compile("a recurrent network", func(g *graph.Graph) []*graph.Node {
		in := &inputs{graph: g}
		way := p.pass(in, toLook)
		x, target := in.next(p.dtype, recN, recT, recF), in.next(p.dtype, recN, recK)
		out := way.forward(p.graph, x)
		output := out[len(out)-1]
		loss := graph.ReduceAllMean(p.loss(output, target))
		wrt := []*graph.Node{x}
		for _, par := range p.parameters {
			wrt = append(wrt, way.tensors[par.Name])
		}
		return append([]*graph.Node{output, loss}, graph.Gradient(loss, wrt...)...)
	})
	must(t, err)
	var args []*tensors.Tensor
	for i, par := range p.parameters {
		args = append(args, tensorOf(p.dtype, c.Weights[i], par.Shape...))
	}
	args = append(args, tensorOf(p.dtype, c.Inputs, recN, recT, recF), tensorOf(p.dtype, c.Targets, recN, recK))
	out, err := prog.run(args...)
	must(t, err)
	b := &bench{within: within}
	b.close(t, "output", out[0], c.Output)
	b.close(t, "loss", out[1], []float64{c.Loss})
	b.close(t, "gradient of the input", out[2], c.InputGradient)
	for i, par := range p.parameters {
		b.close(t, "gradient of "+par.Name, out[3+i], c.Gradients[i])
	}
}

// TestRecurrentDifferences compares the gradients of longer sequences, among
// them those of layers that PyTorch has not, with central differences.
func TestRecurrentDifferences(t *testing.T) {
	in := dsl.Input(32).Reshape(8, 4)
	for name, m := range map[string]dsl.Model{
		"stacked":    in.RNN(3, dsl.AllStates()).GRU(4, dsl.AllStates()).LSTM(3),
		"two ways":   in.LSTM(3, dsl.Bidirectional(), dsl.AllStates()).Conv(2, 1).Flatten(),
		"last step":  in.Repeat(2, func(m dsl.Model) dsl.Model { return m.GRU(3, dsl.AllStates(), dsl.ResetBefore()) }).LastStep(),
		"by lengths": in.LSTM(3, dsl.Masked(in.Flatten().Dense(1).Sigmoid().Scale(9).LengthMask(8))),
		"two biases": in.RNN(3, dsl.RecurrentBias(), dsl.Backward()),
	} {
		m = m.Dense(2)
		t.Run(name, func(t *testing.T) {
			must(t, m.Err())
			layerDifferences(t, m)
		})
	}
}

// TestRecurrentGoBackend: GoMLX's Go backend has no loops, and says so.
func TestRecurrentGoBackend(t *testing.T) {
	e := backends(t)["go"]
	p, err := newPlan(dsl.Input(4, 1).LSTM(2).Dense(1).Graph(), dsl.MeanSquaredError, "float32")
	must(t, err)
	_, err = e.compile("a loop", func(g *graph.Graph) []*graph.Node {
		in := &inputs{graph: g}
		return p.pass(in, toLook).forward(p.graph, in.next(dtypes.Float32, 1, 4, 1))
	})
	var said *dsl.Error
	if !errors.As(err, &said) || said.What != "loops over time" {
		t.Errorf("want an error about loops over time, got %v", err)
	}
}

// TestSpectralRadius checks the radius on matrices whose eigenvalues are known.
func TestSpectralRadius(t *testing.T) {
	turn := func(r, angle float64) []float64 {
		return []float64{r * math.Cos(angle), -r * math.Sin(angle), r * math.Sin(angle), r * math.Cos(angle)}
	}
	for name, c := range map[string]struct {
		a    []float64
		want float64
	}{
		"diagonal":     {[]float64{-3, 0, 0, 2}, 3},
		"a pair":       {turn(0.7, 1), 0.7},
		"not normal":   {[]float64{1, 1000, 0, 0.5}, 1},
		"defective":    {[]float64{2, 1, 0, 2}, 2},
		"all are zero": {[]float64{0, 1, 0, 0}, 0},
	} {
		t.Run(name, func(t *testing.T) {
			if got := spectralRadius(c.a, 2); !near(got, c.want, 1e-6*math.Max(1, c.want)) {
				t.Errorf("want %v, got %v", c.want, got)
			}
		})
	}
}
