package nn

import (
	"context"
	"testing"

	"github.com/seed-380714d4/fathom/dsl"
)

// TestNarrowBits: a run that was trained on two threads, by an older Fathom
// say, is the same to the bit on one.
func TestNarrowBits(t *testing.T) {
	r := fresh(t, usual(t))
	if r.narrow == r {
		t.Skip("not run: it needs XLA and two cores")
	}
	image := dsl.Input(28, 28, 1)
	for name, m := range map[string]dsl.Model{
		"narrow": image.Flatten().Dense(24).ReLU().Dense(10),
		"wide":   image.Flatten().Dense(512).Tanh().Dense(10),
		"deep":   image.Flatten().Repeat(6, func(m dsl.Model) dsl.Model { return m.Dense(64).Tanh() }).Dense(10),
		"norm":   image.Flatten().Dense(32).LayerNorm().ReLU().Residual(func(m dsl.Model) dsl.Model { return m.Dense(32).ReLU() }).Dense(10),
	} {
		t.Run(name, func(t *testing.T) {
			o, err := r.order(m.Train(dsl.MNIST().Take(400)).Optimizer(dsl.Adam(0.001)).BatchSize(64).Epochs(2).Request())
			must(t, err)
			var runs [2]*Finished
			for i, on := range []*runner{r, r.narrow} {
				runs[i], err = on.trainNow(context.Background(), o, func(dsl.Progress) {})
				must(t, err)
			}
			if one, two := told(t, runs[1]), told(t, runs[0]); one != two {
				t.Errorf("one thread\n%s\ntwo\n%s", one, two)
			}
		})
	}
}

// TestSuited: which client a training goes to.
func TestSuited(t *testing.T) {
	r := fresh(t, usual(t))
	image, d := dsl.Input(28, 28, 1), dsl.MNIST()
	for name, c := range map[string]struct {
		run  dsl.Training
		want *runner
	}{
		"small":         {image.Flatten().Dense(32).Dense(10).Train(d), r.narrow},
		"large batches": {image.Flatten().Dense(32).Dense(10).Train(d).BatchSize(1024), r},
		"wide":          {image.Flatten().Dense(512).Dense(10).Train(d), r},
		"convolutions":  {image.Conv(2, 3).MaxPool(4).Flatten().Dense(10).Train(d), r},
	} {
		if got := r.suited(c.run.Request()); got != c.want {
			t.Errorf("%s: goes to the wrong client", name)
		}
	}
}
