package draw_test

import (
	"fmt"
	"math"

	"github.com/seed-380714d4/fathom/dsl"
	"github.com/seed-380714d4/fathom/dsl/figure"
)

// The figures of probes join the gallery.
func init() {
	for name, f := range map[string]func() figure.Figure{
		"histograms": histogramPanels, "histograms-log": logHistogramPanels,
		"heat": heatPanels, "norms": normLines, "norms-panels": normPanels, "tiles": tiles,
	} {
		gallery = append(gallery, struct {
			name string
			make func() figure.Figure
		}{name, f})
	}
}

// bell is a histogram of normal values, counted from a formula.
func bell(slot int, from, width, mean, std float64, n int) figure.Series {
	s := figure.Series{Kind: figure.Bins, Slot: slot}
	for i := range n {
		x := from + width*float64(i)
		z := (x + width/2 - mean) / std
		s.X, s.Y = append(s.X, x), append(s.Y, math.Exp(-z*z/2)/std/math.Sqrt(2*math.Pi))
	}
	s.X, s.Y = append(s.X, from+width*float64(n)), append(s.Y, 0)
	return s
}

// histogramPanels has three networks, one of which has a layer less, zeros, and
// axes of their own for each row.
func histogramPanels() figure.Figure {
	g := &figure.Grid{Columns: 4, ShareX: true, ShareY: true, ByRow: true, Rows: []string{"tanh", "ReLU", "three layers"}}
	for row, spread := range []float64{0.3, 1.2, 0.1} {
		for layer := range 4 {
			p := figure.Spec{}
			if row < 2 || layer < 3 {
				std := spread / math.Sqrt(1+float64(layer))
				p = figure.Spec{Title: fmt.Sprintf("layer %d", layer+1), Subtitle: fmt.Sprintf("std %.2g", std),
					X: figure.Axis{Label: "activation a"}, Y: figure.Axis{Label: "density"},
					Series: []figure.Series{bell(row, -4*spread, spread/8, 0, std, 64)}}
				if row == 1 {
					p.Subtitle += "\n50 % at 0"
				}
			}
			g.Panels = append(g.Panels, p)
		}
	}
	return figure.New(figure.Spec{Title: "Activations by layer before training", Subtitle: "one batch of 256 MNIST digits", Grid: g,
		Legend: figure.Hidden, Width: 700, Height: 630})
}

// logHistogramPanels is a gradient that vanishes, on one axis over all layers.
func logHistogramPanels() figure.Figure {
	g := &figure.Grid{Columns: 5, ShareX: true, ShareY: true}
	for layer := range 5 {
		s := bell(0, -9+1.7*float64(layer), 0.1, -8+1.7*float64(layer), 0.35, 20)
		for i, x := range s.X {
			s.X[i] = math.Pow(10, x)
		}
		g.Panels = append(g.Panels, figure.Spec{Title: fmt.Sprintf("layer %d", 1+5*layer), Subtitle: "std 2.4×10⁻⁷",
			X: figure.Axis{Label: "|∂L/∂w|", Log: true}, Y: figure.Axis{Label: "share per decade"}, Series: []figure.Series{s}})
	}
	return figure.New(figure.Spec{Title: "Weight gradients by layer before training", Grid: g, Width: 835, Height: 280, Notes: []string{"Shown: 5 layers of 21."}, Legend: figure.Hidden})
}

// heatPanels is weights that spread, in bins whose width changes.
func heatPanels() figure.Figure {
	g := &figure.Grid{Columns: 3, ShareX: true, ShareY: true}
	for layer := range 3 {
		p := figure.Spec{Title: fmt.Sprintf("layer %d", layer+1), X: figure.Axis{Label: "step", Whole: true}, Y: figure.Axis{Label: "weight w"}}
		for look := range 30 {
			std := 0.05 + 0.004*float64(look)*float64(layer+1)
			width := math.Pow(2, math.Ceil(math.Log2(std/8)))
			strip := figure.Strip{From: 20 * float64(look), To: 20 * float64(look+1)}
			b := bell(0, -32*width, width, 0, std, 64)
			strip.Edges, strip.Shade = b.X, b.Y[:64]
			p.Heat = append(p.Heat, strip)
		}
		g.Panels = append(g.Panels, p)
	}
	return figure.New(figure.Spec{Title: "Weights through training", Subtitle: "tanh", Grid: g, Width: 725, Height: 325,
		Bar: &figure.Bar{Label: "density", From: 0.008, To: 8, Log: true}}).YRange(-0.8, 0.8)
}

func norms(from, decay float64) []figure.Series {
	r := noise(7)
	var all []figure.Series
	wander := make([]float64, 60)
	for i := range wander {
		wander[i] = math.Exp(0.25 * r.NormFloat64())
	}
	for layer := range 21 {
		tone := 0.85 * float64(layer) / 20
		s := figure.Series{Tone: &tone}
		for i, w := range wander {
			s.X = append(s.X, float64(1+20*i))
			s.Y = append(s.Y, from*math.Pow(decay, float64(20-layer))*w/math.Sqrt(1+float64(i)/10))
		}
		all = append(all, s)
	}
	return all
}

func normLines() figure.Figure {
	return figure.New(figure.Spec{Title: "Weight gradients through training", Subtitle: "sigmoid",
		X: figure.Axis{Label: "step", Whole: true}, Y: figure.Axis{Label: "‖∂L/∂W‖", Log: true}, Series: norms(1, 0.4),
		Bar: &figure.Bar{Label: "layer", From: 1, To: 21, Whole: true}, Notes: []string{"Measured at every 20th step."}})
}

func normPanels() figure.Figure {
	g := &figure.Grid{Columns: 3, ShareX: true, ShareY: true}
	for i, name := range []string{"sigmoid", "tanh", "ReLU, with a long name, Adam(0.001), batches of 128"} {
		g.Panels = append(g.Panels, figure.Spec{Title: name, X: figure.Axis{Label: "step", Whole: true}, Y: figure.Axis{Label: "‖∂L/∂W‖", Log: true},
			Series: norms(1, []float64{0.4, 0.9, 1}[i])})
	}
	return figure.New(figure.Spec{Title: "Weight gradients through training", Grid: g, Width: 1000, Height: 360,
		Bar: &figure.Bar{Label: "layer", From: 1, To: 21, Whole: true}})
}

// tiles are figures made for themselves: "ReLU, SGD…" has its colour in both.
func tiles() figure.Figure {
	one, other := losses(), losses()
	spec := other.Spec()
	spec.Series = spec.Series[3:] // without the first run, so that slots differ
	for i := range spec.Series {
		spec.Series[i].Slot--
	}
	return figure.Tiles(2, one.Title("three runs"), figure.New(spec).Title("two of them"),
		figure.New(figure.Spec{Title: "another panel", X: figure.Axis{Label: "step", Whole: true}, Y: figure.Axis{Label: "cross-entropy (nats)"},
			Series: []figure.Series{{Name: "constant", X: dsl.Floats{0, 1290}, Y: dsl.Floats{1, 1}}}}))
}
