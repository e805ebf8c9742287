package figure_test

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/seed-380714d4/fathom/dsl"
	"github.com/seed-380714d4/fathom/dsl/figure"
	"github.com/seed-380714d4/fathom/dsl/session"
	"github.com/seed-380714d4/fathom/dsl/show"
)

// slow trains for a while, tells its course, and keeps what it was to draw.
// The run of seed 13 fails; that of seed 99 never ends.
type slow struct {
	engine
	begun chan bool

	mu    sync.Mutex
	drawn []figure.Figure
}

func (e *slow) Do(ctx context.Context, op string, body []byte, progress func([]byte)) ([]byte, error) {
	switch op {
	case "draw":
		var r figure.DrawRequest
		if err := json.Unmarshal(body, &r); err != nil {
			return nil, err
		}
		e.mu.Lock()
		defer e.mu.Unlock()
		e.drawn = append(e.drawn, r.Figure)
		return []byte("a picture"), ctx.Err()
	case "train":
		var r dsl.TrainRequest
		if err := json.Unmarshal(body, &r); err != nil {
			return nil, err
		}
		for i := range 10 {
			p := dsl.Progress{Phase: "training", Step: 10 * (i + 1), Steps: 100, Loss: 1,
				Recent: []dsl.Stretch{{Metric: dsl.LossCourse, From: 10*i + 1, Every: 5, Values: dsl.Floats{9, 8}}}}
			b, _ := json.Marshal(p)
			progress(b)
			time.Sleep(60 * time.Millisecond)
		}
		switch r.Seed {
		case 13:
			return nil, errors.New("not finite")
		case 99:
			close(e.begun)
			<-ctx.Done()
			return nil, ctx.Err()
		}
	}
	return e.engine.Do(ctx, op, body, progress)
}

func (e *slow) pictures() []figure.Figure {
	e.mu.Lock()
	defer e.mu.Unlock()
	return append([]figure.Figure(nil), e.drawn...)
}

// wall keeps what was on the screen, in one place that changes.
type wall struct {
	mu          sync.Mutex
	set, closed []show.Bundle
}

func (w *wall) put(to *[]show.Bundle, b show.Bundle) {
	w.mu.Lock()
	defer w.mu.Unlock()
	*to = append(*to, b)
}
func (w *wall) Live() show.Live     { return w }
func (w *wall) Set(b show.Bundle)   { w.put(&w.set, b) }
func (w *wall) Close(b show.Bundle) { w.put(&w.closed, b) }
func (w *wall) Show(b show.Bundle)  { w.put(&w.closed, b) }

func watching(t *testing.T) (*slow, *wall) {
	e, w := &slow{engine: engine{100}, begun: make(chan bool)}, &wall{}
	session.Use(e)
	show.To(w)
	t.Cleanup(func() { session.Use(nil); show.To(nil) })
	return e, w
}

func TestLossLive(t *testing.T) {
	e, w := watching(t)
	run := net(2).Named("net").Train(dsl.MNIST())
	began := time.Now()
	f := figure.Loss(run.Seeds(1, 2)...).LogY(true).Title("falls")
	if len(e.pictures()) != 0 || time.Since(began) > 200*time.Millisecond {
		t.Error("it trains before it is shown")
	}
	if err := f.Display(); err != nil {
		t.Fatal(err)
	}
	drawn := e.pictures()
	if most := int(time.Since(began)/time.Second) + 2; len(drawn) < 2 || len(drawn) > most {
		t.Fatalf("drawn %d times, want a picture on the way and the last, at most %d", len(drawn), most)
	}
	first, last := drawn[0].Spec(), drawn[len(drawn)-1].Spec()
	if first.Title != "falls" || !first.Y.Log || !strings.HasPrefix(first.Subtitle, "net, seed 1: step ") || *first.X.Max != 50 && *first.X.Max != 100 {
		t.Errorf("on the way: title %q, subtitle %q, axes %+v %+v", first.Title, first.Subtitle, first.X, first.Y)
	}
	if len(first.Series) != 2 || first.Series[0].Name != "net" || first.Series[1].Name != "" || first.Series[0].Slot != first.Series[1].Slot {
		t.Errorf("on the way: %+v", first.Series)
	}
	if last.Subtitle != "" || last.X.Max != nil || len(last.Series[0].Each) != 2 || last.Title != "falls" {
		t.Errorf("at the end: %+v", last)
	}
	if len(w.set) != len(drawn)-1 || len(w.closed) != 1 || string(w.closed[0].Data["image/png"].([]byte)) != "a picture" {
		t.Errorf("%d pictures on the way, %d left", len(w.set), len(w.closed))
	}
	if err := f.Display(); err != nil || len(w.set) != len(drawn)-1 || len(w.closed) != 2 {
		t.Errorf("shown again: %v, %d and %d", err, len(w.set), len(w.closed))
	}
}

// TestLossKnown: what is known is drawn once.
func TestLossKnown(t *testing.T) {
	w := &wall{}
	with(t, 11)
	show.To(w)
	defer show.To(nil)
	if err := figure.Loss(net(2).Train(dsl.MNIST())).Display(); err != nil || len(w.set) != 0 || len(w.closed) != 1 {
		t.Errorf("%v, %d pictures on the way, %d left", err, len(w.set), len(w.closed))
	}
}

func TestLossStopped(t *testing.T) {
	e, w := watching(t)
	err := figure.Loss(net(2).Named("net").Train(dsl.MNIST()).Seed(13)).Display()
	if err == nil || err.Error() != "not finite" {
		t.Errorf("error %v", err)
	}
	drawn := e.pictures()
	if s := drawn[len(drawn)-1].Spec(); !strings.HasPrefix(s.Subtitle, "stopped: step 100") || len(w.closed) != 0 {
		t.Errorf("it leaves %q, and %d more", s.Subtitle, len(w.closed))
	}
}

func TestLossInterrupted(t *testing.T) {
	e, w := watching(t)
	go figure.Loss(net(2).Named("net").Train(dsl.MNIST()).Seed(99)).Display() // the program would end here
	<-e.begun
	show.Interrupt(time.Minute)
	drawn := e.pictures()
	if s := drawn[len(drawn)-1].Spec(); !strings.HasPrefix(s.Subtitle, "interrupted: step ") || len(s.Series) == 0 {
		t.Errorf("it leaves %q with %d series", s.Subtitle, len(s.Series))
	}
	time.Sleep(1200 * time.Millisecond)
	if len(e.pictures()) != len(drawn) || len(w.closed) != 0 {
		t.Error("it goes on after the interrupt")
	}
}
