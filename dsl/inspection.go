package dsl

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
)

// Inspection is a look inside a network on one batch, as a value: per layer
// the gradients and activations that LayerStats lists, for one or several
// seeds, before training or after.
type Inspection struct {
	model     Model
	batch     Batch
	loss      Loss
	seeds     []int64
	precision Precision
	trained   *Training
	probes    []Probe
	made      place
	err       *Error
}

// Inspect looks inside m, with fresh weights of seed 0, on b.
//
// Errors: those of m and b; shapes that do not fit.
func (m Model) Inspect(b Batch) Inspection {
	i := Inspection{model: m, batch: b, loss: CrossEntropy, seeds: []int64{0}, precision: Float32, made: caller()}
	if b.data.regression() {
		i.loss = MeanSquaredError
	}
	i.err = fits(m, b.data)
	return i
}

// Inspect looks inside the network that t ends with, on b.
func (t Training) Inspect(b Batch) Inspection {
	i := t.model.Inspect(b)
	i.loss, i.seeds, i.precision, i.trained = t.loss, []int64{t.seed}, t.precision, &t
	i.made = caller()
	if err := t.Err(); err != nil {
		i.err = err.(*Error)
	}
	return i
}

// Seeds looks at the networks of these seeds, one after another. Of a trained
// network, each is trained with its seed.
func (i Inspection) Seeds(seeds ...int64) Inspection {
	if len(seeds) == 0 && i.err == nil {
		i.err = here(Error{Where: "Seeds", What: "seeds", Want: "at least one", Got: "none"})
	}
	i.seeds = append([]int64{}, seeds...)
	return i
}

// Precision sets the type of weights and arithmetic: float64 where gradients
// fall below 1e-38.
func (i Inspection) Precision(p Precision) Inspection {
	if p != Float32 && p != Float64 && i.err == nil {
		i.err = here(Error{Where: "Precision", What: "precision", Want: "dsl.Float32 or dsl.Float64", Got: fmt.Sprintf("%q", string(p))})
	}
	i.precision = p
	return i
}

// Name is the name of what is looked at.
func (i Inspection) Name() string {
	if i.trained != nil {
		return i.trained.Name()
	}
	return i.model.name
}

// Trained tells whether it is a trained network that is looked at.
func (i Inspection) Trained() bool { return i.trained != nil }

// Err is the first mistake in the inspection's description, or nil.
func (i Inspection) Err() error {
	if i.err == nil && i.model.top == nil {
		return &Error{Where: "inspection", What: "no model", Mend: "start with model.Inspect(batch)"}
	}
	if i.err != nil {
		return i.err
	}
	return nil
}

// Request spells the inspection out.
func (i Inspection) Request() InspectRequest {
	r := InspectRequest{Graph: i.model.Graph(), Batch: i.batch.Spec(), Loss: i.loss, Seeds: i.seeds, Precision: string(i.precision), Probes: specsOf(i.probes)}
	if i.trained != nil {
		t := i.trained.Precision(i.precision).Request()
		r.Trained = &t
	}
	return r
}

// Result gives what the inspection shows.
func (i Inspection) Result(ctx context.Context) (InspectReply, error) {
	if err := i.Err(); err != nil {
		return InspectReply{}, err
	}
	var out InspectReply
	return out, ask(ctx, "inspect", i.Request(), &out, nil, i.made)
}

// GradientFactor is the factor by which the gradient changes from one layer
// to the layer below it, for each seed.
//
// Formula: e^(−s), s the slope of the least-squares line through log δ_l over
// the hidden layers l = 2 … L, δ_l the PreActivationGradient of layer l.
// Below 1 gradients vanish, above 1 they explode.
// Errors: fewer than four layers with weights.
func (i Inspection) GradientFactor() Numbers {
	return i.each("gradient factor per layer", 4, func(layers []LayerStats) float64 {
		slope, _ := fit(hidden(layers)[1:], preActivation)
		return math.Exp(-slope)
	})
}

// GradientFit is the share R² of the variance of log δ_l that the line of
// GradientFactor explains, for each seed: 1 where decay is exponential. It
// says little where the factor is near 1 and there is no slope to explain.
func (i Inspection) GradientFit() Numbers {
	return i.each("R² of log gradient against layer", 4, func(layers []LayerStats) float64 {
		_, r2 := fit(hidden(layers)[1:], preActivation)
		return r2
	})
}

// GradientRatio is δ of the first hidden layer over δ of the last, for each
// seed: how much of the gradient reaches the bottom.
func (i Inspection) GradientRatio() Numbers {
	return i.each("gradient, first hidden layer over last", 3, func(layers []LayerStats) float64 {
		h := hidden(layers)
		return preActivation(h[0]) / preActivation(h[len(h)-1])
	})
}

// WeightGradientFactor is GradientFactor of ‖∂L/∂W‖ in place of δ. It differs:
// ∂L/∂W is the product of δ with the layer's input, whose growth or decay can
// cancel that of δ.
func (i Inspection) WeightGradientFactor() Numbers {
	return i.each("weight gradient factor per layer", 4, func(layers []LayerStats) float64 {
		slope, _ := fit(hidden(layers)[1:], func(l LayerStats) float64 { return float64(l.WeightGradient) })
		return math.Exp(-slope)
	})
}

func preActivation(l LayerStats) float64 { return float64(l.PreActivationGradient) }

// hidden is all but the output layer.
func hidden(layers []LayerStats) []LayerStats { return layers[:len(layers)-1] }

// each measures every seed's network.
func (i Inspection) each(name string, atLeast int, measure func([]LayerStats) float64) Numbers {
	return i.eachLook(name, func(one Inspected) (float64, *Error) {
		if len(one.Layers) < atLeast {
			return 0, &Error{Where: name, What: "layers with weights", Want: fmt.Sprintf("%d or more", atLeast), Got: fmt.Sprint(len(one.Layers))}
		}
		return measure(one.Layers), nil
	})
}

// eachLook takes a number from every seed's look.
func (i Inspection) eachLook(name string, measure func(Inspected) (float64, *Error)) Numbers {
	out := Numbers{name: name}
	reply, err := i.Result(context.Background())
	if err != nil {
		out.err = err
		return out
	}
	for _, s := range reply.Seeds {
		v, e := measure(s)
		if e != nil {
			out.err = e.at(caller())
			return out
		}
		out.values, out.seeds = append(out.values, v), append(out.seeds, s.Seed)
	}
	return out
}

// fit is the least-squares line of log y against layer: its slope, and R².
func fit(layers []LayerStats, y func(LayerStats) float64) (slope, r2 float64) {
	values := make([]float64, len(layers))
	for k, l := range layers {
		values[k] = y(l)
	}
	return line(values)
}

// line is the least-squares line of log y against 0, 1, 2, …: its slope, R².
func line(y []float64) (slope, r2 float64) {
	n := float64(len(y))
	var sx, sy, sxx, sxy, syy float64
	for k := range y {
		x, v := float64(k), math.Log(y[k])
		sx, sy, sxx, sxy, syy = sx+x, sy+v, sxx+x*x, sxy+x*v, syy+v*v
	}
	cxx, cxy, cyy := sxx-sx*sx/n, sxy-sx*sy/n, syy-sy*sy/n
	return cxy / cxx, cxy * cxy / (cxx * cyy)
}

type inspectionJSON struct {
	Model     Model     `json:"model"`
	Batch     Batch     `json:"batch"`
	Loss      Loss      `json:"loss"`
	Seeds     []int64   `json:"seeds"`
	Precision Precision `json:"precision"`
	Trained   *Training `json:"trained,omitempty"`
	Probes    []Probe   `json:"probes,omitempty"`
	Made      place     `json:"made"`
	Err       *Error    `json:"error,omitempty"`
}

// MarshalJSON writes the inspection's description.
func (i Inspection) MarshalJSON() ([]byte, error) {
	return json.Marshal(inspectionJSON{i.model, i.batch, i.loss, i.seeds, i.precision, i.trained, i.probes, i.made, i.err})
}

// UnmarshalJSON reads what MarshalJSON writes.
func (i *Inspection) UnmarshalJSON(b []byte) error {
	var j inspectionJSON
	if err := json.Unmarshal(b, &j); err != nil {
		return err
	}
	*i = Inspection{j.Model, j.Batch, j.Loss, j.Seeds, j.Precision, j.Trained, j.Probes, j.Made, j.Err}
	return nil
}
