package figure

import (
	"context"
	"fmt"

	"github.com/seed-380714d4/fathom/dsl"
)

// StateGradients shows how much gradient reaches each time step of a recurrent
// layer: the root mean square over a batch's samples of ‖∂L/∂h_t‖, by all paths
// from the state h_t to the loss, on a logarithmic axis. Read it from right to
// left, as backpropagation through time goes. Each inspection is a line, of
// several recurrent layers one each; where it has several seeds, the line is
// their mean, and a band spans all of them. Reference adds a factor for each
// time step.
func StateGradients(networks ...dsl.Inspection) Figure {
	return byTime(networks, "h", "State gradient by time step")
}

// CellGradients is StateGradients of an LSTM's cell c_t, which goes from step
// to step by way of the forget gates alone: where those are near 1, so is the
// factor of its gradient.
func CellGradients(networks ...dsl.Inspection) Figure {
	return byTime(networks, "c", "Cell gradient by time step")
}

func byTime(networks []dsl.Inspection, state, title string) Figure {
	if len(networks) == 0 {
		return Failed(problem(title, "inspections", "at least one", "none", "give it model.Inspect(data.Batch(256))"))
	}
	s := Spec{
		Title: title + when(networks),
		X:     Axis{Label: "time step", Whole: true},
		Y:     Axis{Label: fmt.Sprintf("RMS over samples of ‖∂L/∂%s‖", state), Log: true},
	}
	names := inspectionNames(networks)
	for i, n := range networks {
		reply, err := n.Result(context.Background())
		if err != nil {
			return Failed(err)
		}
		layers := reply.Seeds[0].Recurrent(state)
		if len(layers) == 0 {
			return Failed(problem(title, "layers of "+names[i], recurrentWith(state), "none", "leave this network out"))
		}
		for k, l := range layers {
			name := names[i]
			if len(layers) > 1 {
				name += ", " + l.Name
			}
			s.Series = append(s.Series, layerOverTime(name, len(s.Series), reply, state, k))
		}
	}
	s.Subtitle = batchWords(networks)
	if n := seedsOf(s.Series); n > 1 {
		s.Notes = append(s.Notes, fmt.Sprintf("Lines: mean of %d seeds.", n), bandWords(MinMax))
	}
	return New(s)
}

func recurrentWith(state string) string {
	if state == "c" {
		return "LSTM"
	}
	return "RNN, GRU or LSTM"
}

func layerOverTime(name string, slot int, reply dsl.InspectReply, state string, layer int) Series {
	r := Series{Name: name, Kind: Line, Slot: slot}
	for _, seed := range reply.Seeds {
		r.Each = append(r.Each, seed.Recurrent(state)[layer].Gradient)
	}
	for t := range r.Each[0] {
		r.X = append(r.X, float64(t+1))
	}
	return r.summarised(MinMax)
}
