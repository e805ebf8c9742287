package figure_test

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"reflect"
	"strings"
	"testing"

	"github.com/seed-380714d4/fathom/dsl"
	"github.com/seed-380714d4/fathom/dsl/figure"
	"github.com/seed-380714d4/fathom/dsl/session"
	"github.com/seed-380714d4/fathom/dsl/show"
)

// engine answers inspections and trainings with numbers that follow from the
// request, so that a test can tell what a figure was made of.
type engine struct{ steps int }

func (e engine) Do(_ context.Context, op string, body []byte, _ func([]byte)) ([]byte, error) {
	switch op {
	case "inspect":
		var r dsl.InspectRequest
		if err := json.Unmarshal(body, &r); err != nil {
			return nil, err
		}
		return json.Marshal(inspected(r))
	case "train":
		var r dsl.TrainRequest
		if err := json.Unmarshal(body, &r); err != nil {
			return nil, err
		}
		return json.Marshal(e.trained(r))
	case "draw":
		return []byte("a picture"), nil
	}
	return nil, fmt.Errorf("no such operation: %s", op)
}

// inspected gives layer k of seed s the gradient 10·k + s.
func inspected(r dsl.InspectRequest) (out dsl.InspectReply) {
	for _, seed := range r.Seeds {
		one := dsl.Inspected{Seed: seed, States: recurrentStates(r.Graph, seed)}
		for i, n := range r.Graph.Nodes {
			if _, ok := n.Op.(dsl.DenseOp); ok {
				k := dsl.Float(len(one.Layers) + 1)
				one.Layers = append(one.Layers, dsl.LayerStats{Node: i, PreActivationGradient: 10*k + dsl.Float(seed),
					WeightGradient: 100 * k, ActivationStd: k, Saturation: 0.5, Dead: 0.25})
			}
		}
		out.Seeds = append(out.Seeds, one)
	}
	return out
}

// trained lets the loss of seed s go from 1 + s down to s.
func (e engine) trained(r dsl.TrainRequest) dsl.TrainReply {
	out := dsl.TrainReply{Cached: true, Steps: e.steps}
	for i := range e.steps {
		share := float64(i) / float64(e.steps-1)
		out.Loss = append(out.Loss, float64(r.Seed)+1-share)
		if r.Loss == dsl.CrossEntropy {
			out.Accuracy = append(out.Accuracy, share)
		}
	}
	out.Validation = []dsl.Evaluation{{Step: e.steps, Epoch: 1, Loss: dsl.Float(r.Seed) + 0.5, Accuracy: 0.75}}
	return out
}

func with(t *testing.T, steps int) {
	t.Helper()
	session.Use(engine{steps})
	t.Cleanup(func() { session.Use(nil) })
}

func net(layers int) dsl.Model {
	return dsl.Input(28, 28, 1).Flatten().Repeat(layers-1, func(m dsl.Model) dsl.Model { return m.Dense(8).Tanh() }).Dense(10)
}

func names(f figure.Figure) (out []string) {
	for _, s := range f.Spec().Series {
		if s.Kind == figure.Line {
			out = append(out, s.Name)
		}
	}
	return out
}

func TestGradientNorms(t *testing.T) {
	with(t, 0)
	batch := dsl.MNIST().Batch(256)
	f := figure.GradientNorms(net(4).Named("one").Inspect(batch).Seeds(1, 2, 3), net(3).Named("two").Inspect(batch))
	if err := f.Err(); err != nil {
		t.Fatal(err)
	}
	s := f.Spec()
	if s.Title != "Gradient by layer before training" || !s.Y.Log || s.X.Label != "layer" || s.Subtitle != "one batch of 256 MNIST digits" {
		t.Errorf("title %q, subtitle %q, axes %+v %+v", s.Title, s.Subtitle, s.X, s.Y)
	}
	one, two := s.Series[0], s.Series[1]
	if !near(one.X, dsl.Floats{1, 2, 3, 4}) || !near(one.Y, dsl.Floats{12, 22, 32, 42}) ||
		!near(one.Low, dsl.Floats{11, 21, 31, 41}) || !near(one.High, dsl.Floats{13, 23, 33, 43}) {
		t.Errorf("over three seeds: %+v", one)
	}
	if !near(two.Y, dsl.Floats{10, 20, 30}) || two.Low != nil || two.Slot == one.Slot {
		t.Errorf("of one seed: %+v", two)
	}
	if want := []string{"Lines: mean of 3 seeds.", "Bands: lowest to highest seed."}; !reflect.DeepEqual(s.Notes, want) {
		t.Errorf("notes %q, want %q", s.Notes, want)
	}
}

func TestOtherMeasures(t *testing.T) {
	with(t, 0)
	look := net(3).Named("net").Train(dsl.MNIST()).Inspect(dsl.MNIST().Batch(8))
	relu := net(3).Replace(dsl.Tanh, dsl.ReLU).Named("net").Inspect(dsl.MNIST().Batch(8))
	for _, c := range []struct {
		fig   figure.Figure
		title string
		want  dsl.Floats
	}{
		{figure.WeightGradients(look), "Weight gradient by layer after training", dsl.Floats{100, 200, 300}},
		{figure.ActivationSpread(look), "Activation spread by layer after training", dsl.Floats{1, 2, 3}},
		{figure.Saturation(look), "Saturated activations by layer after training", dsl.Floats{50, 50}},
		{figure.DeadUnits(relu), "Dead units by layer before training", dsl.Floats{25, 25}},
	} {
		if err := c.fig.Err(); err != nil {
			t.Fatal(err)
		}
		s := c.fig.Spec()
		if s.Title != c.title || !near(s.Series[0].Y, c.want) {
			t.Errorf("%q shows %v, want %q and %v", s.Title, s.Series[0].Y, c.title, c.want)
		}
	}
	if err := figure.DeadUnits(look).Err(); err == nil || !strings.Contains(err.Error(), "activations of net; want [ReLU], got none of these") {
		t.Errorf("dead units of a tanh network: %v", err)
	}
}

func TestLoss(t *testing.T) {
	with(t, 1001)
	run := net(2).Named("net").Train(dsl.MNIST()).Seed(1)
	s := figure.Loss(run).Spec()
	if len(s.Series) != 3 {
		t.Fatalf("%d series, want raw, smooth and validation", len(s.Series))
	}
	raw, line, marks := s.Series[0], s.Series[1], s.Series[2]
	if raw.Kind != figure.Faint || len(raw.X) != 1001 || raw.Y[0] != 2 {
		t.Errorf("raw: %s of %d values from %v", raw.Kind, len(raw.X), raw.Y[0])
	}
	if line.Kind != figure.Line || len(line.X) != 400 || line.X[399] != 1001 || math.Abs(line.Y[200]-1.5) > 0.01 {
		t.Errorf("smooth: %s of %d values, %v in the middle", line.Kind, len(line.X), line.Y[200])
	}
	if marks.Kind != figure.Marks || marks.X[0] != 1001 || marks.Y[0] != 1.5 || marks.Slot != line.Slot {
		t.Errorf("validation: %+v", marks)
	}
	if s.Y.Label != "cross-entropy (nats)" || s.Notes[0] != "Lines: training loss, mean of 20 steps." {
		t.Errorf("label %q, notes %q", s.Y.Label, s.Notes)
	}
}

// TestLossSeeds: runs that differ in their seed alone are one line.
func TestLossSeeds(t *testing.T) {
	with(t, 11)
	run := net(2).Named("net").Train(dsl.MNIST())
	f := figure.Loss(append(run.Seeds(1, 2, 3), run.Optimizer(dsl.Adam(0.001)))...)
	s := f.Spec()
	if got, want := names(f), []string{"net, SGD(0.01)", "net, Adam(0.001)"}; !reflect.DeepEqual(got, want) {
		t.Fatalf("lines %q, want %q", got, want)
	}
	if r := s.Series[0]; r.Y[0] != 3 || r.Low[0] != 2 || r.High[0] != 4 || len(r.Each) != 3 {
		t.Errorf("over seeds: %v from %v to %v", r.Y[0], r.Low[0], r.High[0])
	}
	if s.Series[1].Kind != figure.Marks || s.Series[1].Y[0] != 2.5 {
		t.Errorf("validation over seeds: %+v", s.Series[1])
	}
}

func TestAccuracy(t *testing.T) {
	with(t, 11)
	s := figure.Accuracy(net(2).Train(dsl.MNIST())).Spec()
	if r := s.Series[0]; r.Name != "run" || r.Y[10] != 100 || s.Y.Unit != "%" || s.Series[1].Y[0] != 75 {
		t.Errorf("%+v with marks %+v", r, s.Series[1])
	}
	targets := dsl.SlicesRegression([][]float64{{1}, {2}}, [][]float64{{1}, {2}})
	err := figure.Accuracy(dsl.Input(1).Dense(1).Named("line").Train(targets).BatchSize(2)).Err()
	if err == nil || !strings.Contains(err.Error(), "line, which has target values; show figure.Loss") {
		t.Errorf("error %v, want one that says to show the loss", err)
	}
}

func TestNames(t *testing.T) {
	with(t, 11)
	run := net(3).Named("net").Train(dsl.MNIST())
	bare := net(3).Train(dsl.MNIST())
	for _, c := range []struct {
		name string
		runs []dsl.Training
		want []string
	}{
		{"different", []dsl.Training{run, run.Named("other")}, []string{"net", "other"}},
		{"optimiser", []dsl.Training{run, run.Optimizer(dsl.SGD(0.1).Momentum(0.9))}, []string{"net, SGD(0.01)", "net, SGD(0.1, momentum 0.9)"}},
		{"batch and length", []dsl.Training{run.BatchSize(64), run.BatchSize(8).Epochs(2)}, []string{"net, batches of 64, 1 epoch", "net, batches of 8, 2 epochs"}},
		{"depth", []dsl.Training{run, net(5).Named("net").Train(dsl.MNIST())}, []string{"net, 3 layers", "net, 5 layers"}},
		{"init, without a name", []dsl.Training{bare, net(3).Init(dsl.HeNormal()).Train(dsl.MNIST())}, []string{"XavierUniform", "HeNormal"}},
		{"nothing to tell", []dsl.Training{bare}, []string{"run"}},
		{"one of three differs", []dsl.Training{run, run.Named("b"), run.Precision(dsl.Float64)}, []string{"net, float32", "b", "net, float64"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := names(figure.Loss(c.runs...)); !reflect.DeepEqual(got, c.want) {
				t.Errorf("names %q, want %q", got, c.want)
			}
		})
	}
	batch := dsl.MNIST().Batch(4)
	got := names(figure.GradientNorms(run.Model().Inspect(batch), run.Inspect(batch)))
	if want := []string{"net, before training", "net, after training"}; !reflect.DeepEqual(got, want) {
		t.Errorf("names %q, want %q", got, want)
	}
	got = names(figure.GradientNorms(run.Model().Inspect(batch).Seeds(1), run.Model().Inspect(batch).Seeds(2, 3), run.Model().Inspect(batch).Seeds(1)))
	if want := []string{"net, seed 1, no. 1", "net, seed 2, 3", "net, seed 1, no. 2"}; !reflect.DeepEqual(got, want) {
		t.Errorf("names %q, want %q", got, want)
	}
}

// screen keeps what is shown.
type screen struct{ shown []show.Bundle }

func (s *screen) Show(b show.Bundle) { s.shown = append(s.shown, b) }
func (s *screen) Live() show.Live    { return show.NewLive() }

func TestDisplay(t *testing.T) {
	with(t, 0)
	var s screen
	show.To(&s)
	defer show.To(nil)
	if err := odd().Size(500, 300).Display(); err != nil {
		t.Fatal(err)
	}
	b := s.shown[0]
	if string(b.Data["image/png"].([]byte)) != "a picture" || !reflect.DeepEqual(b.Meta["image/png"], map[string]any{"width": 500, "height": 300}) {
		t.Errorf("shown %v with %v", b.Data, b.Meta)
	}
	const want = "Figure “Odd values”: loss (nats) against step; a from 1 at 1 to -Inf at 4; b from 2 at 1 to 1 at 2; published from 2 at 1 to 2 at 4"
	if got := b.Data["text/plain"]; got != want {
		t.Errorf("in words\n%s\nwant\n%s", got, want)
	}
}
