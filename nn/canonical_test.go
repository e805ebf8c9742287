package nn

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"flag"
	"os"
	"testing"

	"github.com/gomlx/compute"

	"github.com/seed-380714d4/fathom/dsl"
)

var update = flag.Bool("update", false, "write the digests of the canonical runs")

const digestsFile = "testdata/digests.json"

// digests is what the canonical runs gave, by environment. Bits are compared
// where the environment is known; elsewhere, on another CPU say, the final
// loss is, to 1e-4.
type digests struct {
	Arithmetic   int                          `json:"arithmetic"`
	Losses       map[string]dsl.Float         `json:"losses"`
	Environments map[string]map[string]string `json:"environments"`
	Named        map[string]environment       `json:"named"` // what each hash stands for
}

// canonicalRuns use every layer, loss, optimiser and precision there is, as far
// as the backend has what they take.
func canonicalRuns(e *engine) map[string]dsl.Training {
	mnist := dsl.MNIST().Take(2000)
	runs := map[string]dsl.Training{
		"relu momentum":  dsl.Input(28, 28, 1).Flatten().Dense(32).ReLU().Dense(10).Init(dsl.HeNormal()).Train(mnist).Optimizer(dsl.SGD(0.05).Momentum(0.9)).BatchSize(128).Epochs(2).Seed(1),
		"tanh adam":      deepTanh(4).Train(mnist).Optimizer(dsl.Adam(1e-3)).BatchSize(100).Steps(30).Seed(2),
		"sigmoid double": dsl.Input(2).Dense(8).Sigmoid().Dense(2).Init(dsl.Normal(0.5)).Train(spiral(50)).Loss(dsl.MeanSquaredError).Optimizer(dsl.Adam(0.01)).BatchSize(8).Epochs(5).Seed(3).Precision(dsl.Float64),
		"linear raw":     dsl.Input(28, 28, 1).Flatten().Dense(16).Identity().Dense(10).Init(dsl.HeUniform()).Train(mnist.Standardized(false)).Optimizer(dsl.SGD(0.1)).BatchSize(64).Epochs(1).Seed(4),
		"conv":           dsl.Input(28, 28, 1).Conv(4, 3, dsl.Stride(2), dsl.NoBias()).BatchNorm().ReLU().Residual(dsl.BasicBlock(4, 1)).ReLU().MaxPool(2).Flatten().Dropout(0.2).Dense(10).Init(dsl.HeNormal()).Train(dsl.MNIST().Take(300)).Optimizer(dsl.SGD(0.05).Momentum(0.9)).BatchSize(50).Steps(6).Seed(6).Precision(dsl.Float64),
		"adamw regime": deepTanh(2).Train(mnist).Loss(dsl.CrossEntropy.Smooth(0.1)).BatchSize(150).MicroBatches(2).Epochs(4).Seed(5).
			Optimizer(dsl.AdamW(0.01).ExceptBiases().ClipNorm(1).Schedule(dsl.WarmUp(5).Then(dsl.Cosine(40)).Times(dsl.Plateau(0.5, 0)))).
			Augment(dsl.RandomFlip(), dsl.RandomCrop(2)).StopEarly(dsl.Patience(2)),
		"rmsprop huber":   small().Train(spiral(50)).Loss(dsl.Huber(0.5)).Optimizer(dsl.RMSProp(0.01).Momentum(0.5).WeightDecay(1e-3).ClipValue(0.1)).BatchSize(8).Epochs(5).Seed(6),
		"nesterov binary": small().Train(spiral(50)).Loss(dsl.BinaryCrossEntropy).Optimizer(dsl.SGD(0.1).Momentum(0.9).Nesterov().Schedule(dsl.Milestones(0.1, 3).Epochs())).FullBatch().Epochs(9).Seed(7),
		"absolute":        small().Train(spiral(50)).Loss(dsl.MeanAbsoluteError).BatchSize(9).Seed(8),
	}
	if e.backend.Capabilities().Operations[compute.OpTypeDynamicSlice] {
		steps := dsl.Input(6, 2)
		runs["recurrent"] = steps.RNN(3, dsl.AllStates(), dsl.Masked(steps.Mask(0))).LSTM(3, dsl.AllStates()).GRU(3, dsl.Bidirectional()).Dense(1).
			Train(dsl.AddingProblem(6, 60)).Optimizer(dsl.Adam(0.01)).BatchSize(20).Epochs(2).Seed(5)
	}
	return runs
}

// TestCanonicalRuns fails when the bits of a training changed and Arithmetic
// did not: every run in every user's store would be served where it must not.
func TestCanonicalRuns(t *testing.T) {
	want := readDigests(t)
	if want.Arithmetic != Arithmetic && !*update {
		t.Fatalf("%s is of arithmetic %d, nn of %d: run go test ./nn -run CanonicalRuns -update", digestsFile, want.Arithmetic, Arithmetic)
	}
	if want.Arithmetic != Arithmetic {
		want = digests{Arithmetic: Arithmetic, Losses: map[string]dsl.Float{}, Environments: map[string]map[string]string{}, Named: map[string]environment{}}
	}
	for _, e := range backends(t) {
		t.Run(e.info.Backend, func(t *testing.T) {
			env, err := e.environment()
			must(t, err)
			compareDigests(t, e, env, &want)
		})
	}
	if *update && !t.Failed() {
		text, err := json.MarshalIndent(want, "", "  ")
		must(t, err)
		must(t, os.WriteFile(digestsFile, append(text, '\n'), 0o644))
	}
}

func compareDigests(t *testing.T, e *engine, env environment, want *digests) {
	here := fingerprint(t, env)
	known := want.Environments[here]
	if known == nil && !*update {
		t.Logf("environment %s (%+v) is not in %s: losses are compared to 1e-4, bits are not", here, env, digestsFile)
	}
	got := map[string]string{}
	for name, run := range canonicalRuns(e) {
		reply := trained(t, fresh(t, e), run.Request()).Reply
		got[name] = reply.Digest
		if known != nil && known[name] != "" && known[name] != reply.Digest {
			t.Errorf("%s: want digest %s, got %s; if that is meant, raise Arithmetic to %d and run this test with -update",
				name, known[name], reply.Digest, Arithmetic+1)
		}
		loss, there := want.Losses[name]
		if there && !near(float64(loss), float64(reply.Test.Loss), 1e-4) {
			t.Errorf("%s: want test loss %v within 1e-4, got %v", name, loss, reply.Test.Loss)
		}
		if !there {
			if !*update {
				t.Errorf("%s: want its loss in %s, got none; run this test with -update", name, digestsFile)
			}
			want.Losses[name] = reply.Test.Loss
		}
	}
	want.Environments[here], want.Named[here] = got, env
}

func fingerprint(t *testing.T, env environment) string {
	t.Helper()
	text, err := json.Marshal(env)
	must(t, err)
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:8])
}

func readDigests(t *testing.T) digests {
	t.Helper()
	raw, err := os.ReadFile(digestsFile)
	if os.IsNotExist(err) && *update {
		return digests{}
	}
	must(t, err)
	var d digests
	must(t, json.Unmarshal(raw, &d))
	return d
}
