package figure_test

import (
	"fmt"
	"math"
	"testing"

	"github.com/seed-380714d4/fathom/dsl"
	"github.com/seed-380714d4/fathom/dsl/figure"
)

// recurrentStates gives state h of each recurrent layer of a graph a gradient
// that falls to a half with each step back, seed times as large, and c twice
// that.
func recurrentStates(g dsl.Graph, seed int64) (out []dsl.StateStats) {
	for i, n := range g.Nodes {
		states := map[string][]string{"rnn": {"h"}, "gru": {"h"}, "lstm": {"h", "c"}}[n.Op.Kind()]
		for k, state := range states {
			s := dsl.StateStats{Node: i, Name: fmt.Sprintf("%s %d", n.Op.Kind(), len(out)+1), State: state}
			steps := g.Nodes[n.In[0]].Shape[0]
			for t := range steps {
				s.Gradient = append(s.Gradient, float64(seed)*float64(k+1)*math.Pow(0.5, float64(steps-1-t)))
			}
			out = append(out, s)
		}
	}
	return out
}

func TestStateGradients(t *testing.T) {
	with(t, 1)
	batch := dsl.AddingProblem(6, 10).Batch(10)
	steps := dsl.Input(6, 2)
	lstm := steps.LSTM(3).Dense(1).Named("LSTM")
	two := steps.GRU(3, dsl.AllStates()).RNN(3).Dense(1).Named("two layers")
	s := figure.StateGradients(lstm.Inspect(batch).Seeds(1, 3), two.Inspect(batch).Seeds(1, 3)).Spec()
	if s.Title != "State gradient by time step before training" || s.Y.Label != "RMS over samples of ‖∂L/∂h‖" || !s.Y.Log || s.X.Label != "time step" {
		t.Errorf("got title %q, x %q, y %q, log %v", s.Title, s.X.Label, s.Y.Label, s.Y.Log)
	}
	var names []string
	for _, r := range s.Series {
		names = append(names, r.Name)
		if len(r.X) != 6 || r.X[0] != 1 || r.Y[5] != 2 || r.Low[4] != 0.5 || r.High[4] != 1.5 {
			t.Errorf("%s: want steps 1 to 6, mean 2 at the last and a band from 0.5 to 1.5 before it, got %v, %v, %v, %v", r.Name, r.X, r.Y, r.Low, r.High)
		}
	}
	if got := fmt.Sprint(names); got != "[LSTM two layers, gru 1 two layers, rnn 2]" {
		t.Errorf("series: got %s", got)
	}
	if c := figure.CellGradients(lstm.Inspect(batch).Seeds(1)).Spec(); c.Series[0].Y[5] != 2 {
		t.Errorf("cell gradient at the last step: want 2, got %v", c.Series[0].Y)
	}
	if err := figure.CellGradients(two.Inspect(batch)).Err(); err == nil {
		t.Error("cell gradients of a network without LSTM: want an error, got none")
	}
	if err := figure.StateGradients().Err(); err == nil {
		t.Error("no inspections: want an error, got none")
	}
}

func TestStateGradientNumbers(t *testing.T) {
	with(t, 1)
	batch := dsl.AddingProblem(6, 10).Batch(10)
	look := dsl.Input(6, 2).LSTM(3).Dense(1).Inspect(batch).Seeds(1, 2)
	for what, c := range map[string]struct {
		got  dsl.Numbers
		want float64
	}{
		"factor": {look.StateGradientFactor(), 0.5},
		"R²":     {look.StateGradientFit(), 1},
		"ratio":  {look.StateGradientRatio(), 1.0 / 32},
	} {
		values, err := c.got.Values()
		if err != nil {
			t.Fatal(err)
		}
		for _, v := range values {
			if math.Abs(v-c.want) > 1e-12 {
				t.Errorf("%s: want %v, got %v", what, c.want, v)
			}
		}
	}
	plain := dsl.Input(6, 2).Flatten().Dense(1).Inspect(batch)
	if err := plain.StateGradientFactor().Err(); err == nil {
		t.Error("a network without recurrent layers: want an error, got none")
	}
}

// How much of the gradient at the last time step reaches the first? In this
// program nothing can compute it: the figure says which import mends that.
func ExampleStateGradients() {
	steps := dsl.Input(50, 2)
	batch := dsl.AddingProblem(50, 256).Batch(256)
	rnn := steps.RNN(64, dsl.RecurrentInit(dsl.SpectralRadius(0.9))).Dense(1).Named("RNN")
	lstm := steps.LSTM(64, dsl.Chrono(50)).Dense(1).Named("LSTM")
	fmt.Println(figure.StateGradients(rnn.Inspect(batch).Seeds(1, 2, 3), lstm.Inspect(batch).Seeds(1, 2, 3)))
	// Output: session: nothing in this program can inspect; want a driver; add import _ "github.com/seed-380714d4/fathom/nn" (inspect in this process)
}
