package figure

import (
	"context"
	"fmt"
	"slices"

	"github.com/seed-380714d4/fathom/dsl"
)

// GradientNorms shows how much gradient reaches each layer: the root mean
// square over a batch's samples of ‖∂L/∂z‖, z the layer's pre-activations, on
// a logarithmic axis. Each inspection is a line; where it has several seeds,
// the line is their mean, and a band spans all of them.
func GradientNorms(networks ...dsl.Inspection) Figure {
	return byLayer(networks, measure{
		title: "Gradient by layer", label: "RMS over samples of ‖∂L/∂z‖", log: true, scale: 1,
		of: func(l dsl.LayerStats) dsl.Float { return l.PreActivationGradient }})
}

// WeightGradients shows ‖∂L/∂W‖, the Frobenius norm of the weight gradient of
// the batch's mean loss, by layer. It is another thing than GradientNorms:
// ∂L/∂W is the product of ∂L/∂z and the layer's input, and the growth of one
// can cancel the decay of the other.
func WeightGradients(networks ...dsl.Inspection) Figure {
	return byLayer(networks, measure{
		title: "Weight gradient by layer", label: "‖∂L/∂W‖ of the batch", log: true, scale: 1,
		of: func(l dsl.LayerStats) dsl.Float { return l.WeightGradient }})
}

// ActivationSpread shows the standard deviation, over samples and units, of
// each layer's activations: the signal on its way up.
func ActivationSpread(networks ...dsl.Inspection) Figure {
	return byLayer(networks, measure{
		title: "Activation spread by layer", label: "standard deviation of activations", log: true, scale: 1,
		of: func(l dsl.LayerStats) dsl.Float { return l.ActivationStd }})
}

// Saturation shows which share of each layer's activations lies at an end of
// the activation function's range, where its gradient is about 0.
func Saturation(networks ...dsl.Inspection) Figure {
	return byLayer(networks, measure{
		title: "Saturated activations by layer", label: "share of activations", unit: "%", scale: 100,
		of:   func(l dsl.LayerStats) dsl.Float { return l.Saturation },
		only: []dsl.Activation{dsl.Sigmoid, dsl.Tanh}})
}

// DeadUnits shows which share of each layer's units is 0 for every sample.
func DeadUnits(networks ...dsl.Inspection) Figure {
	return byLayer(networks, measure{
		title: "Dead units by layer", label: "share of units", unit: "%", scale: 100,
		of:   func(l dsl.LayerStats) dsl.Float { return l.Dead },
		only: []dsl.Activation{dsl.ReLU}})
}

// measure is something that each layer has.
type measure struct {
	title, label, unit string
	log                bool
	scale              float64
	of                 func(dsl.LayerStats) dsl.Float
	// only are the activations that can have it; nil for all. Where it cannot
	// occur, as behind an output layer, a 0 would be no measurement.
	only []dsl.Activation
}

// layers tells for each layer of g with weights whether it has m.
func (m measure) layers(g dsl.Graph) []bool {
	var out []bool
	for _, l := range g.Weighted() {
		out = append(out, m.only == nil || slices.Contains(m.only, l.F))
	}
	return out
}

func byLayer(networks []dsl.Inspection, m measure) Figure {
	if len(networks) == 0 {
		return Failed(problem(m.title, "inspections", "at least one", "none", "give it model.Inspect(data.Batch(256))"))
	}
	s := Spec{
		Title: m.title + when(networks),
		X:     Axis{Label: "layer", Whole: true},
		Y:     Axis{Label: m.label, Unit: m.unit, Log: m.log},
	}
	names := inspectionNames(networks)
	for i, n := range networks {
		reply, err := n.Result(context.Background())
		if err != nil {
			return Failed(err)
		}
		layers := m.layers(n.Request().Graph)
		if !slices.Contains(layers, true) {
			return Failed(problem(m.title, "activations of "+names[i], fmt.Sprint(m.only), "none of these", "leave this network out"))
		}
		s.Series = append(s.Series, overSeeds(names[i], i, reply, m, layers))
	}
	s.Subtitle = batchWords(networks)
	if n := seedsOf(s.Series); n > 1 {
		s.Notes = append(s.Notes, fmt.Sprintf("Lines: mean of %d seeds.", n), bandWords(MinMax))
	}
	return New(s)
}

func overSeeds(name string, slot int, reply dsl.InspectReply, m measure, layers []bool) Series {
	r := Series{Name: name, Kind: Line, Slot: slot}
	for _, seed := range reply.Seeds {
		var values dsl.Floats
		for k, l := range seed.Layers {
			if layers[k] {
				values = append(values, m.scale*float64(m.of(l)))
			}
		}
		r.Each = append(r.Each, values)
	}
	for k, has := range layers {
		if has {
			r.X = append(r.X, float64(k+1))
		}
	}
	return r.summarised(MinMax)
}

// when says what the networks have behind them, if it is the same for all.
func when(networks []dsl.Inspection) string {
	trained := 0
	for _, n := range networks {
		if n.Trained() {
			trained++
		}
	}
	switch trained {
	case 0:
		return " before training"
	case len(networks):
		return " after training"
	}
	return ""
}

// batchWords names the examples that were looked at, if all saw the same.
func batchWords(networks []dsl.Inspection) string {
	first := networks[0].Request().Batch
	for _, n := range networks[1:] {
		b := n.Request().Batch
		if b.Size != first.Size || b.Data.Title() != first.Data.Title() || b.Data.Raw != first.Data.Raw {
			return ""
		}
	}
	source := "examples of " + first.Data.Title()
	switch first.Data.Title() {
	case "MNIST":
		source = "MNIST digits"
	case "Slices":
		source = "examples"
	}
	return fmt.Sprintf("one batch of %d %s", first.Size, source)
}
