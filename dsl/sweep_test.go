package dsl

import (
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/seed-380714d4/fathom/dsl/session"
)

// trainer answers each training with what follows from its request: the loss
// is the network's width plus the seed; width 13 fails; width 99 never ends.
type trainer struct {
	mu      sync.Mutex
	asked   int
	now     atomic.Int32
	most    atomic.Int32
	waiting chan struct{} // closed when a run that never ends has told its news
	once    sync.Once
}

func (d *trainer) Do(ctx context.Context, _ string, body []byte, progress func([]byte)) ([]byte, error) {
	for n := d.now.Add(1); ; {
		if old := d.most.Load(); n <= old || d.most.CompareAndSwap(old, n) {
			break
		}
	}
	defer d.now.Add(-1)
	d.mu.Lock()
	d.asked++
	d.mu.Unlock()
	var r TrainRequest
	if err := json.Unmarshal(body, &r); err != nil {
		return nil, err
	}
	width := r.Graph.Nodes[1].Op.(DenseOp).Units
	b, _ := json.Marshal(Progress{Phase: "training", Step: 3, Steps: 10, Loss: 1})
	if progress != nil {
		progress(b)
	}
	switch width {
	case 13:
		detail, _ := json.Marshal(&Error{Where: "training", What: "the loss of step 7 of 10 is not finite", Want: "a number", Got: "NaN"})
		return nil, &session.Error{Code: "dsl", Message: "diverged", Detail: detail}
	case 99:
		d.once.Do(func() { close(d.waiting) })
		<-ctx.Done()
		return nil, ctx.Err()
	}
	time.Sleep(2 * time.Millisecond)
	loss := float64(width) + float64(r.Seed)
	return json.Marshal(TrainReply{Key: fmt.Sprint(width, " ", r.Seed), Steps: 10, Loss: Floats{9, loss}, Accuracy: Floats{0, 1}, Seconds: 1,
		Validation: []Evaluation{{Loss: Float(loss), Accuracy: 0.5}}, Test: Evaluation{Loss: Float(loss), Accuracy: Float(0.9 + 0.01*float64(r.Seed))}})
}

func training(t *testing.T) *trainer {
	d := &trainer{waiting: make(chan struct{})}
	session.Use(d)
	t.Cleanup(func() { session.Use(nil) })
	return d
}

func width(n int) Training {
	return Input(2).Dense(n).ReLU().Dense(2).Train(Slices([][]float64{{1, 2}, {3, 4}}, []int{0, 1})).BatchSize(2)
}

func named(units int) Model { return Input(2).Dense(units) }

func TestSweepValues(t *testing.T) {
	relu := func(m Model) Model { return m.ReLU() }
	check := func(name string, got Trials, want ...string) {
		t.Helper()
		var labels []string
		for _, s := range got.settings {
			labels = append(labels, strings.Join(labelsOf(s.Values), "|"))
		}
		if strings.Join(labels, " ") != strings.Join(want, " ") {
			t.Errorf("%s: labels %q, want %q", name, labels, want)
		}
	}
	one := width(3)
	check("whole", Sweep([]int{2, 10}, width), "2", "10")
	check("rates", Sweep([]float64{0.1, 1e-4}, func(float64) Training { return one }), "0.1", "0.0001")
	check("text", Sweep([]string{"a", "b"}, func(string) Training { return one }), "a", "b")
	check("bool", Sweep([]bool{true, false}, func(bool) Training { return one }), "true", "false")
	check("activations", Sweep([]Activation{ReLU, Tanh}, func(Activation) Training { return one }), "ReLU", "Tanh")
	check("optimisers", Sweep([]Optimizer{SGD(0.1), Adam(0.001)}, func(Optimizer) Training { return one }), "SGD(0.1)", "Adam(0.001)")
	check("models", Sweep([]Model{named(1).Named("small"), named(9)}, func(Model) Training { return one }), "small", "no. 2")
	check("functions", Sweep([]func(int) Model{named, func(int) Model { return named(2) }}, func(func(int) Model) Training { return one }), "named", "no. 2")
	check("closures", Sweep([]func(Model) Model{relu, relu}, func(func(Model) Model) Training { return one }), "no. 1", "no. 2")
	check("the same", Sweep([]int{2, 2}, width), "2 no. 1", "2 no. 2")
	check("anything", Sweep([]any{1, nil, "x"}, func(any) Training { return one }), "1", "<nil>", "x")
	check("grid", Grid([]int{1, 2}, []string{"a", "b"}, func(int, string) Training { return one }), "1|a", "1|b", "2|a", "2|b")
	check("runs", TrialsOf(one.Named("x"), one), "x", "run 2")
	if v := sweepValues([]time.Duration{time.Second})[0]; v.Label != "1s" || v.Number != 1e9 {
		t.Errorf("a duration is %+v", v)
	}
}

func TestSweepMistakes(t *testing.T) {
	for name, c := range map[string]struct {
		sweep Trials
		want  string
	}{
		"no values":   {Sweep(nil, width), "Sweep (sweep_test.go:"},
		"no function": {Sweep[int]([]int{1}, nil), "at least one value"},
		"no grid":     {Grid([]int{1}, nil, func(int, int) Training { return width(1) }), "Grid"},
		"seeds":       {Sweep([]int{1}, width).Seeds(0), "number of seeds; want 1 or more, got 0"},
		"from seeds":  {Sweep([]int{1}, width).FromSeeds(), "FromSeeds"},
		"over":        {Sweep([]int{1}, width).Over("a", "b"), "names; want 1, got 2"},
		"no runs":     {TrialsOf(), "at least one"},
		"zero":        {Trials{}, "start with dsl.Sweep"},
	} {
		err := c.sweep.Err()
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: error %v, want %q in it", name, err, c.want)
		}
		if _, rerr := c.sweep.Result(context.Background()); rerr == nil || c.sweep.Display() == nil {
			t.Errorf("%s: Result or Display takes it", name)
		}
	}
}

func TestSweepRuns(t *testing.T) {
	var got []string
	for _, r := range Sweep([]int{2, 10}, func(n int) Training { return width(n).Seed(5) }).Over("units").Seeds(2).Runs() {
		got = append(got, fmt.Sprintf("%s/%d", r.Name(), r.seed))
	}
	if want := "[units 2/5 units 2/6 units 10/5 units 10/6]"; fmt.Sprint(got) != want {
		t.Errorf("runs %v, want %s", got, want)
	}
	runs := Sweep([]int{2, 3}, func(n int) Training { return width(n).Named(fmt.Sprint("net", n)) }).FromSeeds(7, 3).Runs()
	if runs[1].Name() != "net2" || runs[1].seed != 3 || len(runs) != 4 {
		t.Errorf("second run %s from seed %d of %d", runs[1].Name(), runs[1].seed, len(runs))
	}
}

func TestSweepTravels(t *testing.T) {
	training(t)
	for name, s := range map[string]Trials{
		"sweep": Sweep([]int{2, 10}, width).Over("units").Seeds(3).Named("widths").Spread(Quantiles(0.1, 0.9)),
		"grid":  Grid([]float64{0.1, math.Inf(1)}, []Activation{ReLU}, func(float64, Activation) Training { return width(1) }).FromSeeds(4),
		"error": Sweep([]int{2}, width).Seeds(-1),
		"zero":  {},
	} {
		first, err := json.Marshal(s)
		if err != nil {
			t.Fatal(err)
		}
		var back Trials
		if err := json.Unmarshal(first, &back); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		second, _ := json.Marshal(back)
		if string(first) != string(second) || back.String() != s.String() || len(back.Runs()) != len(s.Runs()) {
			t.Errorf("%s: there and back\n%s\n%s", name, first, second)
		}
	}
	var t2 Trials
	if json.Unmarshal([]byte(`{"over":["a","b"],"settings":[{"values":[]}]}`), &t2) == nil {
		t.Error("a setting without values is taken")
	}
}

func TestSweepResult(t *testing.T) {
	d := training(t)
	s := Sweep([]int{2, 13, 10}, width).Over("units").Seeds(3)
	r, err := s.Result(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	if len(r.Rows) != 9 || len(r.Failed()) != 3 || d.asked != 9 {
		t.Fatalf("%d rows, %d failed, %d asked for; want 9, 3, 9", len(r.Rows), len(r.Failed()), d.asked)
	}
	if d.most.Load() < 2 {
		t.Error("runs were asked for one after another")
	}
	var e *Error
	if !errors.As(r.Failed()[0].Err, &e) || e.Line == 0 {
		t.Errorf("failure %#v, want an Error at the user's line", r.Failed()[0].Err)
	}
	m := r.Means(TrainLoss)
	if len(m) != 3 || m[0].Mean != 3 || fmt.Sprint(m[0].Each) != "[2 3 4]" || m[1].Failed != 3 || !math.IsNaN(m[1].Mean) || m[2].Mean != 11 {
		t.Errorf("means %+v", m)
	}
	if want := 1 / math.Sqrt(3); math.Abs(m[0].High-m[0].Mean-want) > 1e-12 {
		t.Errorf("high %v, want the mean and a standard error, %v", m[0].High, want)
	}
	if m := r.SpreadBy(MinMax).Means(TrainLoss)[0]; m.Low != 2 || m.High != 4 {
		t.Errorf("lowest to highest %+v", m)
	}
	if n := r.Numbers(TestLoss); len(n.values) != 6 || n.seeds[1] != 1 {
		t.Errorf("numbers %+v", n)
	}
	travelled := SweepResult{}
	b, err := json.Marshal(r)
	if err == nil {
		err = json.Unmarshal(b, &travelled)
	}
	if err != nil || travelled.String() != r.String() || travelled.CSV() != r.CSV() || !errors.As(travelled.Rows[3].Err, &e) {
		t.Errorf("there and back (%v)\n%s\n%s", err, r, travelled)
	}
}

func TestSweepText(t *testing.T) {
	training(t)
	r, err := Sweep([]int{2, 13}, width).Over("units").Seeds(2).Named("widths").Result(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	want := `widths: 2 of 4 runs, 2 failed, 2.0 s of training
units                                    seed 0                                    seed 1   test accuracy  validation accuracy  training loss
    2                                   90.00 %                                   91.00 %  90.50 ± 0.50 %       50.00 ± 0.00 %    2.50 ± 0.50
   13  ✗ the loss of step 7 of 10 is not finite  ✗ the loss of step 7 of 10 is not finite
Means over 2 seeds ± one standard error.
✗ 13, seed 0; 13, seed 1: dsl: training`
	if got := r.String(); !strings.HasPrefix(got, want) {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	page := r.html(nil)
	for _, want := range []string{"<caption", "90.50 ± 0.50 %", "✗ the loss", `title="dsl: training (sweep_test.go:`} {
		if !strings.Contains(page, want) {
			t.Errorf("no %q in %s", want, page)
		}
	}
}

func TestSweepCSV(t *testing.T) {
	training(t)
	r, _ := Grid([]int{2, 13}, []string{`a "quoted", b`}, func(n int, _ string) Training { return width(n) }).Over("units", "kind").Result(context.Background())
	lines, err := csv.NewReader(strings.NewReader(r.CSV())).ReadAll()
	if err != nil || len(lines) != 3 {
		t.Fatalf("%d lines, %v", len(lines), err)
	}
	if got := strings.Join(lines[0], ";"); got != "units;kind;seed;run;key;steps;seconds;training loss;validation loss;validation accuracy;test loss;test accuracy;error" {
		t.Errorf("head %s", got)
	}
	if l := lines[1]; l[0] != "2" || l[1] != `a "quoted", b` || l[7] != "2" || l[11] != "0.9" || l[12] != "" {
		t.Errorf("first line %q", l)
	}
	if l := lines[2]; l[7] != "" || !strings.Contains(l[12], "not finite") {
		t.Errorf("failed line %q", l)
	}
}

func TestSweepCancel(t *testing.T) {
	d := training(t)
	ctx, cancel := context.WithCancel(context.Background())
	go func() { <-d.waiting; time.Sleep(20 * time.Millisecond); cancel() }()
	r, err := Sweep([]int{2, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99}, width).Result(ctx)
	if !errors.Is(err, context.Canceled) || len(r.Rows) != 21 || r.Rows[0].Err != nil {
		t.Fatalf("%v with %d rows, the first %v; want Canceled and what there is", err, len(r.Rows), r.Rows[0].Err)
	}
	if err := r.Rows[1].Err; !errors.Is(err, ErrNotRun) || !strings.Contains(err.Error(), "step 3 of 10") {
		t.Errorf("the run under way: %v", err)
	}
	if err := r.Rows[20].Err; err != ErrNotRun {
		t.Errorf("the run that never started: %v", err)
	}
	if s := r.String(); !strings.Contains(s, "20 interrupted") {
		t.Errorf("table\n%s", s)
	}
}

// TestSweepNowhere: where nothing can train, every run would say the same.
func TestSweepNowhere(t *testing.T) {
	_, err := Sweep([]int{2, 3}, width).Result(context.Background())
	if err == nil || !strings.Contains(err.Error(), "add import") {
		t.Errorf("error %v, want the import that mends it", err)
	}
}

// slow is a trainer whose runs take long enough to be watched.
type slow struct{ trainer }

func (s *slow) Do(ctx context.Context, op string, body []byte, progress func([]byte)) ([]byte, error) {
	for i := range 30 {
		b, _ := json.Marshal(Progress{Phase: "training", Step: i + 1, Steps: 30, Loss: 1})
		progress(b)
		time.Sleep(10 * time.Millisecond)
	}
	return s.trainer.Do(ctx, op, body, nil)
}

func TestSweepDisplay(t *testing.T) {
	s := &stage{}
	var began time.Time
	onDriver(&slow{}, s, func() {
		began = time.Now()
		if err := Sweep([]int{2, 3, 4, 13, 5, 6}, width).Over("units").Display(); err != nil {
			t.Fatal(err)
		}
	})
	if most := int(time.Since(began)/pause) + 2; len(s.set) < 2 || len(s.set) > most {
		t.Errorf("%d states shown; want some, and at most %d", len(s.set), most)
	}
	if page := s.set[0].Data["text/html"].(string); !strings.Contains(page, "width:") || !strings.Contains(page, " %</td>") {
		t.Errorf("a state on the way: %s", page)
	}
	if len(s.closed) != 1 || !strings.Contains(s.closed[0].Data["text/plain"].(string), "5 of 6 runs, 1 failed") {
		t.Errorf("left on the screen: %v", s.closed)
	}
}

// TestSweepWatchSilent: what is known already leaves nothing on the screen.
func TestSweepWatchSilent(t *testing.T) {
	s := on(driver{reply: TrainReply{Cached: true}}, func() {
		if _, err := Sweep([]int{2, 3, 4}, width).Watch(context.Background()); err != nil {
			t.Error(err)
		}
		if n := Final(TestLoss, width(2), width(3)); n.Err() != nil || len(n.values) != 2 {
			t.Errorf("final %v", n)
		}
	})
	if len(s.set)+len(s.closed) != 0 {
		t.Errorf("it showed %v and left %v", s.set, s.closed)
	}
}

func TestFinalOfSweep(t *testing.T) {
	training(t)
	n := Final(TrainLoss, Sweep([]int{2, 10}, width).Seeds(2).Runs()...)
	if v, err := n.Values(); err != nil || fmt.Sprint(v) != "[2 3 10 11]" || fmt.Sprint(n.Seeds()) != "[0 1 0 1]" {
		t.Errorf("%v of seeds %v, %v", v, n.Seeds(), err)
	}
	if n := Final(TrainLoss, width(2), width(13)); n.Err() == nil || !strings.Contains(n.Err().Error(), "not finite") {
		t.Errorf("of a run that failed: %v", n)
	}
}

func TestSpread(t *testing.T) {
	v := []float64{4, 1, 3, 2}
	for s, want := range map[Spread][3]float64{
		MinMax:                {2.5, 1, 4},
		StandardDeviation:     {2.5, 2.5 - 1.2909944487358056, 2.5 + 1.2909944487358056},
		StandardError:         {2.5, 2.5 - 0.6454972243679028, 2.5 + 0.6454972243679028},
		Quantiles(0.25, 0.75): {2.5, 1.75, 3.25},
		Quantiles(1, 0):       {2.5, 1, 4},
	} {
		mean, low, high := s.Around(v)
		if mean != want[0] || math.Abs(low-want[1]) > 1e-12 || math.Abs(high-want[2]) > 1e-12 {
			t.Errorf("%s: %v, %v to %v; want %v", s, mean, low, high, want)
		}
	}
	if m, lo, _ := StandardError.Around([]float64{7}); m != 7 || !math.IsNaN(lo) {
		t.Errorf("of one value: %v, %v", m, lo)
	}
}
