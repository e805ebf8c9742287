package figure_test

import (
	"context"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/seed-380714d4/fathom/dsl"
	"github.com/seed-380714d4/fathom/dsl/figure"
	"github.com/seed-380714d4/fathom/dsl/session"
	"github.com/seed-380714d4/fathom/dsl/show"
)

// measuring tells, look by look, what it will answer in the end.
type measuring struct{ slow }

func (e *measuring) Do(ctx context.Context, op string, body []byte, progress func([]byte)) ([]byte, error) {
	if op != "probes" {
		return e.slow.Do(ctx, op, body, progress)
	}
	var r dsl.TrainRequest
	if err := json.Unmarshal(body, &r); err != nil {
		return nil, err
	}
	all := looked(r.Probes[0], 3, 10)
	for i, step := range all.Steps {
		one := dsl.ProbeSeries{Probe: all.Probe, Layers: all.Layers, Steps: all.Steps[i : i+1]}
		if all.Values != nil {
			one.Values = all.Values[i : i+1]
		} else {
			one.Histograms = all.Histograms[i : i+1]
		}
		b, _ := json.Marshal(dsl.Progress{Phase: "training", Step: step, Steps: 100, Looks: []dsl.ProbeSeries{one}})
		progress(b)
		time.Sleep(60 * time.Millisecond)
	}
	return json.Marshal(dsl.ProbesReply{Series: []dsl.ProbeSeries{all}})
}

// TestThroughLive: what a probe sees is drawn while training goes on.
func TestThroughLive(t *testing.T) {
	run := net(3).Named("net").Train(dsl.MNIST())
	for name, c := range map[string]struct {
		probe  dsl.Probe
		runs   []dsl.Training
		panels int
	}{
		"norms":       {dsl.GradientNorm(), []dsl.Training{run}, 0},
		"two at once": {dsl.GradientNorm(), []dsl.Training{run, run.Seed(1).Named("other")}, 2},
		"histograms":  {dsl.WeightHistogram().Every(10), []dsl.Training{run}, 3},
	} {
		t.Run(name, func(t *testing.T) {
			e, w := &measuring{}, &wall{}
			session.Use(e)
			show.To(w)
			t.Cleanup(func() { session.Use(nil); show.To(nil) })
			f := figure.Through(c.probe, c.runs...).Title("moves")
			if len(e.pictures()) != 0 {
				t.Error("it trains before it is shown")
			}
			if err := f.Display(); err != nil {
				t.Fatal(err)
			}
			drawn := e.pictures()
			if len(drawn) < 2 || len(w.closed) != 1 {
				t.Fatalf("%d pictures, %d left; want some on the way and one at the end", len(drawn), len(w.closed))
			}
			first, last := drawn[0].Spec(), drawn[len(drawn)-1].Spec()
			if first.Title != "moves" || !strings.Contains(first.Subtitle, "step ") || first.X.Max == nil || last.X.Max != nil {
				t.Errorf("titles %q, %q and %q, axes %+v and %+v", first.Title, first.Subtitle, last.Subtitle, first.X, last.X)
			}
			if a, b := looks(first), looks(last); a < 1 || a >= b || b != 10 {
				t.Errorf("%d looks on the way, %d at the end", a, b)
			}
			if c.panels > 0 && len(last.Grid.Panels) != c.panels || c.panels == 0 && last.Grid != nil {
				t.Errorf("want %d panels, got %+v", c.panels, last.Grid)
			}
		})
	}
}

// looks is how many looks a figure shows.
func looks(s figure.Spec) int {
	if s.Grid != nil {
		return looks(s.Grid.Panels[0])
	}
	if len(s.Series) > 0 {
		return len(s.Series[0].X)
	}
	return len(s.Heat)
}
