package dsl_test

import (
	"strings"
	"testing"

	"github.com/seed-380714d4/fathom/dsl"
)

// TestRegimeMistakes: what cannot be is said at the line that says it.
func TestRegimeMistakes(t *testing.T) {
	run := deep(1).Train(dsl.MNIST())
	rows := dsl.Input(2).Dense(1).Train(dsl.SlicesRegression([][]float64{{1, 2}}, [][]float64{{1}}))
	for want, run := range map[string]dsl.Training{
		"MicroBatches|number of parts; want 1 or more, got 0":                                         run.MicroBatches(0),
		"MicroBatches|a continuation goes on with what it continues; call MicroBatches before":        run.Continue(1).MicroBatches(2),
		"FullBatch|a continuation goes on with what it continues; call FullBatch before":              run.Continue(1).FullBatch(),
		"Augment|a continuation goes on with what it continues; call Augment before":                  run.Continue(1).Augment(dsl.RandomFlip()),
		"Augment|shape of the data; want [H W C], images, got [2]":                                    rows.Augment(dsl.RandomFlip()),
		`Augment|augmentation; want dsl.RandomFlip() or dsl.RandomCrop(4), got "rotate"`:              run.Augment(dsl.Augmentation{Kind: "rotate"}),
		"RandomCrop|margin; want 1 pixel or more, got 0; 4 is usual":                                  run.Augment(dsl.RandomCrop(0)),
		"Patience|epochs; want 1 or more, got 0":                                                      run.StopEarly(dsl.Patience(0).By(1)),
		"On|metric; want dsl.TrainLoss, ValidationLoss or ValidationAccuracy, got test accuracy":      run.StopEarly(dsl.Patience(1).On(dsl.TestAccuracy).KeepLast()),
		"By|least step forward; want 0 or more, got -1":                                               run.StopEarly(dsl.Patience(1).By(-1)),
		"StopEarly|metric; want one of target values, got validation accuracy; watch":                 rows.StopEarly(dsl.Patience(1).On(dsl.ValidationAccuracy)),
		"StopEarly|a continuation goes on":                                                            run.Continue(1).StopEarly(dsl.Patience(1)),
		"Continue|a training that stops early has no end to go on from; give StopEarly more patience": run.StopEarly(dsl.Patience(1)).Continue(1),
	} {
		where, what, _ := strings.Cut(want, "|")
		if err := run.Err(); err == nil || !strings.HasPrefix(err.Error(), "dsl: "+where+" (regime_test.go:") || !strings.Contains(err.Error(), what) {
			t.Errorf("want %q, got %v", want, err)
		}
	}
	if err := run.StopEarly(dsl.Stopping{}).Err(); err == nil || !strings.Contains(err.Error(), "dsl.Patience(5)") {
		t.Errorf("no rule: got %v", err)
	}
}

// TestRegimeSays all that is not at its default.
func TestRegimeSays(t *testing.T) {
	run := deep(1).Train(dsl.MNIST()).FullBatch().MicroBatches(55).Augment(dsl.RandomFlip(), dsl.RandomCrop(4)).StopEarly(dsl.Patience(5))
	want := "batches of 55000, in 55 parts, random crop of 4, random flip, stops after 5 epochs without a better validation loss, 1 epoch"
	if got := run.String(); !strings.Contains(got, want) {
		t.Errorf("want %q in it, got %q", want, got)
	}
}
