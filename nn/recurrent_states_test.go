package nn

import (
	"context"
	"fmt"
	"testing"

	"github.com/gomlx/gomlx/core/tensors"

	"github.com/seed-380714d4/fathom/dsl"
	"github.com/seed-380714d4/fathom/nn/data"
)

// TestStateGradients compares the gradients of all states, as an inspection
// gives them, with those that PyTorch has of the same states.
func TestStateGradients(t *testing.T) {
	r := fresh(t, usual(t))
	for _, c := range recurrentCases(t) {
		if c.States == nil || c.Masked != (c.Kind == "lstm" || c.Kind == "rnn") {
			continue // some with a mask, some without
		}
		t.Run(fmt.Sprintf("%s/masked=%v", c.Kind, c.Masked), func(t *testing.T) {
			p, err := newPlan(c.from(dsl.Input(recT*recF).Reshape(recT, recF)).Graph(), dsl.MeanSquaredError, "float64")
			must(t, err)
			set, err := data.Open(dsl.SlicesRegression(inRows(c.Inputs, recN), inRows(c.Targets, recN)).Spec())
			must(t, err)
			x, err := r.engine.upload(set, set.Train, p.dtype)
			must(t, err)
			var weights []*tensors.Tensor
			for i, par := range p.parameters {
				weights = append(weights, tensorOf(p.dtype, c.Weights[i], par.Shape...))
			}
			got, err := r.inspect(context.Background(), p, weights, x, recN, 0)
			must(t, err)
			if len(got.States) != len(c.States) {
				t.Fatalf("states: want %d, got %+v", len(c.States), got.States)
			}
			for k, s := range got.States {
				for i, v := range s.Gradient {
					if !near(v, c.States[k][i], 1e-9) {
						t.Errorf("gradient of %s at step %d: want %v, got %v", s.State, i+1, c.States[k][i], v)
					}
				}
			}
		})
	}
}

// inRows cuts values into n rows.
func inRows(values []float64, n int) [][]float64 {
	var rows [][]float64
	for i := range n {
		rows = append(rows, values[i*len(values)/n:(i+1)*len(values)/n])
	}
	return rows
}

// TestStatesOfSeveralLayers: each layer and state has its own row, also of a
// network without a Dense layer, and a step that a sequence has not, none.
func TestStatesOfSeveralLayers(t *testing.T) {
	in := dsl.Input(10).Reshape(5, 2)
	net := in.LSTM(3, dsl.AllStates()).GRU(4, dsl.Backward(), dsl.AllStates()).Conv(1, 1).Flatten()
	r := fresh(t, usual(t))
	rows := [][]float64{{1, 2, 3, 4, 5, 6, 7, 8, 9, 10}, {1, 0, 1, 0, 1, 0, 1, 0, 1, 0}}
	look := net.Inspect(dsl.SlicesRegression(rows, [][]float64{{1, 2, 3, 4, 5}, {0, 0, 0, 0, 1}}).Batch(2)).Precision(dsl.Float64)
	must(t, look.Err())
	reply, err := r.look(context.Background(), look.Request(), func(dsl.Progress) {})
	must(t, err)
	var titles []string
	for _, s := range reply.Seeds[0].States {
		titles = append(titles, fmt.Sprintf("%s %s %d %v", s.Name, s.State, len(s.Gradient), s.Backward))
		for i, g := range s.Gradient {
			if !(g > 0) {
				t.Errorf("%s %s: gradient at step %d: want above 0, got %v", s.Name, s.State, i+1, g)
			}
		}
	}
	if got, want := fmt.Sprint(titles), "[LSTM 1 h 5 false LSTM 1 c 5 false GRU backward 2 h 5 true]"; got != want {
		t.Errorf("want %s, got %s", want, got)
	}
}
