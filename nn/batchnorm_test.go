package nn

import (
	"errors"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"

	"github.com/seed-380714d4/fathom/dsl"
)

// TestCentredFarFromZero: in float32, over as many values as a convolution of a
// ResNet has, mean and variance are right where the mean is a thousand times
// the spread. A mean of these values in one pass is off by a third of it.
func TestCentredFarFromZero(t *testing.T) {
	const n, mean = 131072, 1000.3
	r := rand.New(rand.NewPCG(5, 6))
	values := make([]float64, n)
	sum := 0.0
	for i := range values {
		values[i] = float64(float32(mean + r.NormFloat64()))
		sum += values[i]
	}
	want, squares := sum/n, 0.0
	for _, v := range values {
		squares += (v - want) * (v - want)
	}
	prog, err := usual(t).compile("centring", func(g *graph.Graph) []*graph.Node {
		_, mean, variance := centred((&inputs{graph: g}).next(dtypes.Float32, n, 1), 0)
		return []*graph.Node{mean, variance}
	})
	must(t, err)
	out, err := prog.run(tensorOf(dtypes.Float32, values, n, 1))
	must(t, err)
	for i, want := range []float64{want, squares / n} {
		got, err := valuesOf(out[i])
		must(t, err)
		if !near(got[0], want, 1e-4) {
			t.Errorf("%s: want %v, got %v", []string{"mean", "variance"}[i], want, got[0])
		}
	}
}

// TestBatchOfOneValue: no variance, no training; the smallest batch counts.
func TestBatchOfOneValue(t *testing.T) {
	m := dsl.Input(2).Dense(4).BatchNorm().Tanh().Dense(2)
	_, err := fresh(t, usual(t)).newTrainingOf(t, m.Train(spiral(25)).BatchSize(8).Epochs(1))
	var e *dsl.Error
	if !errors.As(err, &e) || !strings.Contains(e.Error(), "layer 2 BatchNorm: values of a channel in an epoch's smallest batch; want 2 or more, to have a variance, got 1") {
		t.Errorf("got %v", err)
	}
}

func (r *runner) newTrainingOf(t *testing.T, run dsl.Training) (*training, error) {
	o, err := r.order(run.Request())
	must(t, err)
	return r.newTraining(o.req, o.set)
}

// TestStatisticsTrain: running statistics come to be those of the data, are
// kept with the weights, and evaluation uses them.
func TestStatisticsTrain(t *testing.T) {
	m := dsl.Input(2).BatchNorm().Dense(8).Tanh().Dense(2)
	data := spiral(64)
	run := m.Train(data).Optimizer(dsl.SGD(0.1)).BatchSize(64).Steps(200)
	r := fresh(t, usual(t))
	done := trained(t, r, run.Request())
	p := mustPlan(t, run.Request())
	weights, err := p.fromSafetensors(done.Weights)
	must(t, err)
	o, err := r.order(run.Request())
	must(t, err)
	n, f := o.set.Train.N, 2
	for i, par := range p.parameters {
		if !par.Statistic {
			continue
		}
		got, err := valuesOf(weights[i])
		must(t, err)
		for k := range f {
			mean, squares := 0.0, 0.0
			for j := range n {
				mean += o.set.Train.Floats[f*j+k] / float64(n)
			}
			for j := range n {
				squares += math.Pow(o.set.Train.Floats[f*j+k]-mean, 2)
			}
			want := map[bool]float64{true: mean, false: squares / float64(n-1)}[strings.HasSuffix(par.Name, "mean")]
			if !near(got[k], want, 1e-4) {
				t.Errorf("%s[%d]: want %v, got %v", par.Name, k, want, got[k])
			}
		}
	}
}

// TestFrozenStays: a frozen part has the same bits after training, a BatchNorm
// in it included, and the rest does not.
func TestFrozenStays(t *testing.T) {
	m := dsl.Input(2).Dense(4).BatchNorm().Tanh().Frozen().Dense(2)
	run := m.Train(spiral(40)).Optimizer(dsl.Adam(0.1)).BatchSize(10).Epochs(2).Seed(3)
	done := trained(t, fresh(t, usual(t)), run.Request())
	p := mustPlan(t, run.Request())
	after, err := p.fromSafetensors(done.Weights)
	must(t, err)
	for i, before := range p.initial(3) {
		same := equalTensors(t, before, after[i])
		if par := p.parameters[i]; same == par.Trained() {
			t.Errorf("%s: frozen %v, stayed %v", par.Name, par.Frozen, same)
		}
	}
}

func equalTensors(t *testing.T, a, b *tensors.Tensor) bool {
	t.Helper()
	x, err := valuesOf(a)
	must(t, err)
	y, err := valuesOf(b)
	must(t, err)
	for i := range x {
		if x[i] != y[i] {
			return false
		}
	}
	return len(x) == len(y)
}
