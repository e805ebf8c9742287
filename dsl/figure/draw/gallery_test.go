package draw_test

import (
	"fmt"
	"math"
	"math/rand/v2"

	"github.com/seed-380714d4/fathom/dsl"
	"github.com/seed-380714d4/fathom/dsl/figure"
)

// gallery is the figures that goldens are kept of: what the notebooks show,
// with numbers made up to look like theirs and to be the same every time.
var gallery = []struct {
	name string
	make func() figure.Figure
}{
	{"gradients", gradients},
	{"gradients-seeds", gradientsOverSeeds},
	{"loss", losses},
	{"accuracy-seeds", accuracyOverSeeds},
	{"activations", activations},
	{"many", many},
	{"plain", plain},
}

func noise(seed uint64) *rand.Rand { return rand.New(rand.NewPCG(seed, 1)) }

// decay is a quantity by layer that starts at the output and changes by factor
// from layer to layer down.
func decay(name string, slot int, top, factor float64) figure.Series {
	r := noise(uint64(slot))
	s := figure.Series{Name: name, Kind: figure.Line, Slot: slot}
	for l := 1; l <= 21; l++ {
		s.X = append(s.X, float64(l))
		s.Y = append(s.Y, top*math.Pow(factor, float64(20-l))*math.Exp(0.12*r.NormFloat64()))
	}
	s.Y[20] = 0.9
	return s
}

func gradients() figure.Figure {
	return figure.New(figure.Spec{
		Title: "Gradient by layer before training", Subtitle: "one batch of 256 MNIST digits",
		X: figure.Axis{Label: "layer", Whole: true},
		Y: figure.Axis{Label: "RMS over samples of ‖∂L/∂z‖", Log: true},
		Series: []figure.Series{
			decay("sigmoid, Xavier", 0, 0.2, 0.236), decay("tanh, Xavier", 1, 0.5, 0.94),
			decay("ReLU, He", 2, 0.6, 1), decay("identity, 2/n", 3, 0.1, 1.42)},
	}).Reference("mean field, 0.236 per layer", 0.236, "sigmoid, Xavier")
}

func gradientsOverSeeds() figure.Figure {
	spec := gradients().Spec()
	spec.Series = spec.Series[:3]
	for i, s := range spec.Series {
		for seed := range 3 {
			r := noise(uint64(10*i + seed))
			each := make(dsl.Floats, len(s.Y))
			drift := 1.0
			for l := len(s.Y) - 1; l >= 0; l-- {
				drift *= math.Exp(0.16 * r.NormFloat64())
				each[l] = s.Y[l] * drift
			}
			spec.Series[i].Each = append(spec.Series[i].Each, each)
		}
	}
	return figure.New(spec).Bands(figure.MinMax).Note("Lines: mean of 3 seeds.").Note("Bands: lowest to highest seed.").
		Reference("mean field, 0.236 per layer", 0.236, "sigmoid, Xavier").Reference("half per layer", 0.5, "tanh, Xavier")
}

// fall is a noisy loss, its smooth course, and validation at three epochs.
func fall(name string, slot int, from, to, speed, spread float64) []figure.Series {
	r := noise(uint64(slot))
	raw := figure.Series{Name: name, Kind: figure.Faint, Slot: slot}
	line := figure.Series{Name: name, Kind: figure.Line, Slot: slot}
	marks := figure.Series{Kind: figure.Marks, Slot: slot}
	for step := 1; step <= 1290; step++ {
		course := to + (from-to)*math.Exp(-speed*float64(step))
		raw.X, raw.Y = append(raw.X, float64(step)), append(raw.Y, course*math.Exp(spread*r.NormFloat64()))
		if step%5 == 0 {
			line.X, line.Y = append(line.X, float64(step)), append(line.Y, course*math.Exp(0.1*spread*r.NormFloat64()))
		}
		if step%430 == 0 {
			marks.X, marks.Y = append(marks.X, float64(step)), append(marks.Y, course*1.08)
		}
	}
	return []figure.Series{raw, line, marks}
}

func losses() figure.Figure {
	s := figure.Spec{Title: "Loss during training",
		X:     figure.Axis{Label: "step", Whole: true},
		Y:     figure.Axis{Label: "cross-entropy (nats)"},
		Notes: []string{"Lines: training loss, mean of 25 steps.", "Behind them: each step's batch.", "Marks: validation."}}
	s.Series = append(s.Series, fall("ReLU, SGD(0.01, momentum 0.9)", 0, 2.3, 0.12, 0.006, 0.2)...)
	s.Series = append(s.Series, fall("ReLU, Adam(0.001)", 1, 2.3, 0.2, 0.012, 0.2)...)
	s.Series = append(s.Series, fall("sigmoid", 2, 2.33, 2.3, 0.02, 0.03)...)
	return figure.New(s)
}

func accuracyOverSeeds() figure.Figure {
	s := figure.Spec{Title: "Accuracy during training",
		X:     figure.Axis{Label: "step", Whole: true},
		Y:     figure.Axis{Label: "right classes", Unit: "%"},
		Notes: []string{"Lines: training batches, mean of 25 steps and 3 seeds.", "Marks: validation.", "Bands: lowest to highest seed."}}
	for slot, name := range []string{"ReLU", "tanh"} {
		line := figure.Series{Name: name, Kind: figure.Line, Slot: slot, Each: make([]dsl.Floats, 3)}
		marks := figure.Series{Kind: figure.Marks, Slot: slot}
		for step := 1; step <= 1290; step += 3 {
			line.X = append(line.X, float64(step))
			for seed := range 3 {
				r := noise(uint64(1000*slot + 10*step + seed))
				v := 97 - 6*float64(slot) - 80*math.Exp(-(0.007+0.002*float64(seed))*float64(step)) + 0.3*r.NormFloat64()
				line.Each[seed] = append(line.Each[seed], v)
			}
		}
		for epoch := 1; epoch <= 3; epoch++ {
			marks.X, marks.Y = append(marks.X, float64(430*epoch)), append(marks.Y, 96-6*float64(slot)-70*math.Exp(-3.4*float64(epoch)))
		}
		s.Series = append(s.Series, line, marks)
	}
	return figure.New(s)
}

func activations() figure.Figure {
	s := figure.Spec{Title: "Activation spread by layer before training", Subtitle: "one batch of 256 MNIST digits",
		X: figure.Axis{Label: "layer", Whole: true}, Y: figure.Axis{Label: "standard deviation of activations", Log: true}, Legend: figure.Above}
	for slot, name := range []string{"tanh, Xavier", "ReLU, He", "ReLU, Xavier", "sigmoid, Xavier"} {
		r := figure.Series{Name: name, Slot: slot}
		for l := 1; l <= 21; l++ {
			r.X = append(r.X, float64(l))
			r.Y = append(r.Y, []float64{0.62 / math.Sqrt(1+0.4*float64(l)), 0.8, 0.8 * math.Pow(0.707, float64(l)), 0.1}[slot])
		}
		s.Series = append(s.Series, r)
	}
	return figure.New(s)
}

// many has more series than colours, long names, gaps, and thirty decades.
func many() figure.Figure {
	s := figure.Spec{Title: "A long title that does not fit on one line of a figure of this width and has to be broken",
		X: figure.Axis{Label: "layer", Whole: true}, Y: figure.Axis{Label: "gradient", Log: true}}
	for slot := range 10 {
		name := fmt.Sprintf("network %d", slot+1)
		if slot == 3 {
			name = "a network with a name that goes on and on, Adam(0.001), batches of 128"
		}
		r := decay(name, slot, 1, math.Pow(10, -1.5+0.3*float64(slot)))
		if slot == 2 {
			r.Y[7], r.Y[8], r.Y[9] = math.NaN(), 0, math.Inf(1)
		}
		s.Series = append(s.Series, r)
	}
	return figure.New(s)
}

func plain() figure.Figure {
	return figure.New(figure.Spec{Title: "Published and measured", Width: 560, Height: 340,
		X: figure.Axis{Label: "depth", Unit: "layers", Log: true}, Y: figure.Axis{Label: "error", Unit: "%"},
		Series: []figure.Series{{Name: "ours", Kind: figure.Steps, X: dsl.Floats{20, 32, 44, 56, 110}, Y: dsl.Floats{8.9, 7.8, 7.3, 7.0, 6.6}}},
	}).ReferenceMarks("He et al. 2015", []float64{20, 32, 44, 56, 110}, []float64{8.75, 7.51, 7.17, 6.97, 6.43}).
		ReferenceLine("plain nets of 20 layers", []float64{20, 110}, []float64{9.5, 9.5})
}
