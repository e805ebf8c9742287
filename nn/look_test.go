package nn

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"math"
	"os"
	"testing"

	"github.com/gomlx/gomlx/core/tensors"

	"github.com/seed-380714d4/fathom/dsl"
)

const looksFile = "testdata/looks.json"

// TestCanonicalLooks fails when an inspection gives other numbers and neither
// Looking nor Arithmetic changed: every look in every user's store would be
// served where it must not. Bits are compared where the environment is known.
func TestCanonicalLooks(t *testing.T) {
	var want struct {
		Looking      int                          `json:"looking"`
		Arithmetic   int                          `json:"arithmetic"`
		Environments map[string]map[string]string `json:"environments"`
	}
	raw, err := os.ReadFile(looksFile)
	if err == nil {
		must(t, json.Unmarshal(raw, &want))
	}
	if want.Looking != Looking || want.Arithmetic != Arithmetic {
		if !*update {
			t.Fatalf("%s is of looking %d, arithmetic %d: run go test ./nn -run CanonicalLooks -update", looksFile, want.Looking, want.Arithmetic)
		}
		want.Looking, want.Arithmetic, want.Environments = Looking, Arithmetic, map[string]map[string]string{}
	}
	looks := map[string]dsl.Inspection{
		"tanh":    deepTanh(3).Inspect(dsl.MNIST().Batch(64)).Seeds(1, 2),
		"sigmoid": dsl.Input(2).Dense(8).Sigmoid().Dense(2).Inspect(spiral(30).Batch(20)).Precision(dsl.Float64),
		"relu":    dsl.Input(28, 28, 1).Flatten().Dense(16).ReLU().Dense(10).Init(dsl.HeNormal()).Inspect(dsl.MNIST().Standardized(false).Batch(32)),
		"trained": small().Train(spiral(20)).BatchSize(5).Epochs(2).Inspect(spiral(20).Batch(20)),
	}
	for _, e := range backends(t) {
		env, err := e.environment()
		must(t, err)
		known, got := want.Environments[fingerprint(t, env)], map[string]string{}
		for name, i := range looks {
			reply, err := fresh(t, e).look(t.Context(), i.Request(), func(dsl.Progress) {})
			must(t, err)
			sum := sha256.Sum256([]byte(asText(t, reply)))
			got[name] = hex.EncodeToString(sum[:])
			if known[name] != "" && known[name] != got[name] {
				t.Errorf("%s on %s: want %s, got %s; if that is meant, raise Looking to %d and run this test with -update",
					name, e.info.Backend, known[name], got[name], Looking+1)
			}
		}
		want.Environments[fingerprint(t, env)] = got
	}
	if *update && !t.Failed() {
		text, err := json.MarshalIndent(want, "", "  ")
		must(t, err)
		must(t, os.WriteFile(looksFile, append(text, '\n'), 0o644))
	}
}

// TestLooksAtConvolutions: an inspection sees convolutions and what lies
// behind their normalisation; a filter that is 0 everywhere is a dead unit.
func TestLooksAtConvolutions(t *testing.T) {
	m := dsl.Input(2).Dense(32).Tanh().Reshape(4, 4, 2).Conv(4, 3).BatchNorm().ReLU().
		Residual(dsl.BasicBlock(4, 1)).ReLU().GlobalAvgPool().Dense(2)
	i := m.Inspect(spiral(30).Batch(20)).Precision(dsl.Float64)
	r := fresh(t, usual(t))
	l, err := r.newLooking(i.Request())
	must(t, err)
	weights := l.plan.initial(1)
	gradients := map[string]float64{} // of the mean loss, by another program
	b := &bench{r: r, p: l.plan, weights: weights}
	b.x, err = r.engine.upload(l.set, l.set.Train.Take(20), l.plan.dtype)
	must(t, err)
	for k, p := range l.plan.parameters {
		if p.Name == "5.batch-norm.shift" {
			weights[k] = tensorOf(l.plan.dtype, []float64{0, -100, 0, 0}, 4)
		}
	}
	out, err := b.gradientProgram(t).run(append(append([]*tensors.Tensor{}, weights...), b.x.inputs, b.x.targets)...)
	must(t, err)
	for k, p := range l.plan.parameters {
		values, err := valuesOf(out[2+k])
		must(t, err)
		gradients[p.Name] = math.Sqrt(dot(values, values))
	}
	got, err := r.inspect(t.Context(), l.plan, weights, b.x, 20, 1)
	must(t, err)
	names := []string{"Dense 1", "Conv 2", "Conv 3", "Conv 4", "Dense 5"}
	for k, w := range l.plan.graph.Weighted() {
		s := got.Layers[k]
		if s.Name != names[k] || w.Name != names[k] {
			t.Errorf("layer %d: want %s, got %s", k, names[k], s.Name)
		}
		if want := gradients[w.Weights]; !near(float64(s.WeightGradient), want, 1e-9*want) {
			t.Errorf("%s: weight gradient: want %v, got %v", s.Name, want, s.WeightGradient)
		}
		if s.PreActivationGradient <= 0 || s.ActivationStd <= 0 {
			t.Errorf("%s: want gradients and activations, got %+v", s.Name, s)
		}
	}
	if dead := got.Layers[1].Dead; dead != 0.25 {
		t.Errorf("dead filters: want 0.25, got %v", dead)
	}
}
