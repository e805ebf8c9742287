package figure_test

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/seed-380714d4/fathom/dsl"
	"github.com/seed-380714d4/fathom/dsl/figure"
	"github.com/seed-380714d4/fathom/dsl/session"
)

// shelf is an engine that has examples of one data set, whatever is asked.
type shelf dsl.Examples

func (s shelf) Do(_ context.Context, op string, body []byte, _ func([]byte)) ([]byte, error) {
	var b dsl.BatchSpec
	if err := json.Unmarshal(body, &b); err != nil || op != "show" {
		return nil, fmt.Errorf("want examples of a batch, got %s: %v", op, err)
	}
	e := dsl.Examples(s)
	for len(e.Inputs) < b.Size { // the same over and over
		e.Inputs = append(e.Inputs, e.Inputs[len(e.Inputs)%len(s.Inputs)])
		if s.Labels != nil {
			e.Labels = append(e.Labels, e.Labels[len(e.Labels)%len(s.Labels)])
		} else {
			e.Targets = append(e.Targets, e.Targets[len(e.Targets)%len(s.Targets)])
		}
	}
	return json.Marshal(e)
}

func TestExamples(t *testing.T) {
	grey := dsl.Examples{Shape: []int{1, 2, 1}, Inputs: []dsl.Floats{{0, 1}, {0.5, 0.25}}, Labels: []int{3, 0}, Classes: []string{"coat", "bag"}}
	for _, c := range []struct {
		name  string
		e     dsl.Examples
		n     int
		words string
		check func(figure.Spec) string
	}{
		{"images", grey, 2, "Figure “2 examples of MNIST”: 2 panels, pictures; 3, coat", func(s figure.Spec) string {
			return fmt.Sprint(s.Grid.Panels[0].Picture.Pixels, s.Grid.Panels[1].Picture.Pixels, s.Grid.Columns)
		}},
		{"images of other values", dsl.Examples{Shape: []int{1, 2, 1}, Inputs: []dsl.Floats{{-1, 3}}, Labels: []int{0}}, 1, "1 panels, pictures; 0", func(s figure.Spec) string {
			return fmt.Sprint(s.Grid.Panels[0].Picture.Pixels, s.Notes)
		}},
		{"colours", dsl.Examples{Shape: []int{1, 1, 3}, Inputs: []dsl.Floats{{1, 0, 0.2}}, Labels: []int{0}}, 1, "pictures; 0", func(s figure.Spec) string {
			return fmt.Sprint(s.Grid.Panels[0].Picture.Pixels)
		}},
		{"signals", dsl.Examples{Shape: []int{3, 2}, Inputs: []dsl.Floats{{1, 10, 2, 20, 3, 30}}, Targets: []dsl.Floats{{0.12345}}}, 1, "1 panels, value against position; 0.123", func(s figure.Spec) string {
			p := s.Grid.Panels[0].Series
			return fmt.Sprint(len(p), p[0].Y, p[1].Y, p[1].X)
		}},
		{"a plane", dsl.Examples{Shape: []int{2}, Inputs: []dsl.Floats{{1, 2}, {3, 4}, {5, 6}}, Labels: []int{1, 0, 1}}, 3, "x₂ against x₁; class 0 4 at 3; class 1 from 2 at 1 to 6 at 5", func(s figure.Spec) string {
			return fmt.Sprint(s.Series[1].X)
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			session.Use(shelf(c.e))
			defer session.Use(nil)
			fig := figure.Examples(dsl.MNIST().Batch(c.n))
			if got := fig.String(); !strings.Contains(got, c.words) {
				t.Errorf("want %q, got %q", c.words, got)
			}
			want := map[string]string{"images": "[0 255] [128 64] 2", "images of other values": "[0 255] [Black is -1, white 3.]",
				"colours": "[255 0 51]", "signals": "2 [1 2 3] [10 20 30] [0 1 2]", "a plane": "[1 5]"}[c.name]
			if got := c.check(fig.Spec()); got != want {
				t.Errorf("want %s, got %s", want, got)
			}
		})
	}
	session.Use(shelf(grey))
	defer session.Use(nil)
	for batch, want := range map[int]string{101: "number of examples; want at most 100, got 101", 0: "batch size"} {
		if err := figure.Examples(dsl.MNIST().Batch(batch)).Err(); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%d examples: want %q, got %v", batch, want, err)
		}
	}
	wrong := figure.New(figure.Spec{Picture: &figure.Picture{Width: 2, Height: 2, Pixels: []byte{1, 2}}})
	if err := wrong.Err(); err == nil || !strings.Contains(err.Error(), "2 for 2 × 2") {
		t.Errorf("a picture with too few pixels: got %v", err)
	}
}
