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
			f.plus = "bias_hh"
		}
	case "recurrent-biases":
		f = as("bias_hh", par.Shape)
	}
	f.stacked = true
	return f, !other && f.name != ""
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
