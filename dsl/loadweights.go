package dsl

import (
	"context"
	"path/filepath"
)

// WeightNames say where in another framework's file the weights of a model's
// layers are.
type WeightNames struct {
	Framework string   `json:"framework"`        // "pytorch" or "flax"
	Layers    []string `json:"layers,omitempty"` // the layers' names there, in the model's order
}

// FromPyTorch are the names of a PyTorch state dict: that of each layer with
// weights, in the order in which Summary lists ours: "conv1", "bn1",
// "layer1.0.conv1". Without names the layers of the file are taken in their
// natural order, which is right for an nn.Sequential.
//
// Layouts: Linear [out, in] → [in, out], after a Flatten from channels first to
// channels last; Conv [out, in, kH, kW] → [kH, kW, in, out]; norms weight,
// bias, running_mean, running_var; of nn.RNN, nn.LSTM and nn.GRU (with
// RecurrentBias) weight_ih_l0 and its like, named "lstm" or, of a stack,
// "lstm.l1", "lstm.l0_reverse". num_batches_tracked is passed over.
func FromPyTorch(layers ...string) WeightNames { return WeightNames{"pytorch", layers} }

// FromFlax are the names of Flax variables, with dots or slashes and with or
// without "params" and "batch_stats" before them: "Conv_0", "BatchNorm_0",
// "Dense_0", "LSTMCell_0". See FromPyTorch for their order. Layouts are as ours;
// the gates of a cell are put side by side. A GRU needs RecurrentBias.
func FromFlax(layers ...string) WeightNames { return WeightNames{"flax", layers} }

// LoadWeightsRequest is what op "load-weights" takes.
type LoadWeightsRequest struct {
	Path  string      `json:"path"` // absolute
	Graph Graph       `json:"graph"`
	Names WeightNames `json:"names"`
}

// LoadWeightsReply is what it answers.
type LoadWeightsReply struct {
	Content string `json:"content"`
}

// LoadWeights is m with the weights of a file in the place of random ones:
// what trains starts with them, what looks at m sees them. The file is a
// .safetensors of a PyTorch state dict or of Flax variables, or an .npz of
// arrays with their names.
//
//	resnet := dsl.ResNet(20).LoadWeights("resnet20.safetensors", dsl.FromPyTorch("conv1", "bn1", …))
//
// The weights are part of the model from here on, by their content: the same
// numbers under another file name are the same model, and layers that are
// added behind are drawn from the seed as ever.
// Errors: a tensor that the file lacks, has besides or has in another shape,
// all named at once.
func (m Model) LoadWeights(path string, names WeightNames) Model {
	if m.Err() != nil {
		return m
	}
	absolute, err := filepath.Abs(path)
	if err != nil {
		return m.fail(Error{Where: "LoadWeights", What: "file", Want: "a path", Got: err.Error()})
	}
	var reply LoadWeightsReply
	if err := ask(context.Background(), "load-weights", LoadWeightsRequest{absolute, m.Graph(), names}, &reply, nil, caller()); err != nil {
		m.err = errorOf("LoadWeights", err)
		return m
	}
	return m.started(reply.Content)
}
