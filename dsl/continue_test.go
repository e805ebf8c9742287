package dsl

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"
	"time"
)

func xor() Data { return Slices([][]float64{{0, 0}, {0, 1}, {1, 0}, {1, 1}}, []int{0, 1, 1, 0}) }

func TestContinueSpelledOut(t *testing.T) {
	first := Input(2).Dense(4).Tanh().Dense(2).Named("m").Train(xor()).BatchSize(2).Epochs(3)
	next := first.Continue(2).Continue(1).Optimizer(SGD(0.001)).Seed(5).Precision(Float64)
	r := next.Request()
	if r.Epochs != 1 || r.After.Epochs != 2 || r.After.After.Epochs != 3 || r.After.After.After != nil {
		t.Errorf("want 1 epoch after 2 after 3, got %+v", r)
	}
	for part := &r; part != nil; part = part.After {
		if part.Seed != 5 || part.Precision != "float64" {
			t.Errorf("want the seed and the precision of the whole in each part, got %d, %s", part.Seed, part.Precision)
		}
	}
	if r.Optimizer.LearningRate != 0.001 || r.After.Optimizer.LearningRate != 0.01 {
		t.Errorf("want another rate in the last part alone, got %v after %v", r.Optimizer, r.After.Optimizer)
	}
	if first.Request().Seed != 0 || first.Request().After != nil {
		t.Error("the first has changed")
	}
	a, err := first.Named("x").Continue(1).Request().Canonical()
	b, err2 := first.Named("y").Continue(1).Request().Canonical()
	if err != nil || err2 != nil || string(a) != string(b) || strings.Contains(string(a), `"label"`) {
		t.Errorf("labels are in the canonical form: %s and %s", a, b)
	}
	plain, err := json.Marshal(first.Request())
	if err != nil || strings.Contains(string(plain), "after") {
		t.Errorf("what continues nothing has no word for it, or its identity would change: %s", plain)
	}
	if text := next.String(); !strings.Contains(text, "1 epoch after 2 epochs after 3 epochs") {
		t.Errorf("got %q", text)
	}
}

// A continuation is carried from cell to cell whole.
func TestContinueAsJSON(t *testing.T) {
	run := Input(2).Dense(2).Train(xor()).BatchSize(2).Continue(2).Named("on")
	text, err := json.Marshal(run)
	if err != nil {
		t.Fatal(err)
	}
	var back Training
	if err := json.Unmarshal(text, &back); err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(back.Request(), run.Request()) {
		t.Errorf("want %+v, got %+v", run.Request(), back.Request())
	}
}

func TestContinueMistakes(t *testing.T) {
	run := Input(2).Dense(2).Train(xor()).BatchSize(2)
	for want, bad := range map[string]Training{
		"number of epochs; want 1 or more, got 0": run.Continue(0),
		"call BatchSize before Continue":          run.Continue(1).BatchSize(4),
		"call Loss before Continue":               run.Continue(1).Loss(MeanSquaredError),
		"number of epochs; want 1 or more, got -": run.Epochs(-1).Continue(1),
	} {
		if err := bad.Err(); err == nil || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), "continue_test.go") {
			t.Errorf("want %q with its place, got %v", want, err)
		}
	}
	if steps := run.Continue(1).Steps(7).Request(); steps.Steps != 7 || steps.Epochs != 0 {
		t.Errorf("its length can be steps: got %+v", steps)
	}
}

func TestReasonInWords(t *testing.T) {
	key := strings.Repeat("ab", 32)
	made := time.Date(2026, 11, 24, 8, 5, 0, 0, time.Local)
	one := []Difference{{"optimizer.learning_rate", "0.01", "0.02"}}
	for want, r := range map[string]WhyReply{
		"known: trained on 24 November 2026 at 08:05, run abababababab": {Key: key, Known: true, Made: made},
		"known: run abababababab":                                                    {Key: key, Known: true},
		"will train: no run is stored that it could be compared with":                {Key: key},
		"will go on from step 1,500 of 2,000: no run is stored":                      {Key: key, Step: 1500, Steps: 2000},
		"nearest stored run, ReLU (abababababab), in optimizer.learning_rate 0.01 →": {Key: key, Nearest: key, NearestLabel: "ReLU", Differences: one},
		"nearest stored run, abababababab, in a nothing → 1, environment.plugin abababababab… → cd; everything else is equal": {Key: key, Nearest: key,
			Differences: []Difference{{"a", "", "1"}, {"environment.plugin", key, "cd"}}},
		"a 1 → 2, a 1 → 2, a 1 → 2, a 1 → 2, a 1 → 2, a 1 → 2 and 2 more; everything": {Nearest: key,
			Differences: []Difference{{"a", "1", "2"}, {"a", "1", "2"}, {"a", "1", "2"}, {"a", "1", "2"}, {"a", "1", "2"}, {"a", "1", "2"}, {"a", "1", "2"}, {"b", "1", "2"}}},
	} {
		if got := (Reason{WhyReply: r}).String(); !strings.Contains(got, want) {
			t.Errorf("want %q in %q", want, got)
		}
	}
}
