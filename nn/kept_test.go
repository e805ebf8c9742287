package nn_test

import (
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/seed-380714d4/fathom/dsl"
	"github.com/seed-380714d4/fathom/nn"
	"github.com/seed-380714d4/fathom/nn/store"
)

func finished(t *testing.T) *nn.Finished {
	t.Helper()
	weights, err := store.EncodeSafetensors([]store.Tensor{{Name: "1.dense.biases", DType: "F32", Shape: []int{1}, Data: []byte{0, 0, 128, 63}}}, nil)
	if err != nil {
		t.Fatal(err)
	}
	return &nn.Finished{
		Key:      strings.Repeat("ab", 32),
		Identity: []byte(`{"request":{"label":"\u003c"},"data":"x"}`),
		Weights:  weights,
		Reply: dsl.TrainReply{Key: strings.Repeat("ab", 32), Steps: 3, Loss: dsl.Floats{0.1, math.NaN(), math.Inf(1)},
			Validation: []dsl.Evaluation{{Step: 3, Epoch: 1, Loss: 2.302585092994046, Accuracy: dsl.Float(math.NaN())}}, Digest: "d", Backend: "xla"},
	}
}

// asJSON compares what == cannot: NaN.
func asJSON(t *testing.T, v any) string {
	t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func keptIn(t *testing.T, dir string) (runs nn.Runs, notices *[]string) {
	t.Helper()
	s, err := store.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	notices = &[]string{}
	return nn.Kept(s, func(err error) { *notices = append(*notices, err.Error()) }), notices
}

func TestKept(t *testing.T) {
	dir, f := t.TempDir(), finished(t)
	runs, _ := keptIn(t, dir)
	if got, err := runs.Get(t.Context(), f.Key); got != nil || err != nil {
		t.Fatalf("before: want nothing, got %v, %v", got, err)
	}
	want := asJSON(t, f)
	if err := runs.Put(t.Context(), f); err != nil {
		t.Fatal(err)
	}
	runs, notices := keptIn(t, dir) // tomorrow
	got, err := runs.Get(t.Context(), f.Key)
	if err != nil || asJSON(t, got) != want {
		t.Errorf("want %s, got %s, %v", want, asJSON(t, got), err)
	}
	if len(*notices) != 0 {
		t.Errorf("notices: %v", *notices)
	}
}

func TestKeptDamaged(t *testing.T) {
	dir, f := t.TempDir(), finished(t)
	runs, notices := keptIn(t, dir)
	if err := runs.Put(t.Context(), f); err != nil {
		t.Fatal(err)
	}
	if err := os.Truncate(filepath.Join(dir, f.Key[:2], f.Key, "run.json"), 10); err != nil {
		t.Fatal(err)
	}
	if got, err := runs.Get(t.Context(), f.Key); got != nil || err != nil {
		t.Fatalf("want it absent, got %v, %v", got, err)
	}
	if len(*notices) != 1 || !strings.Contains((*notices)[0], "was damaged") {
		t.Errorf("notices: %q", *notices)
	}
	again := finished(t)
	if err := runs.Put(t.Context(), again); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(again.Reply.Note, "was damaged") || !strings.Contains(again.Reply.Note, "trained again") {
		t.Errorf("note: %q", again.Reply.Note)
	}
	if got, err := runs.Get(t.Context(), f.Key); err != nil || asJSON(t, got) != asJSON(t, finished(t)) {
		t.Errorf("afterwards: got %v, %v", got, err)
	}
}

// A store that takes nothing costs the keeping, not the result.
func TestKeptWhereNothingCanBeWritten(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	runs, notices := keptIn(t, filepath.Join(file, "runs"))
	f := finished(t)
	claim, err := runs.Lock(t.Context(), f.Key, nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := runs.Put(t.Context(), f); err != nil {
		t.Fatal(err)
	}
	claim.Release()
	if !strings.Contains(f.Reply.Note, "the result is right") {
		t.Errorf("note: %q", f.Reply.Note)
	}
	if got, err := runs.Get(t.Context(), f.Key); err != nil || got == nil || got.Reply.Digest != "d" {
		t.Errorf("within the process it is known: got %v, %v", got, err)
	}
	if len(*notices) == 0 {
		t.Error("want notices")
	}
}
