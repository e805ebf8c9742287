package nn

import (
	"context"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/seed-380714d4/fathom/dsl"
	"github.com/seed-380714d4/fathom/dsl/session"
)

// TestWhy asks as a user does: before a training, while it stands at a
// checkpoint, when it is known, and of others like it.
func TestWhy(t *testing.T) {
	r := newRunner(usual(t), keptAt(t, t.TempDir()))
	session.Handle("why", handler(func() (*runner, error) { return r, nil }, why))
	t.Cleanup(func() { Register(Default()) })
	run := deepTanh(1).Named("shallow").Train(dsl.MNIST().Take(500)).Optimizer(dsl.SGD(0.01).Momentum(0.9)).BatchSize(50).Epochs(2)
	says := func(run dsl.Training, parts ...string) dsl.Reason {
		t.Helper()
		reason := run.Why()
		must(t, reason.Err())
		for _, part := range parts {
			if !strings.Contains(reason.String(), part) {
				t.Errorf("want %q in %q", part, reason)
			}
		}
		return reason
	}
	says(run, "will train: no run is stored")
	interruptedAt(t, r, run.Request(), 7)
	says(run, "will go on from step ", " of 20")
	trained(t, r, run.Request())
	known := says(run.Named("again"), "known: trained on ", time.Now().Format("2 January 2006"))
	key, err := run.Key()
	must(t, err)
	if key != known.WhyReply.Key || len(key) != 64 {
		t.Errorf("want one key of 64 digits, got %q and %q", key, known.WhyReply.Key)
	}
	says(run.Optimizer(dsl.SGD(0.02).Momentum(0.9)), "will train: it differs from the nearest stored run, shallow (",
		"in optimizer.learning_rate 0.01 → 0.02; everything else is equal")
	says(run.Continue(2), "in continues nothing → 2 epochs with kind sgd, learning_rate 0.01, momentum 0.9; everything else")
	if n := r.stats.trainings.Load(); n != 2 {
		t.Errorf("asking trains nothing: want the 2 trainings that were asked for, got %d", n)
	}
}

// TestWhyOfMistakes: what cannot be trained says so.
func TestWhyOfMistakes(t *testing.T) {
	run := small().Train(spiral(5)).BatchSize(0)
	if reason := run.Why(); reason.Err() == nil || !strings.Contains(reason.String(), "batch size") {
		t.Errorf("want the mistake, got %v", reason)
	}
	if _, err := run.Key(); err == nil {
		t.Error("want an error for the key")
	}
}

// TestInspectionsAreKept: what was looked at is not computed again, seed by
// seed, by another process either.
func TestInspectionsAreKept(t *testing.T) {
	dir := t.TempDir()
	run := small().Train(spiral(20)).BatchSize(5)
	look := run.Model().Inspect(spiral(20).Batch(10)).Seeds(1, 2)
	of := func(i dsl.Inspection) dsl.InspectRequest { return i.Request() }
	var first string
	for _, c := range []struct {
		name    string
		request dsl.InspectRequest
		looks   int64
	}{
		{"the first time", of(look), 2},
		{"again", of(look), 0},
		{"a seed more", of(look.Seeds(2, 3, 1)), 1},
		{"another batch", of(run.Model().Inspect(spiral(20).Batch(11)).Seeds(1)), 1},
		{"other data", of(run.Model().Inspect(spiral(22).Batch(10)).Seeds(1)), 1},
		{"another name", of(run.Model().Named("x").Inspect(spiral(20).Batch(10)).Seeds(1)), 0},
		{"another precision", of(look.Precision(dsl.Float64).Seeds(1)), 1},
		{"a trained network", of(run.Inspect(spiral(20).Batch(10))), 1},
		{"it again", of(run.Inspect(spiral(20).Batch(10))), 0},
		{"of another training", of(run.Epochs(2).Inspect(spiral(20).Batch(10))), 1},
	} {
		r := newRunner(usual(t), keptAt(t, dir))
		reply, err := r.look(context.Background(), c.request, func(dsl.Progress) {})
		must(t, err)
		if got := r.stats.inspections.Load(); got != c.looks {
			t.Errorf("%s: want %d looks, got %d", c.name, c.looks, got)
		}
		if text := asText(t, reply); c.name == "the first time" {
			first = text
		} else if c.name == "again" && text != first {
			t.Errorf("again: want %s, got %s", first, text)
		}
	}
}

// TestStats counts for whoever asks.
func TestStats(t *testing.T) {
	ask := func() (s Stats) {
		b, err := session.Local(context.Background(), "stats", nil, nil)
		must(t, err)
		must(t, json.Unmarshal(b, &s))
		return s
	}
	before := ask()
	_, err := small().Train(spiral(21)).BatchSize(7).Steps(5).Result(context.Background())
	must(t, err)
	if after := ask(); after.Trainings != before.Trainings+1 || after.Steps != before.Steps+5 {
		t.Errorf("want one training of 5 steps more, got %+v after %+v", after, before)
	}
}
