package dsl_test

import (
	"encoding/json"
	"fmt"
	"reflect"
	"testing"

	"github.com/seed-380714d4/fathom/dsl"
)

// With one set of biases an RNN, a GRU and an LSTM of the same size have
// parameters as 1 : 3 : 4.
func ExampleModel_LSTM() {
	steps := dsl.Input(50, 2)
	fmt.Println(steps.LSTM(100).Dense(1).Summary())
	fmt.Println(steps.RNN(100).Summary().Parameters, steps.GRU(100).Summary().Parameters)
	// Output:
	// layer         output shape  parameters  multiply-adds  activation memory
	//     0  Input  [50 × 2]
	//     1  LSTM   [100]             41,200      2,040,000            40.0 kB
	//     2  Dense  [1]                  101            100                4 B
	//        total                    41,301      2,040,100            40.0 kB
	// 10300 30900
}

// Every state goes up to the next layer; the topmost gives its last one.
func ExampleAllStates() {
	net := dsl.Input(28, 28).GRU(64, dsl.AllStates()).GRU(64).Dense(10)
	for _, row := range net.Summary().Rows {
		fmt.Println(row.Title, row.Output)
	}
	// Output:
	// Input [28 28]
	// GRU [28 64]
	// GRU [64]
	// Dense [10]
}

// Two layers, one from each end, and what they end with side by side.
func ExampleBidirectional() {
	fmt.Println(dsl.Input(20, 3).GRU(8, dsl.Bidirectional()).Summary())
	fmt.Println(dsl.Input(20, 3).BiLSTM(8).Shape(), dsl.Input(20, 3).RNN(8, dsl.Backward()).Shape())
	// Output:
	// layer                     output shape  parameters  multiply-adds  activation memory
	//     0  Input              [20 × 3]
	//     1  GRU                [8]                  288          5,280              640 B
	//     2  GRU backward of 0  [8]                  288          5,280              640 B
	//     3  Concat of 1, 2     [16]                                                  64 B
	//        total                                   576         10,560             1.3 kB
	// [16] [8]
}

// Sequences that are filled up with zeros to one length.
func ExampleMasked() {
	steps := dsl.Input(20, 3)
	net := steps.LSTM(16, dsl.Masked(steps.Mask(0))).Dense(2)
	fmt.Println(net.Shape(), net.Err())
	fmt.Println(steps.LSTM(16, dsl.Masked(dsl.Input(1).LengthMask(20))).Err().(*dsl.Error).Message())
	// Output:
	// [2] <nil>
	// the models' inputs; want one input, [20 3], got [1]; let both grow from the same dsl.Input(…)
}

// Three ways to start the recurrent weights: their eigenvalues decide whether
// what an RNN knows dies out or grows.
func ExampleRecurrentInit() {
	for _, i := range []dsl.Initializer{dsl.Orthogonal(0.9), dsl.SpectralRadius(1.2), dsl.IdentityMatrix(1)} {
		fmt.Println(i, dsl.Input(50, 2).RNN(64, dsl.RecurrentInit(i)).Err())
	}
	// Output:
	// Orthogonal(0.9) <nil>
	// SpectralRadius(1.2) <nil>
	// IdentityMatrix(1) <nil>
}

// An LSTM that starts out to remember for up to 200 steps, and one that
// forgets half in each.
func ExampleChrono() {
	steps := dsl.Input(200, 2)
	fmt.Println(steps.LSTM(64, dsl.Chrono(200)).Err(), steps.LSTM(64, dsl.ForgetBias(0)).Err())
	fmt.Println(steps.RNN(64, dsl.Chrono(200)).Err().(*dsl.Error).Message())
	// Output:
	// <nil> <nil>
	// option; want one that this layer has, got dsl.Chrono; leave it out
}

// PyTorch's GRU has a second set of biases, the paper's resets before the
// product.
func ExampleModel_GRU() {
	steps := dsl.Input(50, 2)
	fmt.Println(steps.GRU(100).Summary().Parameters,
		steps.GRU(100, dsl.RecurrentBias()).Summary().Parameters,
		steps.GRU(100, dsl.ResetBefore()).Summary().Parameters)
	// Output: 30900 31200 30900
}

// ReLUs in place of tanh; as IRNN they start with the identity.
func ExampleModel_RNN() {
	fmt.Println(dsl.Input(784, 1).RNN(100, dsl.ReLUState()).Summary().Parameters, dsl.Input(784, 1).IRNN(100).Summary().Parameters)
	// Output: 10200 10200
}

// Layers stacked by Repeat, and the last step of the topmost.
func ExampleModel_LastStep() {
	stack := dsl.Input(30, 4).Repeat(3, func(m dsl.Model) dsl.Model { return m.RNN(8, dsl.AllStates()) }).LastStep()
	fmt.Println(stack.Shape(), dsl.Input(30, 4).StackedLSTM(3, 8).Shape())
	// Output: [8] [8]
}

// TestSequenceFamilies holds recurrent layers and families to their counts.
func TestSequenceFamilies(t *testing.T) {
	adding := dsl.Input(100, 2)
	for name, c := range map[string]struct {
		model dsl.Model
		want  int
	}{
		"RNN 100":                {adding.RNN(100), 10_300},
		"LSTM 100":               {adding.LSTM(100), 41_200},
		"GRU 100":                {adding.GRU(100), 30_900},
		"GRU 100, reset before":  {adding.GRU(100, dsl.ResetBefore()), 30_900},
		"GRU 100 of PyTorch":     {adding.GRU(100, dsl.RecurrentBias()), 31_200},
		"LSTM 100 of PyTorch":    {adding.LSTM(100, dsl.RecurrentBias()), 41_600},
		"LSTM 100, both ways":    {adding.BiLSTM(100), 82_400},
		"LSTM 2 × 100":           {adding.StackedLSTM(2, 100), 41_200 + 80_400},
		"IRNN 100 on pixels":     {dsl.Input(784, 1).IRNN(100).Dense(10), 11_210},
		"LSTM 128 on rows":       {dsl.Input(28, 28).LSTM(128).Dense(10), 80_384 + 1_290},
		"masked":                 {adding.LSTM(100, dsl.Masked(adding.Mask(0))), 41_200},
		"a mask has nothing":     {adding.Mask(0).Dense(1), 101},
		"forget bias and chrono": {adding.LSTM(100, dsl.Chrono(100)).Reshape(1, 100).LSTM(100, dsl.ForgetBias(5)), 41_200 + 80_400},
	} {
		t.Run(name, func(t *testing.T) {
			if err := c.model.Err(); err != nil {
				t.Fatal(err)
			}
			if got := c.model.Summary().Parameters; got != c.want {
				t.Errorf("parameters: want %d, got %d", c.want, got)
			}
			text, err := json.Marshal(c.model.Graph())
			var back dsl.Graph
			if err == nil {
				err = json.Unmarshal(text, &back)
			}
			if err != nil || !reflect.DeepEqual(back, c.model.Graph()) {
				t.Errorf("want the graph back from JSON, got %v and %+v", err, back)
			}
		})
	}
}

// TestRecurrentMistakes are those of recurrent layers and their options.
func TestRecurrentMistakes(t *testing.T) {
	steps := dsl.Input(7, 3)
	for want, m := range map[string]dsl.Model{
		"units; want 1 or more, got 0": steps.RNN(0),
		"input rank; want [T, F], T time steps of F features, got [28 28 1]; add Reshape(28, 28) before it to read row by row":                                                  dsl.Input(28, 28, 1).LSTM(4),
		"input rank; want [T, F], T time steps of F features, got [4]; add Reshape(4, 1) before it to read value by value, or dsl.AllStates() to the recurrent layer before it": steps.GRU(4).GRU(4),
		"option; want one that this layer has, got dsl.ForgetBias; leave it out":                                                                                                steps.GRU(4, dsl.ForgetBias(1)),
		"option; want one that this layer has, got dsl.ResetBefore; leave it out":                                                                                               steps.LSTM(4, dsl.ResetBefore()),
		"option; want one that this layer has, got dsl.ReLUState; leave it out":                                                                                                 steps.LSTM(4, dsl.ReLUState()),
		"options; want dsl.Backward or dsl.Bidirectional, got both; leave one out":                                                                                              steps.RNN(4, dsl.Backward(), dsl.Bidirectional()),
		"longest time; want 3 steps or more, got 2":                                                                                                                             steps.LSTM(4, dsl.Chrono(2)),
		"spectral radius; want above 0, got -1":                                                                                                                                 steps.RNN(4, dsl.RecurrentInit(dsl.SpectralRadius(-1))),
		"initialiser; want one for matrices of any shape, got SpectralRadius(1); give it to a recurrent layer: dsl.RecurrentInit(…)":                                            steps.RNN(4).Init(dsl.SpectralRadius(1)),
		"mask; want [7], a number for each time step, got [7 3]; make it of the same input, by Mask(0) or LengthMask(…)":                                                        steps.LSTM(4, dsl.Masked(steps)),
		"input shape; want [1], the length, got [7 3]":                                                                                                                          steps.LengthMask(7),
		"input rank; want [T, F], T time steps of F features, got [7]":                                                                                                          steps.Mask(0).LastStep(),
	} {
		err, ok := m.Err().(*dsl.Error)
		if !ok || err.Message() != want || err.File != "recurrent_test.go" {
			t.Errorf("\nwant %s\ngot  %v", want, m.Err())
		}
	}
}
