package nn

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"os"
	"testing"

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
