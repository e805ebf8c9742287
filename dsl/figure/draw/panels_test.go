package draw_test

import (
	"math"
	"strings"
	"testing"

	"github.com/seed-380714d4/fathom/dsl"
	"github.com/seed-380714d4/fathom/dsl/figure"
	"github.com/seed-380714d4/fathom/dsl/figure/draw"
)

// TestPanels: who wants to change a panel gets it as a plot, with the axes that
// all share.
func TestPanels(t *testing.T) {
	plots, err := draw.Panels(histogramPanels())
	if err != nil {
		t.Fatal(err)
	}
	if len(plots) != 12 || plots[11] != nil {
		t.Fatalf("want 12 panels, the last one empty, got %d", len(plots))
	}
	if plots[0].X.Min != plots[3].X.Min || plots[0].Y.Max != plots[3].Y.Max || plots[0].X.Max == plots[4].X.Max {
		t.Errorf("axes: want one a row, got %v, %v and %v", plots[0].X.Max, plots[3].X.Max, plots[4].X.Max)
	}
	if _, err := draw.Plot(histogramPanels()); err == nil || !strings.Contains(err.Error(), "draw.Panels") {
		t.Errorf("Plot of panels: want an error that names draw.Panels, got %v", err)
	}
	if _, err := draw.Panels(plain()); err == nil || !strings.Contains(err.Error(), "draw.Plot") {
		t.Errorf("Panels of a plot: want an error that names draw.Plot, got %v", err)
	}
}

// TestPanelsInAllFormats: titles of panels are words in a vector picture.
func TestPanelsInAllFormats(t *testing.T) {
	svg, err := draw.SVG(histogramPanels())
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{">layer 4<", ">three layers<", ">activation a<", ">density<", ">50 % at 0<"} {
		if !strings.Contains(string(svg), want) {
			t.Errorf("no %q in the SVG", want)
		}
	}
	if _, err := draw.PDF(heatPanels()); err != nil {
		t.Error(err)
	}
}

// TestExtremePanels: no values keep panels from being drawn.
func TestExtremePanels(t *testing.T) {
	for _, values := range []dsl.Floats{{}, {0}, {1, 1}, {math.NaN(), math.Inf(1), 2}, {-1, 0, 1e308}, {5e-324, 1e-300, 1}, {-math.MaxFloat64, math.MaxFloat64}} {
		for _, log := range []bool{false, true} {
			axis := figure.Axis{Label: "x", Log: log}
			p := figure.Spec{Title: "a panel", X: axis, Y: axis, Series: []figure.Series{{Kind: figure.Bins, X: values, Y: values}}}
			if n := len(values); n > 1 {
				p.Heat = []figure.Strip{{From: values[0], To: values[n-1], Edges: values, Shade: values[:n-1]}}
			}
			f := figure.New(figure.Spec{Width: 300, Height: 200, Bar: &figure.Bar{Label: "shade", From: 0.1, To: 1, Log: log},
				Grid: &figure.Grid{Columns: 2, Panels: []figure.Spec{p, p, {}}, ShareX: log, ShareY: !log}})
			if _, err := draw.PNG(f); err != nil {
				t.Errorf("%v, log %v: %v", values, log, err)
			}
		}
	}
}
