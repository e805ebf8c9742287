package figure_test

import (
	"encoding/json"
	"errors"
	"math"
	"reflect"
	"strings"
	"testing"

	"github.com/seed-380714d4/fathom/dsl"
	"github.com/seed-380714d4/fathom/dsl/figure"
)

func odd() figure.Figure {
	return figure.New(figure.Spec{
		Title: "Odd values", Subtitle: "all kinds", X: figure.Axis{Label: "step", Whole: true},
		Y: figure.Axis{Label: "loss", Unit: "nats", Ticks: []figure.Tick{{Value: 1, Label: "one"}}},
		Series: []figure.Series{
			{Name: "a", X: dsl.Floats{1, 2, 3, 4}, Y: dsl.Floats{1, math.NaN(), math.Inf(1), math.Inf(-1)}},
			{Name: "b", Kind: figure.Steps, Slot: 1, X: dsl.Floats{1, 2}, Each: []dsl.Floats{{1, 2}, {3, 1e-300}}},
			{Kind: figure.Marks, Slot: 1, X: dsl.Floats{2}, Y: dsl.Floats{0.1}},
		},
		Notes: []string{"a note"},
	}).YRange(0.5, 8).ReferenceLine("published", []float64{1, 4}, []float64{2, 2})
}

func TestTravels(t *testing.T) {
	for _, f := range []figure.Figure{odd(), odd().LogY(true).Legend(figure.Above).Size(500, 300).Bands(figure.StdDev), figure.New(figure.Spec{})} {
		if err := f.Err(); err != nil {
			t.Fatal(err)
		}
		back := travel(t, f)
		// As texts: NaN is not equal to itself.
		if got, want := text(t, back), text(t, f); got != want || back.String() != f.String() {
			t.Errorf("came back as\n%s\nwant\n%s", got, want)
		}
	}
	if y := travel(t, odd()).Spec().Series[0].Y; !math.IsNaN(y[1]) || !math.IsInf(y[2], 1) || !math.IsInf(y[3], -1) {
		t.Errorf("NaN, +Inf, -Inf came back as %v", y[1:])
	}
}

func TestErrorTravels(t *testing.T) {
	wrong := odd().Size(1, 1)
	back := travel(t, wrong)
	var e *dsl.Error
	if !errors.As(back.Err(), &e) || e.Line == 0 || back.Err().Error() != wrong.Err().Error() {
		t.Errorf("came back as %#v, want %#v", back.Err(), wrong.Err())
	}
	if err := travel(t, figure.Failed(errors.New("no power"))).Display(); err == nil || err.Error() != "no power" {
		t.Errorf("Display returns %v, want no power", err)
	}
}

func travel(t *testing.T, f figure.Figure) figure.Figure {
	t.Helper()
	var back figure.Figure
	if err := json.Unmarshal([]byte(text(t, f)), &back); err != nil {
		t.Fatal(err)
	}
	return back
}

func text(t *testing.T, f figure.Figure) string {
	t.Helper()
	b, err := json.Marshal(f)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestImmutable(t *testing.T) {
	f := odd()
	before := text(t, f)
	f.Title("x").X("x").Y("y").LogX(true).LogY(true).XRange(1, 2).Size(300, 200).Note("n").Subtitle("s").
		Legend(figure.Hidden).Bands(figure.NoBand).ReferenceMarks("m", []float64{1}, []float64{1})
	f.Spec().Series[0].Name = "changed"
	f.Spec().Notes[0] = "changed"
	if after := text(t, f); after != before {
		t.Errorf("methods changed the figure from\n%s\nto\n%s", before, after)
	}
}

func TestBands(t *testing.T) {
	s := func(f figure.Figure) figure.Series { return f.Spec().Series[1] }
	for band, want := range map[figure.Band][2]dsl.Floats{
		figure.MinMax: {{1, 1e-300}, {3, 2}},
		figure.StdDev: {{2 - math.Sqrt2, 1 - math.Sqrt2}, {2 + math.Sqrt2, 1 + math.Sqrt2}},
		figure.NoBand: {nil, nil},
	} {
		r := s(odd().Bands(band))
		if !near(r.Y, dsl.Floats{2, 1}) || !near(r.Low, want[0]) || !near(r.High, want[1]) {
			t.Errorf("%q: %v from %v to %v, want from %v to %v", band, r.Y, r.Low, r.High, want[0], want[1])
		}
	}
}

func near(a, b dsl.Floats) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if math.Abs(a[i]-b[i]) > 1e-12 {
			return false
		}
	}
	return true
}

func TestMistakes(t *testing.T) {
	nan := math.NaN()
	for _, c := range []struct {
		name string
		fig  figure.Figure
		want string
	}{
		{"size", odd().Size(10, 10), "pixels; want from 120 × 100"},
		{"range swapped", odd().XRange(2, 1), "the lower one first, got 2 to 1"},
		{"range of no width", odd().XRange(1e16, 1e16+2), "finite and apart"},
		{"range not finite", odd().YRange(nan, 1), "finite"},
		{"log range", odd().YRange(0, 1).LogY(true), "above 0, got 0 to 1; start above 0, or say LogY(false)"},
		{"legend", odd().Legend("left"), `got "left"`},
		{"lengths", odd().ReferenceLine("r", []float64{1, 2}, []float64{1}), "values of y; want 2, as many as x, got 1"},
		{"one edge of a band", figure.New(figure.Spec{Series: []figure.Series{{X: dsl.Floats{1}, Y: dsl.Floats{1}, Low: dsl.Floats{1}}}}), "values of high"},
		{"seeds of other lengths", figure.New(figure.Spec{Series: []figure.Series{{X: dsl.Floats{1}, Each: []dsl.Floats{{1, 2}}}}}), "values of"},
		{"kind", figure.New(figure.Spec{Series: []figure.Series{{Kind: "pie"}}}), `got "pie"`},
		{"tick", figure.New(figure.Spec{X: figure.Axis{Ticks: []figure.Tick{{Value: nan}}}}), "value of a tick"},
		{"reference to nothing", odd().Reference("r", 0.5, "c"), `one of "a", "b", "published", got "c"`},
		{"reference factor", odd().Reference("r", -1, "b"), "above 0, got -1"},
		{"no networks", figure.GradientNorms(), "inspections; want at least one"},
		{"no runs", figure.Loss(), "trainings; want at least one"},
		{"the first stays", odd().Size(1, 1).Legend("left").Title("t"), "pixels"},
	} {
		t.Run(c.name, func(t *testing.T) {
			err := c.fig.Err()
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Fatalf("error %v, want one with %q", err, c.want)
			}
			var e *dsl.Error
			if !errors.As(err, &e) || e.File != "figure_test.go" || e.Line == 0 {
				t.Errorf("error %v does not name the line of this test", err)
			}
			if got := c.fig.Display(); !reflect.DeepEqual(got, err) {
				t.Errorf("Display returns %v, want %v", got, err)
			}
		})
	}
}

func TestReference(t *testing.T) {
	f := figure.New(figure.Spec{Y: figure.Axis{Log: true}, Series: []figure.Series{
		{Name: "net", X: dsl.Floats{1, 2, 3, 4}, Y: dsl.Floats{9, 9, 8, 100}}}}).Reference("half", 0.5, "net")
	r := f.Spec().Series[1]
	if !near(r.X, dsl.Floats{3, 2, 1}) || !near(r.Y, dsl.Floats{8, 4, 2}) || r.Kind != figure.ReferenceLine {
		t.Errorf("reference %+v; want 8, 4, 2 from layer 3 down", r)
	}
}
