package dsl

import (
	"encoding/json"
	"fmt"
	"math"
)

// Loss is what training minimises: the mean over a batch of a function of the
// model's output and the target.
type Loss struct {
	Kind string `json:"kind"`

	Delta     float64 `json:"delta,omitempty"`     // of Huber, where the square ends
	Smoothing float64 `json:"smoothing,omitempty"` // of cross-entropy, the share spread over all classes
	Func      *FuncOp `json:"func,omitempty"`      // of "func", the user's own
}

var (
	// CrossEntropy is softmax cross-entropy from logits z and a class y:
	// L = log Σ_k e^(z_k) − z_y, in nats. The model ends in a layer with one
	// unit a class and no activation.
	//
	// Of data with target values each row is a distribution q over the
	// classes, and L = Σ_k q_k·(log Σ_j e^(z_j) − z_k): soft targets, as
	// PyTorch's cross_entropy has them, too.
	//
	// Errors: target values that are no distribution.
	CrossEntropy = Loss{Kind: "cross-entropy"}
	// BinaryCrossEntropy is that of K yes-or-no questions with logits z and
	// answers t from 0 to 1: L = (1/K) Σ_k (log(1 + e^(z_k)) − t_k·z_k), in
	// nats; for a class, t is its one-hot vector. The model ends without an
	// activation: σ is in the loss, which is computed so that no large z
	// overflows.
	//
	// Differs: as PyTorch's BCEWithLogitsLoss; Keras' default takes
	// probabilities.
	//
	// Errors: target values outside 0 to 1.
	BinaryCrossEntropy = Loss{Kind: "binary-cross-entropy"}
	// MeanSquaredError is L = (1/K) Σ_k (z_k − t_k)² over the K outputs; for
	// a class, t is its one-hot vector.
	MeanSquaredError = Loss{Kind: "mean-squared-error"}
	// MeanAbsoluteError is L = (1/K) Σ_k |z_k − t_k|, whose derivative where
	// z_k = t_k is taken as 0; for a class, t is its one-hot vector.
	MeanAbsoluteError = Loss{Kind: "mean-absolute-error"}
)

// Huber is a square near the target and a line far from it, so that outliers
// pull no harder than δ:
// L = (1/K) Σ_k h(z_k − t_k), h(r) = ½·r² where |r| ≤ δ, else δ·(|r| − ½·δ).
//
// Differs: as PyTorch's HuberLoss and optax; SmoothL1Loss is h/δ.
// Source: Huber 1964, "Robust estimation of a location parameter".
// Errors, of Loss: δ that is not above 0.
func Huber(delta float64) Loss { return Loss{Kind: "huber", Delta: delta} }

// Smooth spreads a share ε of each target over all K classes:
// q_k = (1 − ε)·[k = y] + ε/K. It is part of the loss wherever that is
// computed, in evaluations, too.
//
// Differs: as PyTorch's label_smoothing.
// Source: Szegedy et al. 2016, "Rethinking the Inception architecture for
// computer vision", section 7.
// Errors, of Loss: a loss other than cross-entropy; ε outside [0, 1).
func (l Loss) Smooth(epsilon float64) Loss {
	l.Smoothing = epsilon
	return l
}

// String is the loss's name, with its numbers.
func (l Loss) String() string {
	if l.Func != nil && l.Func.Name != "" {
		return l.Func.Name
	}
	s := l.Kind
	if l.Delta != 0 {
		s += fmt.Sprintf(" (δ %v)", l.Delta)
	}
	if l.Smoothing != 0 {
		s += fmt.Sprintf(" (smoothing %v)", l.Smoothing)
	}
	return s
}

// Nats tells whether the loss is a cross-entropy, in nats.
func (l Loss) Nats() bool {
	return l.Kind == CrossEntropy.Kind || l.Kind == BinaryCrossEntropy.Kind
}

// Check finds what is wrong with the loss itself, or gives nil.
func (l Loss) Check() *Error {
	switch l.Kind {
	case CrossEntropy.Kind, BinaryCrossEntropy.Kind, MeanSquaredError.Kind, MeanAbsoluteError.Kind:
	case "func":
		if l.Func == nil {
			return &Error{Where: "Loss", What: "function", Want: "an expression", Got: "none"}
		}
		return l.Func.lossCheck()
	case "huber":
		if !(l.Delta > 0) || math.IsInf(l.Delta, 0) {
			return &Error{Where: "Huber", What: "δ", Want: "above 0", Got: fmt.Sprint(l.Delta), Mend: "1 is usual"}
		}
	default:
		return &Error{Where: "Loss", What: "loss", Want: "dsl.CrossEntropy, BinaryCrossEntropy, MeanSquaredError, MeanAbsoluteError, Huber(1) or a Func", Got: fmt.Sprintf("%q", l.Kind)}
	}
	switch {
	case l.Smoothing == 0:
	case l.Kind != CrossEntropy.Kind:
		return &Error{Where: "Smooth", What: "loss", Want: "dsl.CrossEntropy", Got: l.Kind, Mend: "smoothing spreads the target over classes"}
	case !(l.Smoothing > 0 && l.Smoothing < 1):
		return &Error{Where: "Smooth", What: "smoothing", Want: "0 or more and below 1", Got: fmt.Sprint(l.Smoothing), Mend: "0.1 is usual"}
	}
	return nil
}

// Suits finds the first row of target values that the loss is not made for, or
// nil.
func (l Loss) Suits(width int, values []float64) *Error {
	if !l.Nats() {
		return nil
	}
	for i := 0; i+width <= len(values); i += width {
		row, sum := values[i:i+width], 0.0
		for _, v := range row {
			if !(v >= 0 && v <= 1) {
				return &Error{Where: "Loss", What: fmt.Sprintf("%s: target values of example %d", l.Kind, i/width), Want: "0 to 1", Got: fmt.Sprint(v), Mend: "use dsl.MeanSquaredError"}
			}
			sum += v
		}
		if l.Kind == CrossEntropy.Kind && math.Abs(sum-1) > 1e-6 {
			return &Error{Where: "Loss", What: fmt.Sprintf("cross-entropy: target values of example %d", i/width), Want: "a share for each class, 1 in all",
				Got: fmt.Sprintf("%v in all", sum), Mend: "use dsl.BinaryCrossEntropy for questions that exclude each other not, dsl.MeanSquaredError for values"}
		}
	}
	return nil
}

// MarshalJSON writes the loss: its name alone where that says all.
func (l Loss) MarshalJSON() ([]byte, error) {
	if l == (Loss{Kind: l.Kind}) {
		return json.Marshal(l.Kind)
	}
	type object Loss
	return json.Marshal(object(l))
}

// UnmarshalJSON reads what MarshalJSON writes.
func (l *Loss) UnmarshalJSON(b []byte) error {
	if len(b) > 0 && b[0] == '"' {
		*l = Loss{}
		return json.Unmarshal(b, &l.Kind)
	}
	type object Loss
	return json.Unmarshal(b, (*object)(l))
}

// Precision is the floating-point type of weights and arithmetic.
type Precision string

// The precisions.
const (
	Float32 Precision = "float32"
	Float64 Precision = "float64"
)
