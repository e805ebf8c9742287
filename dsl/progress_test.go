package dsl

import (
	"context"
	"encoding/json"
	"errors"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/seed-380714d4/fathom/dsl/session"
	"github.com/seed-380714d4/fathom/dsl/show"
)

func TestProgressString(t *testing.T) {
	for _, c := range []struct {
		news Progress
		want string
	}{
		{Progress{Phase: "waiting"}, "waiting…"},
		{Progress{Phase: "compiling", Steps: 100}, "compiling…"},
		{Progress{Phase: "training", Step: 430, Steps: 1290, Epoch: 1, Loss: 0.31249, StepsPerSecond: 85.4, SecondsLeft: 10.07},
			"step 430 of 1,290 · epoch 1 · 85 steps/s · 10 s left · loss 0.3125"},
		{Progress{Phase: "training", Step: 2, Steps: 3, Loss: Float(math.NaN()), StepsPerSecond: 0.25, SecondsLeft: 4},
			"step 2 of 3 · 0.25 steps/s · 4.0 s left · loss NaN"},
		{Progress{Phase: "training", Step: 1, Steps: 12345678, Loss: 2, StepsPerSecond: 1500, SecondsLeft: 8230},
			"step 1 of 12,345,678 · 1,500 steps/s · 2 h 17 min left · loss 2"},
		{Progress{Phase: "training", Step: 1, Steps: 9, Loss: 2, StepsPerSecond: Float(math.Inf(1))}, "step 1 of 9 · loss 2"},
	} {
		if got := c.news.String(); got != c.want {
			t.Errorf("got  %q\nwant %q", got, c.want)
		}
	}
}

func TestProgressShort(t *testing.T) {
	for want, p := range map[string]Progress{
		"waiting…":                     {Phase: "waiting"},
		"step 430 of 1,290, 10 s left": {Phase: "training", Step: 430, Steps: 1290, SecondsLeft: 10.07},
		"step 1,290 of 1,290":          {Phase: "training", Step: 1290, Steps: 1290},
		"step 2 of 3":                  {Phase: "training", Step: 2, Steps: 3, SecondsLeft: Float(math.Inf(1))},
	} {
		if got := p.Short(); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

func TestDuration(t *testing.T) {
	for seconds, want := range map[float64]string{0: "0.0 s", 0.44: "0.4 s", 9.94: "9.9 s", 9.96: "10 s", 59.4: "59 s", 59.6: "1 min 00 s", 185: "3 min 05 s", 7800: "2 h 10 min"} {
		if got := duration(seconds); got != want {
			t.Errorf("duration(%v) = %q, want %q", seconds, got, want)
		}
	}
}

func TestResultString(t *testing.T) {
	r := Result{Name: "ReLU", TrainReply: TrainReply{Steps: 1290, Seconds: 14.6, Loss: Floats{2, 0.0812},
		Validation: []Evaluation{{Accuracy: 0.9}, {Accuracy: 0.9714}}, Test: Evaluation{Accuracy: 0.97}}}
	if got, want := r.String(), "ReLU: 1,290 steps in 15 s; training loss 0.0812; right classes: validation 97.14 %, test 97.00 %"; got != want {
		t.Errorf("got  %q\nwant %q", got, want)
	}
	nan := Float(math.NaN())
	r = Result{TrainReply: TrainReply{Steps: 10, Seconds: 0.1, Loss: Floats{1}, Cached: true,
		Validation: []Evaluation{{Loss: 0.5, Accuracy: nan}}, Test: Evaluation{Loss: 0.25, Accuracy: nan}}}
	if got, want := r.String(), "training: 10 steps in 0.1 s; training loss 1; validation loss 0.5, test loss 0.25 (from the store)"; got != want {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}

// stage is a screen that keeps all that was ever on it.
type stage struct {
	set    []show.Bundle
	closed []show.Bundle
}

func (s *stage) Show(b show.Bundle)  { s.closed = append(s.closed, b) }
func (s *stage) Live() show.Live     { return s }
func (s *stage) Close(b show.Bundle) { s.closed = append(s.closed, b) }
func (s *stage) Set(b show.Bundle)   { s.set = append(s.set, b) }

// driver answers every training alike.
type driver struct {
	news  int // how many, 5 ms apart
	reply TrainReply
	err   error
}

func (d driver) Do(_ context.Context, _ string, _ []byte, progress func([]byte)) ([]byte, error) {
	for i := range d.news {
		if progress != nil {
			b, _ := json.Marshal(Progress{Phase: "training", Step: i + 1, Steps: d.news, Loss: 1})
			progress(b)
		}
		time.Sleep(5 * time.Millisecond)
	}
	if d.err != nil {
		return nil, d.err
	}
	return json.Marshal(d.reply)
}

// on runs f with a driver and a screen of its own.
func on(d driver, f func()) *stage {
	s := &stage{}
	onDriver(d, s, f)
	return s
}

func onDriver(d session.Driver, s *stage, f func()) {
	session.Use(d)
	show.To(s)
	defer session.Use(nil)
	defer show.To(nil)
	f()
}

func someTraining() Training {
	return Input(2).Dense(2).Named("net").Train(Slices([][]float64{{1, 2}, {3, 4}}, []int{0, 1}))
}

func TestTrainingDisplay(t *testing.T) {
	start := time.Now()
	s := on(driver{news: 60, reply: TrainReply{Steps: 60, Loss: Floats{1}, Test: Evaluation{Accuracy: 1}}}, func() {
		if err := someTraining().Display(); err != nil {
			t.Fatal(err)
		}
	})
	if len(s.set) < 2 {
		t.Fatalf("%d states shown, want the start and some progress", len(s.set))
	}
	if most := int(time.Since(start)/pause) + 2; len(s.set) > most { // two phases, each shown at once
		t.Errorf("%d states shown, want at most %d in that time", len(s.set), most)
	}
	if first := s.set[0].Data["text/plain"].(string); !strings.Contains(first, "net") || !strings.Contains(first, "starting…") {
		t.Errorf("it starts with %q", first)
	}
	if page := s.set[1].Data["text/html"].(string); !strings.Contains(page, "of 60") {
		t.Errorf("HTML of the progress: %s", page)
	}
	if len(s.closed) != 1 || len(s.closed[0].Data) != 1 || strings.Contains(s.closed[0].Data["text/plain"].(string), "\n") {
		t.Errorf("left on the screen: %v; want one line of text", s.closed)
	}
}

func TestTrainingDisplayError(t *testing.T) {
	boom := errors.New("boom")
	s := on(driver{news: 3, err: boom}, func() {
		if err := someTraining().Display(); !errors.Is(err, boom) {
			t.Errorf("error %v, want boom", err)
		}
	})
	if len(s.closed) != 1 || s.closed[0].Data["text/plain"] != "net: stopped at step 3 of 3" {
		t.Errorf("left on the screen: %v", s.closed)
	}
	s = on(driver{}, func() {
		if err := someTraining().BatchSize(-1).Display(); err == nil {
			t.Error("no error for a batch of -1")
		}
	})
	if len(s.set)+len(s.closed) != 0 {
		t.Errorf("a mistake shows %v and leaves %v", s.set, s.closed)
	}
}

// TestWatchSilent: what is known already leaves nothing on the screen.
func TestWatchSilent(t *testing.T) {
	s := on(driver{reply: TrainReply{Cached: true}}, func() {
		if r, err := someTraining().Watch(context.Background()); err != nil || !r.Cached {
			t.Errorf("got %v, %v", r, err)
		}
	})
	if len(s.set)+len(s.closed) != 0 {
		t.Errorf("it showed %v and left %v", s.set, s.closed)
	}
}

// A phase that ends within a moment of the one before is on the screen at
// once: nothing may come after it for minutes.
func TestPhasesAreShownAtOnce(t *testing.T) {
	s := on(driver{}, func() {
		w := newWatch("net")
		for _, p := range []string{"starting", "compiling", "training"} {
			w.news(Progress{Phase: p, Step: 1, Steps: 9})
		}
	})
	var got []string
	for _, b := range s.set {
		got = append(got, b.Data["text/plain"].(string))
	}
	if len(got) != 3 || !strings.Contains(got[1], "compiling…") || !strings.Contains(got[2], "step 1 of 9") {
		t.Errorf("want three phases on the screen, got %q", got)
	}
}
