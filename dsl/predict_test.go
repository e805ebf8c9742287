package dsl_test

import (
	"context"
	"encoding/json"
	"fmt"
	"reflect"
	"testing"

	"github.com/seed-380714d4/fathom/dsl"
	"github.com/seed-380714d4/fathom/dsl/session"
)

// oracle answers predictions with fixed logits, and the rest likewise.
type oracle struct{}

func (oracle) Do(_ context.Context, op string, body []byte, _ func([]byte)) ([]byte, error) {
	switch op {
	case "predict":
		return json.Marshal(dsl.PredictReply{Outputs: []dsl.Floats{{0, 0}, {1000, 0}}, Classes: []string{"cat", "dog"}})
	case "evaluate":
		return json.Marshal(dsl.Evaluation{Loss: 0.25, Accuracy: 0.925})
	case "save":
		return json.Marshal(dsl.SaveReply{Bytes: 12345, Digest: "0123456789abcdef"})
	}
	return nil, fmt.Errorf("no such operation: %s", op)
}

// What a model answered, in probabilities, classes and words; and it travels
// from cell to cell, as its error does.
func TestOutcomes(t *testing.T) {
	session.Use(oracle{})
	defer session.Use(nil)
	d := dsl.Slices([][]float64{{1}, {2}}, []int{0, 1})
	run := dsl.Input(1).Dense(2).Train(d)
	p := run.Predict([][]float64{{1}, {2}})
	if got := fmt.Sprint(p.Probabilities(), p.Classes(), p.Names()); got != "[[0.5 0.5] [1 0]] [0 0] [cat cat]" {
		t.Errorf("predictions: got %s", got)
	}
	if got := run.Evaluate(d).String(); got != "test examples of Slices: loss 0.25, accuracy 92.50 %" {
		t.Errorf("evaluation: got %s", got)
	}
	if got := run.Save("net.fathom").String(); got != "net.fathom: 12,345 bytes, SHA-256 0123456789ab…" {
		t.Errorf("saved: got %s", got)
	}
	wrong := dsl.Input(2).Dense(2).Train(d)
	for _, v := range []interface{ Err() error }{p, run.Evaluate(d), run.Save("net.fathom"), wrong.Predict(nil), wrong.Evaluate(d), wrong.Save("x")} {
		text, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		back := reflect.New(reflect.TypeOf(v))
		if err := json.Unmarshal(text, back.Interface()); err != nil {
			t.Fatal(err)
		}
		if again, err := json.Marshal(back.Interface()); err != nil || string(again) != string(text) {
			t.Errorf("%T: want it back as it was, got %s for %s", v, again, text)
		}
		if got := back.Elem().Interface().(interface{ Err() error }).Err(); fmt.Sprint(got) != fmt.Sprint(v.Err()) {
			t.Errorf("%T: want its error back, %v, got %v", v, v.Err(), got)
		}
	}
}
