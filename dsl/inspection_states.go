package dsl

import (
	"fmt"
	"math"
)

// Recurrent lists what the look showed of state h of the recurrent layers, or
// of state c of LSTMs, from the input.
func (i Inspected) Recurrent(state string) []StateStats {
	var list []StateStats
	for _, s := range i.States {
		if s.State == state {
			list = append(list, s)
		}
	}
	return list
}

// ByLag is the gradient by how many steps the state lies before the last one
// that the layer made: 0, 1, … T − 1.
func (s StateStats) ByLag() []float64 {
	out := append([]float64{}, s.Gradient...)
	if !s.Backward {
		for a, b := 0, len(out)-1; a < b; a, b = a+1, b-1 {
			out[a], out[b] = out[b], out[a]
		}
	}
	return out
}

// StateGradientFactor is the factor by which the gradient of a recurrent
// layer's state changes from one time step to the step before it, for each
// seed: of the topmost layer.
//
// Formula: e^s, s the slope of the least-squares line through
// log ‖∂L/∂h_(T−k)‖ over the lags k = 1 … T − 1. Below 1 gradients vanish with
// time, above 1 they explode.
// Errors: no recurrent layer; fewer than four time steps; a gradient of 0,
// below what the precision has.
func (i Inspection) StateGradientFactor() Numbers {
	return i.eachState("state gradient factor per time step", func(lags []float64) float64 {
		slope, _ := line(lags[1:])
		return math.Exp(slope)
	})
}

// StateGradientFit is the share R² of the variance of log ‖∂L/∂h_(T−k)‖ that
// the line of StateGradientFactor explains, for each seed.
func (i Inspection) StateGradientFit() Numbers {
	return i.eachState("R² of log state gradient against lag", func(lags []float64) float64 {
		_, r2 := line(lags[1:])
		return r2
	})
}

// StateGradientRatio is ‖∂L/∂h_1‖ over ‖∂L/∂h_T‖, for each seed: how much of
// the gradient reaches the first time step.
func (i Inspection) StateGradientRatio() Numbers {
	return i.eachState("state gradient, first time step over last", func(lags []float64) float64 {
		return lags[len(lags)-1] / lags[0]
	})
}

// eachState measures state h of the topmost recurrent layer of every seed's
// network, by lag.
func (i Inspection) eachState(name string, measure func(lags []float64) float64) Numbers {
	return i.eachLook(name, func(one Inspected) (float64, *Error) {
		layers := one.Recurrent("h")
		if len(layers) == 0 {
			return 0, &Error{Where: name, What: "recurrent layers", Want: "one or more", Got: "none", Mend: "add RNN(…), LSTM(…) or GRU(…)"}
		}
		lags := layers[len(layers)-1].ByLag()
		if len(lags) < 4 {
			return 0, &Error{Where: name, What: "time steps", Want: "4 or more", Got: fmt.Sprint(len(lags))}
		}
		for k, g := range lags {
			if !(g > 0) || math.IsInf(g, 0) {
				return 0, &Error{Where: name, What: fmt.Sprintf("gradient %d steps back", k), Want: "a number above 0", Got: fmt.Sprint(g),
					Mend: "add Precision(dsl.Float64)"}
			}
		}
		return measure(lags), nil
	})
}
