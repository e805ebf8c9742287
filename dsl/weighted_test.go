package dsl_test

import (
	"slices"
	"testing"

	"github.com/seed-380714d4/fathom/dsl"
)

// TestWeighted: what inspections see of a network is what papers count as its
// layers, each with the activation behind it.
func TestWeighted(t *testing.T) {
	g := dsl.Input(32, 32, 3).ResNet(20, dsl.ShortcutA).Dense(10).Graph()
	layers := g.Weighted()
	if len(layers) != 20 || layers[0].Name != "Conv 1" || layers[19].Name != "Dense 20" {
		t.Fatalf("want Conv 1 to Dense 20, got %v", layers)
	}
	for k, l := range layers {
		// The second convolution of a block ends in a sum, not in an activation
		// of its own.
		want := dsl.ReLU
		if k == 19 || k > 0 && k%2 == 0 {
			want = dsl.Identity
		}
		if l.F != want {
			t.Errorf("%s: want activation %v, got %v", l.Name, want, l.F)
		}
		if title := g.Nodes[l.Output].Title(); k < 19 && title != map[dsl.Activation]string{dsl.ReLU: "ReLU", dsl.Identity: "BatchNorm"}[want] {
			t.Errorf("%s: its activations are those of a %s", l.Name, title)
		}
	}
	g = dsl.Input(6).Embedding(10, 4).LayerNorm().Dropout(0.1).Tanh().LSTM(5).Dense(2).Graph()
	var got []string
	for _, l := range g.Weighted() {
		got = append(got, l.Name+" "+l.Weights+" "+l.F.String())
	}
	want := []string{"Embedding 1 1.embedding.weights Tanh", "LSTM 2 5.lstm.weights Identity", "Dense 3 6.dense.weights Identity"}
	if !slices.Equal(got, want) {
		t.Errorf("want %q, got %q", want, got)
	}
}

func TestFrozen(t *testing.T) {
	m := dsl.Input(4).Dense(3).BatchNorm().Tanh().Frozen().Dense(2)
	s := m.Summary()
	if s.Parameters != 29 || s.Frozen != 21 || !s.Rows[1].Frozen || s.Rows[4].Frozen {
		t.Errorf("want 29 parameters, 21 of them frozen, got %+v", s)
	}
	var trained []string
	for _, p := range dsl.Parameters(m.Graph()) {
		trained = append(trained, p.Name)
	}
	if want := []string{"4.dense.weights", "4.dense.biases"}; !slices.Equal(trained, want) {
		t.Errorf("trained: want %q, got %q", want, trained)
	}
	if n := len(dsl.Tensors(m.Graph())); n != 8 {
		t.Errorf("tensors: want 8, got %d", n)
	}
}
