package dsl

import (
	"bytes"
	"encoding/json"
)

// TrainRequest is a training spelled out: all that decides its result, and a
// label that does not. It is what op "train" takes.
type TrainRequest struct {
	Graph     Graph         `json:"graph"`
	Data      DataSpec      `json:"data"`
	Loss      Loss          `json:"loss"`
	Optimizer OptimizerSpec `json:"optimizer"`
	BatchSize int           `json:"batch_size"`
	Epochs    int           `json:"epochs,omitempty"` // passes over the training examples, or
	Steps     int           `json:"steps,omitempty"`  // so many steps, when above 0
	Seed      int64         `json:"seed"`
	Precision string        `json:"precision"`
	Regime                  // at its default it adds nothing

	// Probes are what to measure. Those that only read are no part of the
	// identity.
	Probes []ProbeSpec `json:"probes,omitempty"`
	// After is the training that this one continues: it starts with the
	// weights, the optimiser's state and the place in the order of examples
	// that After ends with. All but Optimizer and the length is as there.
	After *TrainRequest `json:"after,omitempty"`

	Label string `json:"label,omitempty"` // for people; no part of the identity
}

// Canonical is the form of the request that its identity is a hash of: sorted
// keys, shortest exact numbers, no label, no probes that only read. Equal
// trainings have equal forms.
func (r TrainRequest) Canonical() ([]byte, error) {
	return canonicalForm(r.decisive())
}

// decisive is the request without what decides no bit.
func (r TrainRequest) decisive() TrainRequest {
	r.Label, r.Probes, r.Graph, r.Loss = "", changing(r.Probes), r.Graph.Unnamed(), r.Loss.Unnamed()
	if r.After != nil {
		first := r.After.decisive()
		r.After = &first
	}
	return r
}

func canonicalForm(value any) ([]byte, error) {
	raw, err := json.Marshal(value)
	if err != nil {
		return nil, err
	}
	// By way of untyped values: keys come out sorted, whatever the order of
	// the fields, and numbers stay the texts that they are.
	var v any
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	if err := d.Decode(&v); err != nil {
		return nil, err
	}
	return json.Marshal(v)
}

// Progress is news of a training under way.
type Progress struct {
	Phase          string `json:"phase"` // "waiting", "compiling" or "training"
	Step           int    `json:"step"`
	Steps          int    `json:"steps"`
	Epoch          int    `json:"epoch"` // from 1
	Loss           Float  `json:"loss"`  // of the last step's batch
	StepsPerSecond Float  `json:"steps_per_second"`
	SecondsLeft    Float  `json:"seconds_left"`
	Kept           int    `json:"kept,omitempty"` // the step that a training which died now would go on from
	// Recent is what became known of the training's course since the news
	// before, for figures that are drawn while it goes on; see Course.
	Recent    []Stretch    `json:"recent,omitempty"`
	Evaluated []Evaluation `json:"evaluated,omitempty"` // validation, likewise
	// Looks are what probes saw meanwhile: of many looks every second, third …
	// one, by the training's length alone.
	Looks []ProbeSeries `json:"looks,omitempty"`
}

// Evaluation is a model measured on a whole split.
type Evaluation struct {
	Step     int   `json:"step"`
	Epoch    int   `json:"epoch"`
	Loss     Float `json:"loss"`
	Accuracy Float `json:"accuracy"` // share of right classes, 0 to 1; NaN without classes
}

// TrainReply is what op "train" answers.
type TrainReply struct {
	Key        string       `json:"key"`      // the training's identity, SHA-256 in hex
	Cached     bool         `json:"cached"`   // it came from the store
	Steps      int          `json:"steps"`    //
	Loss       Floats       `json:"loss"`     // training loss of each step's batch, before the step
	Accuracy   Floats       `json:"accuracy"` // the same batches' accuracy; null without classes
	Validation []Evaluation `json:"validation"`
	Test       Evaluation   `json:"test"`
	Best       int          `json:"best,omitempty"` // the step whose weights the run has, where it stopped early or might have
	Seconds    float64      `json:"seconds"`        // that the training took when it ran
	Digest     string       `json:"digest"`         // SHA-256 of the final weights
	Backend    string       `json:"backend"`        // "xla:cpu", "go", …

	// Diverged says at which step, and where in the network, the training came
	// upon a number that is not finite. It ended before that step; the rest is
	// what there was by then, without a test.
	Diverged *Error `json:"diverged,omitempty"`

	// Note is a sentence about the store when it could not do its part: the
	// result is right, but was not kept, say.
	Note string `json:"note,omitempty"`
}

// InspectRequest is an inspection spelled out; op "inspect" takes it.
type InspectRequest struct {
	Graph     Graph         `json:"graph"`
	Batch     BatchSpec     `json:"batch"`
	Loss      Loss          `json:"loss"`
	Seeds     []int64       `json:"seeds"`
	Precision string        `json:"precision"`
	Trained   *TrainRequest `json:"trained,omitempty"` // look at the weights that this training ends with, once for each seed
	Probes    []ProbeSpec   `json:"probes,omitempty"`  // what to measure besides
}

// InspectReply is what op "inspect" answers.
type InspectReply struct {
	Seeds []Inspected `json:"seeds"`
}

// Inspected is a look inside one network on one batch.
type Inspected struct {
	Seed   int64        `json:"seed"`
	Loss   Float        `json:"loss"`
	Layers []LayerStats `json:"layers"` // one for each layer with weights, from the input

	States []StateStats `json:"states,omitempty"` // of recurrent layers, from the input

	Probes []ProbeSeries `json:"probes,omitempty"` // of one look each, in the order of the request's
}

// LayerStats is what a batch showed of one layer with weights: z = x·W + b or
// what else its operation is, a = f(z), where a normalisation may lie between.
// The network is as in training, with the batch's statistics, but whole: a
// Dropout drops nothing.
type LayerStats struct {
	Node int    `json:"node"` // of the model's Graph
	Name string `json:"name"` // "Dense 3", "Conv 1"
	// PreActivationGradient is the root mean square over samples i of
	// ‖∂L_i/∂z‖, where L_i is the loss of sample i alone. Behind a BatchNorm,
	// which mixes samples, L_i stands for the loss of the whole batch times its
	// size.
	PreActivationGradient Float `json:"pre_activation_gradient"`
	// WeightGradient is ‖∂L/∂W‖, Frobenius, of the batch's mean loss L.
	WeightGradient Float `json:"weight_gradient"`
	// ActivationMean and ActivationStd are over samples and units.
	ActivationMean Float `json:"activation_mean"`
	ActivationStd  Float `json:"activation_std"`
	// Saturation is the share of activations within 2.5 % of the width of the
	// function's range from one of its ends; 0 for functions without ends.
	Saturation Float `json:"saturation"`
	// Dead is the share of units that are 0 for every sample; of ReLU. A unit
	// of a convolution is a filter, which is dead when it is 0 everywhere.
	Dead Float `json:"dead"`
}

// StateStats is what a batch showed of one state of a recurrent layer, by time
// step.
type StateStats struct {
	Node  int    `json:"node"`  // of the model's Graph
	Name  string `json:"name"`  // "LSTM 1": as in Weighted
	State string `json:"state"` // "h", or "c", the cell of an LSTM
	// Backward says that the layer reads from the last time step to the first.
	Backward bool `json:"backward,omitempty"`
	// Gradient is, for each time step t from the first, the root mean square
	// over samples i of ‖∂L_i/∂h_t‖: by all paths from the state to the loss,
	// those through later states among them. That of a c counts the h made of
	// it.
	Gradient Floats `json:"gradient"`
}

// Info is what op "info" answers.
type Info struct {
	Backend string `json:"backend"`          // "xla:cpu", "go"
	Plugin  string `json:"plugin,omitempty"` // the PJRT plugin's file
	Device  string `json:"device"`
	Note    string `json:"note,omitempty"` // said once, when XLA is not there: what is used, how much slower
}
