package figure_test

import (
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/seed-380714d4/fathom/dsl"
	"github.com/seed-380714d4/fathom/dsl/figure"
	"github.com/seed-380714d4/fathom/dsl/session"
)

// failing is an engine whose runs with 13 layers, or at the seed given, fail.
type failing struct {
	engine
	seed int64
}

func (e failing) Do(ctx context.Context, op string, body []byte, progress func([]byte)) ([]byte, error) {
	var r dsl.TrainRequest
	if err := json.Unmarshal(body, &r); err == nil && op == "train" && (len(r.Graph.Nodes) > 20 || e.seed != 0 && r.Seed == e.seed) {
		return nil, errors.New("not finite")
	}
	return e.engine.Do(ctx, op, body, progress)
}

func depth(n int) dsl.Training { return net(n).Named("net").Train(dsl.MNIST()).Seed(1) }

func TestFinal(t *testing.T) {
	with(t, 11)
	f := figure.Final(dsl.Sweep([]int{5, 2, 3}, depth).Over("layers").Seeds(3), dsl.ValidationLoss).Bands()
	if err := f.Err(); err != nil {
		t.Fatal(err)
	}
	s := f.Spec()
	if s.Title != "Validation loss by layers" || s.X.Label != "layers" || s.Y.Unit != "nats" || s.X.Log || !s.X.Whole || len(s.X.Ticks) != 3 {
		t.Errorf("title %q, axes %+v %+v", s.Title, s.X, s.Y)
	}
	r := s.Series[0]
	if r.Name != "measured" || !near(r.X, dsl.Floats{2, 3, 5}) || !near(r.Y, dsl.Floats{2.5, 2.5, 2.5}) || r.Low[0] != 1.5 || r.High[0] != 3.5 {
		t.Errorf("line %+v", r)
	}
	if got := fmt.Sprintf("%q", s.Notes); got != `["Lines: mean of 3 seeds." "Bands: lowest to highest seed."]` {
		t.Errorf("notes %s", got)
	}
	e := f.Bands(figure.StdErr).Spec()
	if want := 1 / math.Sqrt(3); math.Abs(e.Series[0].High[0]-2.5-want) > 1e-9 || e.Notes[1] != "Bands: ± one standard error." {
		t.Errorf("standard errors %v, notes %q", e.Series[0].High, e.Notes)
	}
	if q := f.Bands(dsl.Quantiles(0.25, 0.75)).Spec(); q.Series[0].Low[0] != 2 || !strings.Contains(q.Notes[1], "0.25 to 0.75 quantiles") {
		t.Errorf("quartiles %v, notes %q", q.Series[0].Low, q.Notes)
	}
}

func TestFinalGrid(t *testing.T) {
	with(t, 11)
	grid := dsl.Grid([]dsl.Activation{dsl.Tanh, dsl.ReLU}, []float64{1e-4, 1e-3, 0.1}, func(a dsl.Activation, rate float64) dsl.Training {
		return depth(2).Optimizer(dsl.SGD(rate))
	}).Over("activation", "learning rate")
	s := figure.Final(grid, dsl.ValidationAccuracy).Spec()
	if len(s.Series) != 2 || s.Series[0].Name != "Tanh" || s.Series[1].Slot != 1 || !s.X.Log || s.X.Label != "learning rate" || s.Y.Unit != "%" || s.Series[0].Y[0] != 75 {
		t.Errorf("axes %+v %+v, series %+v", s.X, s.Y, s.Series)
	}
	numbers := dsl.Grid([]int{2, 3}, []int{8, 16}, func(n, _ int) dsl.Training { return depth(n) }).Over("layers", "width")
	s = figure.Final(numbers, dsl.TrainLoss).Spec()
	if len(s.Series) != 2 || s.Series[1].Name != "width 16" || s.X.Label != "layers" {
		t.Errorf("a grid of numbers: %+v", s.Series)
	}
}

func TestFinalWords(t *testing.T) {
	with(t, 11)
	s := figure.Final(dsl.Sweep([]string{"b", "a"}, func(string) dsl.Training { return depth(2) }).Seeds(2).Named("x"), dsl.TestLoss,
		dsl.Sweep([]string{"a", "c"}, func(string) dsl.Training { return depth(2) }).Named("y")).Spec()
	if len(s.X.Ticks) != 3 || s.X.Ticks[1] != (figure.Tick{Value: 2, Label: "a"}) || *s.X.Max != 3.5 || s.Notes[0] != "Marks: mean of 2 seeds." {
		t.Errorf("axis %+v, notes %q", s.X, s.Notes)
	}
	if x, y := s.Series[0], s.Series[1]; x.Kind != figure.Marks || len(x.Low) != 2 || y.Name != "y" || math.Abs(y.X[0]-x.X[1]-0.12) > 1e-9 {
		t.Errorf("series %+v", s.Series)
	}
}

func TestFinalFailures(t *testing.T) {
	session.Use(failing{engine: engine{11}, seed: 3})
	defer session.Use(nil)
	f := figure.Final(dsl.Sweep([]int{2, 13, 3}, depth).Over("layers").Seeds(3), dsl.ValidationLoss)
	s := f.Spec()
	r := s.Series[0]
	if !math.IsNaN(r.Y[2]) || r.Y[0] != 2 || r.Low[0] != 1.5 || len(s.Notes) != 3 || s.Notes[2] != "5 of 9 runs failed: layers 2, seed 3; layers 13, seed 1; layers 13, seed 2; and 2 more." {
		t.Errorf("values %v from %v, notes %q", r.Y, r.Low, s.Notes)
	}
	if err := figure.Final(dsl.Sweep([]int{13, 14}, depth), dsl.TrainLoss).Err(); err == nil || err.Error() != "not finite" {
		t.Errorf("where all fail: %v", err)
	}
	if err := figure.Final(dsl.Sweep(nil, depth), dsl.TrainLoss).Err(); err == nil || !strings.Contains(err.Error(), "at least one value") {
		t.Errorf("no values: %v", err)
	}
}

// TestFinalLive: the table is seen while the runs go on, the figure after, in
// its place.
func TestFinalLive(t *testing.T) {
	_, w := watching(t)
	if err := figure.Final(dsl.Sweep([]int{2, 3}, depth).Over("layers"), dsl.TrainLoss).Display(); err != nil {
		t.Fatal(err)
	}
	if len(w.set) == 0 || !strings.Contains(w.set[0].Data["text/html"].(string), "<table") || len(w.closed) != 1 || w.closed[0].Data["image/png"] == nil {
		t.Errorf("%d tables seen, %d things left", len(w.set), len(w.closed))
	}
}

func TestCSV(t *testing.T) {
	with(t, 11)
	text, err := figure.Final(dsl.Sweep([]int{2, 3}, depth).Over("layers").Seeds(2), dsl.ValidationLoss).ReferenceMarks("published", []float64{2}, []float64{1}).CSV()
	if err != nil {
		t.Fatal(err)
	}
	lines, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil || len(lines) != 4 {
		t.Fatalf("%v\n%s", err, text)
	}
	for i, want := range []string{"panel,series,kind,x,y,low,high,seed 1,seed 2", ",measured,line,2,2,1.5,2.5,1.5,2.5", ",measured,line,3,2,1.5,2.5,1.5,2.5", ",published,reference marks,2,1,,,,"} {
		if got := strings.Join(lines[i], ","); got != want {
			t.Errorf("line %d: %s, want %s", i, got, want)
		}
	}
	if _, err := figure.Failed(errors.New("no power")).CSV(); err == nil {
		t.Error("no error of a figure that could not be made")
	}
	panels, err := figure.Rows(figure.Loss(depth(2)), figure.Loss(depth(3)).Title("three")).CSV()
	if err != nil || !strings.Contains(panels, "\nthree,") {
		t.Errorf("panels: %v\n%s", err, panels)
	}
}
