package nn_test

import (
	"context"
	"testing"
	"time"

	"github.com/seed-380714d4/fathom/dsl"
	_ "github.com/seed-380714d4/fathom/nn"
)

func TestMNISTLearns(t *testing.T) {
	start := time.Now()
	run := dsl.Input(28, 28, 1).Flatten().Dense(32).ReLU().Dense(10).
		Train(dsl.MNIST()).Optimizer(dsl.SGD(0.1).Momentum(0.9)).BatchSize(128).Epochs(1).Seed(1)
	r, err := run.Follow(context.Background(), func(p dsl.Progress) { t.Logf("%v %+v", time.Since(start), p) })
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%v steps %d, %v s, first loss %v, test %+v, validation %+v", r.Backend, r.Steps, r.Seconds, r.Loss[0], r.Test, r.Validation)
	if r.Steps != 430 || len(r.Loss) != 430 {
		t.Errorf("steps: want 430, got %d with %d losses", r.Steps, len(r.Loss))
	}
	if r.Test.Accuracy < 0.93 {
		t.Errorf("test accuracy: want over 0.93, got %v", r.Test.Accuracy)
	}
}
