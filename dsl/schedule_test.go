package dsl_test

import (
	"encoding/json"
	"math"
	"os"
	"strings"
	"testing"

	"github.com/seed-380714d4/fathom/dsl"
)

// scheduleReference is testdata/schedules.json, which testdata/schedules.py
// makes with PyTorch's schedulers.
type scheduleReference struct {
	Versions map[string]string
	Rates    map[string][]float64
	Plateaus map[string]struct{ Metrics, Rates []float64 }
}

func readSchedules(t *testing.T) (ref scheduleReference) {
	t.Helper()
	raw, err := os.ReadFile("testdata/schedules.json")
	if err == nil {
		err = json.Unmarshal(raw, &ref)
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("against %v", ref.Versions)
	return ref
}

// ratesOf are a schedule's first n rates, the optimiser's being 1.
func ratesOf(t *testing.T, s dsl.Schedule, n int, past dsl.Past) []float64 {
	t.Helper()
	o := dsl.SGD(1).Schedule(s)
	if err := o.Err(); err != nil {
		t.Fatal(err)
	}
	out := make([]float64, n)
	for k := range out {
		out[k] = o.Spec().Rate(k, past)
	}
	return out
}

// sameRates compares to 1e-9: what PyTorch multiplies up from step to step is
// as near to the closed form as rounding lets it.
func sameRates(t *testing.T, got, want []float64) {
	t.Helper()
	for k, v := range got {
		if !(math.Abs(v-want[k]) <= 1e-9) {
			t.Fatalf("step %d: want %v, got %v of %v", k, want[k], v, got)
		}
	}
}

func TestSchedulesAgainstPyTorch(t *testing.T) {
	ref := readSchedules(t)
	rows := map[string]dsl.Schedule{
		"milestones":           dsl.Milestones(0.1, 3, 7, 8),
		"every":                dsl.StepDecay(0.5, 3),
		"exponential":          dsl.Exponential(0.9, 1),
		"cosine":               dsl.Cosine(10),
		"cosine floor":         dsl.Cosine(10).Floor(0.25),
		"restarts":             dsl.Cosine(4).Restarts(1),
		"restarts growing":     dsl.Cosine(3).Restarts(2).Floor(0.1),
		"linear":               dsl.Linear(0.25, 0.75, 6),
		"warm-up":              dsl.WarmUp(5),
		"warm-up then cosine":  dsl.WarmUp(5).Then(dsl.Cosine(10)),
		"hold then milestones": dsl.Hold(0.1, 3).Then(dsl.Milestones(0.1, 4, 6)),
		"exponential for":      dsl.Exponential(0.8, 1).For(4).Then(dsl.Hold(0.5, 1000)),
		"times":                dsl.Milestones(0.1, 3, 7).Times(dsl.WarmUp(5)),
	}
	if len(rows) != len(ref.Rates) {
		t.Errorf("want a row for each of %d references, got %d", len(ref.Rates), len(rows))
	}
	for name, s := range rows {
		t.Run(name, func(t *testing.T) {
			sameRates(t, ratesOf(t, s, len(ref.Rates[name]), dsl.Past{}), ref.Rates[name])
		})
		t.Run(name+" in epochs", func(t *testing.T) { // of one step: the same
			sameRates(t, ratesOf(t, s.Epochs(), len(ref.Rates[name]), dsl.Past{PerEpoch: 1}), ref.Rates[name])
		})
		t.Run(name+" travels", func(t *testing.T) {
			text, err := json.Marshal(s)
			var back dsl.Schedule
			if err == nil {
				err = json.Unmarshal(text, &back)
			}
			if again, _ := json.Marshal(back); err != nil || string(again) != string(text) || back.String() != s.String() {
				t.Errorf("want %s, got %s, %v", text, again, err)
			}
		})
	}
}

func TestPlateausAgainstPyTorch(t *testing.T) {
	ref := readSchedules(t)
	rows := map[string]dsl.Schedule{
		"loss":        dsl.Plateau(0.1, 2),
		"no patience": dsl.Plateau(0.5, 0),
		"cooldown":    dsl.Plateau(0.5, 1).Cooldown(2),
		"floor":       dsl.Plateau(0.1, 1).Floor(0.05),
		"threshold":   dsl.Plateau(0.5, 2).Threshold(0.2),
		"accuracy":    dsl.Plateau(0.1, 1).On(dsl.ValidationAccuracy),
	}
	if len(rows) != len(ref.Plateaus) {
		t.Errorf("want a row for each of %d references, got %d", len(ref.Plateaus), len(rows))
	}
	const perEpoch = 3
	for name, s := range rows {
		want := ref.Plateaus[name]
		past := dsl.Past{PerEpoch: perEpoch}
		for k, m := range want.Metrics {
			past.Validation = append(past.Validation, dsl.Evaluation{Step: (k + 1) * perEpoch, Loss: dsl.Float(m), Accuracy: dsl.Float(m)})
			past.Training = append(past.Training, m)
		}
		t.Run(name, func(t *testing.T) {
			for _, metric := range []string{"", dsl.TrainLoss.Name} {
				s := s
				if metric != "" && name != "accuracy" {
					s = s.On(dsl.TrainLoss)
				}
				var got []float64 // at the last step of each epoch: what came after it is not known then
				for _, r := range ratesOf(t, s, perEpoch*len(want.Rates), past)[perEpoch-1:] {
					got = append(got, r)
				}
				for k, r := range want.Rates {
					sameRates(t, got[k*perEpoch:k*perEpoch+1], []float64{r})
				}
			}
		})
	}
}

// TestSchedulesInEpochs: places and lengths in epochs of 10 steps.
func TestSchedulesInEpochs(t *testing.T) {
	past := dsl.Past{PerEpoch: 10}
	for name, c := range map[string]struct {
		s    dsl.Schedule
		at   int
		want float64
	}{
		"before a milestone":   {dsl.Milestones(0.1, 3).Epochs(), 29, 1},
		"at a milestone":       {dsl.Milestones(0.1, 3).Epochs(), 30, 0.1},
		"half of a cosine":     {dsl.Cosine(4).Epochs(), 20, 0.5},
		"first step of warmth": {dsl.WarmUp(2).Epochs(), 0, 0.05},
		"last step of warmth":  {dsl.WarmUp(2).Epochs(), 19, 1},
		"then, both in epochs": {dsl.WarmUp(2).Then(dsl.Cosine(4)).Epochs(), 40, 0.5},
		"then, mixed":          {dsl.WarmUp(5).Then(dsl.Cosine(4).Epochs()), 25, 0.5},
		"ended":                {dsl.Exponential(0.5, 1).For(2).Epochs(), 90, 0.25},
		"of both":              {dsl.Milestones(0.1, 1).Times(dsl.Milestones(0.1, 2)).For(1).Epochs(), 90, 0.1},
	} {
		t.Run(name, func(t *testing.T) {
			sameRates(t, ratesOf(t, c.s, c.at+1, past)[c.at:], []float64{c.want})
		})
	}
}

// TestScheduleMistakes: what cannot be is said at the line that says it.
func TestScheduleMistakes(t *testing.T) {
	for want, s := range map[string]dsl.Schedule{
		"Hold: factor; want 0 or more, got -1":                                                                   dsl.Hold(-1, 3),
		"Hold: number of steps; want 1 or more, got 0":                                                           dsl.Hold(1, 0),
		"Milestones: milestones; want numbers of steps that rise":                                                dsl.Milestones(0.1, 3, 3),
		"Milestones: milestones; want at least one":                                                              dsl.Milestones(0.1),
		"Milestones: factor; want above 0, got 0; 0.1 divides by 10":                                             dsl.Milestones(0, 3),
		"StepDecay: number of steps; want 1 or more":                                                             dsl.StepDecay(0.1, -1),
		"Exponential: factor; want above 0, got NaN":                                                             dsl.Exponential(math.NaN(), 3),
		"Cosine: number of steps; want 1 or more":                                                                dsl.Cosine(0),
		"Restarts: schedule; want dsl.Cosine, got warm-up over 3 steps":                                          dsl.WarmUp(3).Restarts(1),
		"Restarts: growth of the rounds; want 1 or more":                                                         dsl.Cosine(3).Restarts(0),
		"Floor: lowest factor; want 0 to 1, got 2":                                                               dsl.Cosine(3).Floor(2),
		"Floor: schedule; want dsl.Cosine or dsl.Plateau":                                                        dsl.Hold(1, 3).Floor(0),
		"Linear: factors; want 0 or more":                                                                        dsl.Linear(0, -1, 3),
		"WarmUp: number of steps":                                                                                dsl.WarmUp(0),
		"For: schedule; want one that does not end by itself, got cosine":                                        dsl.Cosine(3).For(2),
		"For: number of steps; want 1 or more":                                                                   dsl.Cosine(3).Restarts(2).For(0),
		"Then: schedule before it; want one that ends, got ×0.1 at 3 steps; say how long it goes on: For(1_000)": dsl.Milestones(0.1, 3).Then(dsl.Cosine(2)),
		"Plateau: factor; want above 0 and below 1, got 1":                                                       dsl.Plateau(1, 3),
		"Plateau: patience; want 0 epochs or more":                                                               dsl.Plateau(0.1, -1),
		"On: metric; want dsl.TrainLoss, ValidationLoss or ValidationAccuracy, got test loss":                    dsl.Plateau(0.1, 3).On(dsl.TestLoss),
		"On: schedule; want dsl.Plateau":                                                                         dsl.Cosine(3).On(dsl.TrainLoss),
		"Threshold: part; want 0 or more and below":                                                              dsl.Plateau(0.1, 3).Threshold(1),
		"Cooldown: epochs; want 0 or more":                                                                       dsl.Plateau(0.1, 3).Cooldown(-1),
	} {
		run := deep(1).Train(dsl.MNIST()).Optimizer(dsl.SGD(0.1).Schedule(s))
		for _, err := range []error{s.Err(), s.Epochs().Err(), dsl.WarmUp(1).Then(s).Err(), dsl.WarmUp(1).Times(s).Err(), run.Err()} {
			if err == nil || !strings.Contains(err.Error(), "(schedule_test.go:") || !strings.Contains(err.Error(), want[:strings.Index(want, ":")]) || !strings.Contains(err.Error(), want[strings.Index(want, ": ")+2:]) {
				t.Errorf("want %q at its line, got %v", want, err)
			}
		}
	}
	if err := dsl.SGD(0.1).Schedule(dsl.Schedule{}).Err(); err == nil || !strings.Contains(err.Error(), "start with one such as") {
		t.Errorf("no schedule: got %v", err)
	}
}
