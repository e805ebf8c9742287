package weights

import (
	"regexp"

	"github.com/seed-380714d4/fathom/dsl"
)

// recurrentPyTorch are the tensors of nn.RNN, nn.LSTM and nn.GRU, whose gates
// stand in our order: weight_ih_l0 [gates·units, F] and the like. They have two
// sets of biases; where ours has one, it is their sum, which is the same but
// in a GRU.
func recurrentPyTorch(op dsl.Op, par dsl.Parameter, role string) (foreign, bool) {
	var two, other bool
	switch o := op.(type) {
	case dsl.RNNOp:
		two = o.RecurrentBias
	case dsl.LSTMOp:
		two = o.RecurrentBias
	case dsl.GRUOp:
		two, other = o.RecurrentBias, o.ResetBefore || !o.RecurrentBias
	default:
		return foreign{}, false
	}
	var f foreign
	switch role {
	case "weights":
		f = transposed("weight_ih", par.Shape, 1, 0)
	case "recurrent":
		f = transposed("weight_hh", par.Shape, 1, 0)
	case "biases":
		f = as("bias_ih", par.Shape)
		if !two {
			f.parts, f.ours = []string{"bias_ih", "bias_hh"}, added
		}
	case "recurrent-biases":
		f = as("bias_hh", par.Shape)
	}
	f.stacked = true
	return f, !other && f.parts != nil
}

// recurrentFlax are the tensors of SimpleCell, LSTMCell and GRUCell, which have
// one for each gate.
func recurrentFlax(op dsl.Op, par dsl.Parameter, role string) (foreign, bool) {
	gates, biased := "", "h" // the letters of the gates, and the product that has the biases
	switch o := op.(type) {
	case dsl.RNNOp:
		if role == "recurrent-biases" {
			return foreign{}, false
		}
		return as(map[string]string{"weights": "i.kernel", "recurrent": "h.kernel", "biases": "i.bias"}[role], par.Shape), true
	case dsl.LSTMOp:
		gates = "ifgo"
	case dsl.GRUOp:
		if gates, biased = "rzn", "i"; o.ResetBefore || !o.RecurrentBias {
			return foreign{}, false
		}
	default:
		return foreign{}, false
	}
	f := foreign{shape: append([]int{}, par.Shape...)}
	units := par.Shape[len(par.Shape)-1] / len(gates)
	f.shape[len(f.shape)-1], f.ours = units, sideBySide(units)
	for _, gate := range gates {
		part := map[string]string{"weights": "i" + string(gate) + ".kernel", "recurrent": "h" + string(gate) + ".kernel", "biases": biased + string(gate) + ".bias"}[role]
		if role == "recurrent-biases" && gate == 'n' {
			part = "hn.bias" // the only one: others would be added to those above
		}
		f.parts = append(f.parts, part)
	}
	return f, true
}

// added is the sum of the parts.
func added(parts [][]float64) []float64 {
	out := make([]float64, len(parts[0]))
	for _, p := range parts {
		for i, v := range p {
			out[i] += v
		}
	}
	return out
}

// sideBySide puts the columns of parts, units in each, behind one another, row
// by row.
func sideBySide(units int) func([][]float64) []float64 {
	return func(parts [][]float64) []float64 {
		var out []float64
		for at := 0; at < len(parts[0]); at += units {
			for _, p := range parts {
				out = append(out, p[at:at+units]...)
			}
		}
		return out
	}
}

// level is a layer of a stack: "lstm.l1", "lstm.l0_reverse".
var level = regexp.MustCompile(`^(.*?)\.?(l\d+(?:_reverse)?)$`)

// at is the full name of a tensor of a layer that is called so.
func (f foreign) at(layer, name string) string {
	if f.stacked {
		stack, which := layer, "l0"
		if m := level.FindStringSubmatch(layer); m != nil {
			stack, which = m[1], m[2]
		}
		layer, name = stack, name+"_"+which
	}
	if layer == "" {
		return name
	}
	return layer + "." + name
}
