package dsl_test

import (
	"encoding/json"
	"fmt"
	"math"
	"reflect"
	"testing"

	"github.com/seed-380714d4/fathom/dsl"
)

func TestTrainingTravels(t *testing.T) {
	run := deep(2).Named("net").Train(dsl.MNIST().Take(1000)).Optimizer(dsl.SGD(0.01).Momentum(0.9)).
		BatchSize(128).Steps(7).Seed(-3).Precision(dsl.Float64).Named("run")
	for name, v := range map[string]interface{ Err() error }{
		"training":           run,
		"inspection":         deep(4).Inspect(dsl.MNIST().Batch(64)).Seeds(1, 2),
		"trained inspection": run.Inspect(dsl.MNIST().Batch(64)),
		"batch":              dsl.MNIST().Batch(3),
		"slices":             dsl.Slices([][]float64{{1, math.Inf(1)}, {math.NaN(), 2}}, []int{0, 1}),
		"regime": run.Optimizer(dsl.AdamW(1e-3).Schedule(dsl.WarmUp(5).Then(dsl.Cosine(9)).Times(dsl.Plateau(0.1, 2)))).Loss(dsl.Huber(2)).
			Augment(dsl.RandomFlip(), dsl.RandomCrop(4)).MicroBatches(4).StopEarly(dsl.Patience(3).On(dsl.ValidationAccuracy).By(0.01)),
		"training with error":  run.BatchSize(0),
		"optimiser with error": dsl.Adam(math.NaN()),
		"numbers":              dsl.NumbersOf("n", 1, math.NaN()),
	} {
		t.Run(name, func(t *testing.T) {
			first, err := json.Marshal(v)
			if err != nil {
				t.Fatal(err)
			}
			back := again(t, v, first)
			if second, _ := json.Marshal(back); string(first) != string(second) {
				t.Errorf("there and back:\n%s\n%s", first, second)
			}
			if (v.Err() == nil) != (back.Err() == nil) {
				t.Errorf("error: want %v, got %v", v.Err(), back.Err())
			}
		})
	}
}

func again(t *testing.T, like interface{ Err() error }, b []byte) interface{ Err() error } {
	read := func(err error) {
		if err != nil {
			t.Fatal(err)
		}
	}
	switch v := like.(type) {
	case dsl.Training:
		read(json.Unmarshal(b, &v))
		return v
	case dsl.Inspection:
		read(json.Unmarshal(b, &v))
		return v
	case dsl.Batch:
		read(json.Unmarshal(b, &v))
		return v
	case dsl.Data:
		read(json.Unmarshal(b, &v))
		return v
	case dsl.Optimizer:
		read(json.Unmarshal(b, &v))
		return v
	case dsl.Numbers:
		read(json.Unmarshal(b, &v))
		return v
	}
	t.Fatalf("no case for %T", like)
	return nil
}

// What does not change the computation must not change the canonical form,
// and what does must.
func TestCanonical(t *testing.T) {
	data := dsl.MNIST()
	run := deep(2).Train(data)
	base := canonical(t, run)
	for name, same := range map[string]dsl.Training{
		"again":             deep(2).Train(dsl.MNIST()),
		"named model":       deep(2).Named("a name").Train(data),
		"named run":         run.Named("a name"),
		"1e-2 is 0.01":      run.Optimizer(dsl.SGD(1e-2)),
		"the default batch": run.BatchSize(32),
		"momentum 0":        run.Optimizer(dsl.SGD(0.01).Momentum(0)),
	} {
		if got := canonical(t, same); got != base {
			t.Errorf("%s: want the same form\n%s\n%s", name, base, got)
		}
	}
	for name, other := range map[string]dsl.Training{
		"depth":      deep(3).Train(data),
		"activation": deep(2).Replace(dsl.Tanh, dsl.ReLU).Train(data),
		"init":       deep(2).Init(dsl.HeNormal()).Train(data),
		"seed":       run.Seed(1),
		"rate":       run.Optimizer(dsl.SGD(0.02)),
		"optimiser":  run.Optimizer(dsl.Adam(0.01)),
		"batch size": run.BatchSize(64),
		"epochs":     run.Epochs(2),
		"steps":      run.Steps(1719),
		"loss":       run.Loss(dsl.MeanSquaredError),
		"precision":  run.Precision(dsl.Float64),
		"take":       deep(2).Train(data.Take(1000)),
		"raw":        deep(2).Train(data.Standardized(false)),
	} {
		if canonical(t, other) == base {
			t.Errorf("%s: want another form", name)
		}
	}
}

func canonical(t *testing.T, run dsl.Training) string {
	t.Helper()
	if err := run.Err(); err != nil {
		t.Fatal(err)
	}
	b, err := run.Request().Canonical()
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestFloats(t *testing.T) {
	in := dsl.Floats{0.1, math.NaN(), math.Inf(1), math.Inf(-1), 5e-324, math.MaxFloat64, math.Copysign(0, -1)}
	b, err := json.Marshal(in)
	if err != nil {
		t.Fatal(err)
	}
	var out dsl.Floats
	if err := json.Unmarshal(b, &out); err != nil {
		t.Fatal(err)
	}
	for i := range in {
		if math.Float64bits(in[i]) != math.Float64bits(out[i]) && !(math.IsNaN(in[i]) && math.IsNaN(out[i])) {
			t.Errorf("%v came back as %v", in[i], out[i])
		}
	}
	var f dsl.Float
	if json.Unmarshal([]byte(`"12"`), &f) == nil {
		t.Error("a number as a string: want an error")
	}
}

// TestTrainingPartsTravel: what a training is made of, and what comes of it,
// lives on from cell to cell, mistakes included.
func TestTrainingPartsTravel(t *testing.T) {
	for name, v := range map[string]interface{ Err() error }{
		"schedule":              dsl.WarmUp(3).Then(dsl.Plateau(0.1, 2)),
		"schedule with error":   dsl.Exponential(math.NaN(), 3),
		"stopping":              dsl.Patience(3).By(0.1).KeepLast(),
		"stopping with error":   dsl.Patience(3).By(math.NaN()),
		"confusion":             dsl.ConfusionOf([][]int{{1, 2}, {3, 4}}, "a", "b"),
		"confusion with error":  dsl.ConfusionOf(nil),
		"evaluation with error": deep(1).Train(dsl.MNIST()).BatchSize(0).Evaluate(dsl.MNIST()),
	} {
		t.Run(name, func(t *testing.T) {
			first, err := json.Marshal(v)
			if err != nil {
				t.Fatal(err)
			}
			back := reflect.New(reflect.TypeOf(v))
			if err := json.Unmarshal(first, back.Interface()); err != nil {
				t.Fatal(err)
			}
			second, _ := json.Marshal(back.Interface())
			if string(first) != string(second) {
				t.Errorf("there and back:\n%s\n%s", first, second)
			}
			if got := back.Elem().Interface().(interface{ Err() error }).Err(); fmt.Sprint(got) != fmt.Sprint(v.Err()) {
				t.Errorf("error: want %v, got %v", v.Err(), got)
			}
		})
	}
}
