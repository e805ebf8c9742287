package dsl

import (
	"encoding/json"
	"fmt"
	"math"
)

// OptimizerSpec is an optimiser spelled out.
type OptimizerSpec struct {
	Kind         string  `json:"kind"` // "sgd", "adam", "adamw" or "rmsprop"
	LearningRate float64 `json:"learning_rate"`
	Momentum     float64 `json:"momentum,omitempty"`
	Nesterov     bool    `json:"nesterov,omitempty"`
	Beta1        float64 `json:"beta1,omitempty"`
	Beta2        float64 `json:"beta2,omitempty"`
	Alpha        float64 `json:"alpha,omitempty"` // of RMSProp
	Epsilon      float64 `json:"epsilon,omitempty"`

	WeightDecay  float64 `json:"weight_decay,omitempty"`
	ExceptBiases bool    `json:"except_biases,omitempty"` // no decay of parameters with one axis
	ClipNorm     float64 `json:"clip_norm,omitempty"`     // of all gradients together, at most
	ClipValue    float64 `json:"clip_value,omitempty"`    // of each of a gradient's values, at most

	Schedule *ScheduleSpec `json:"schedule,omitempty"` // of the learning rate; nil where that is constant
}

// Optimizer is a rule by which weights follow the gradient, as a value.
type Optimizer struct {
	spec OptimizerSpec
	err  *Error
}

// SGD is stochastic gradient descent. With Training.FullBatch it is gradient
// descent.
//
// Update: w ← w − η·g.
// State: none; with Momentum, one tensor for each parameter.
// Errors: a learning rate η that is not above 0.
func SGD(learningRate float64) Optimizer {
	return newOptimizer("SGD", OptimizerSpec{Kind: "sgd", LearningRate: learningRate})
}

// Adam is the method of adaptive moments.
//
// Update, t from 1: m ← β1·m + (1 − β1)·g; v ← β2·v + (1 − β2)·g²;
// w ← w − η · m/(1 − β1^t) / (√(v/(1 − β2^t)) + ε).
// State: two tensors for each parameter, and t.
// Defaults: β1 0.9, β2 0.999, ε 1e-8, outside the root.
// Source: Kingma & Ba 2015, algorithm 1.
// Errors: a learning rate η that is not above 0.
func Adam(learningRate float64) Optimizer {
	return newOptimizer("Adam", OptimizerSpec{Kind: "adam", LearningRate: learningRate, Beta1: 0.9, Beta2: 0.999, Epsilon: 1e-8})
}

// AdamW is Adam with a decay of the weights that does not go through the
// moments.
//
// Update: w ← w − η·λ·w, then Adam's.
// State: Adam's.
// Defaults: Adam's; λ 0.01, which WeightDecay changes.
// Differs: as PyTorch, whose λ is multiplied by η; the paper's is multiplied by
// the schedule's factor alone.
// Source: Loshchilov & Hutter 2019, "Decoupled weight decay regularization",
// algorithm 2.
// Errors: a learning rate η that is not above 0.
func AdamW(learningRate float64) Optimizer {
	o := Adam(learningRate)
	o.spec.Kind, o.spec.WeightDecay = "adamw", 0.01
	if o.err != nil {
		o.err.Where = "AdamW"
	}
	return o
}

// RMSProp divides the gradient by the root of a running mean of its square.
//
// Update: v ← α·v + (1 − α)·g²; w ← w − η·g/(√v + ε).
// State: one tensor for each parameter; with Momentum, two.
// Defaults: α 0.99, ε 1e-8, outside the root.
// Differs: as PyTorch; Keras' α is 0.9, its ε 1e-7 and inside the root.
// Source: Tieleman & Hinton 2012, lecture 6.5 of "Neural networks for machine
// learning".
// Errors: a learning rate η that is not above 0.
func RMSProp(learningRate float64) Optimizer {
	return newOptimizer("RMSProp", OptimizerSpec{Kind: "rmsprop", LearningRate: learningRate, Alpha: 0.99, Epsilon: 1e-8})
}

func newOptimizer(where string, s OptimizerSpec) Optimizer {
	o := Optimizer{spec: s}
	if !(s.LearningRate > 0) || math.IsInf(s.LearningRate, 0) {
		o.err = here(Error{Where: where, What: "learning rate", Want: "above 0", Got: fmt.Sprint(s.LearningRate),
			Mend: "the minus sign of the update is built in; 0.01 is a start for SGD, 0.001 for Adam"})
	}
	return o
}

// fail keeps the first mistake, at the user's line that is running.
func (o Optimizer) fail(e Error) Optimizer {
	if o.err == nil {
		o.err = here(e)
	}
	return o
}

// Spec spells the optimiser out.
func (o Optimizer) Spec() OptimizerSpec { return o.spec }

// Err is the first mistake in the optimiser, or nil.
func (o Optimizer) Err() error {
	if e := o.check(); e != nil {
		return e
	}
	return nil
}

func (o Optimizer) check() *Error {
	if o.err == nil && o.spec.Kind == "" {
		return &Error{Where: "optimiser", What: "none given", Mend: "start with dsl.SGD(0.01) or dsl.Adam(0.001)"}
	}
	return o.err
}

func (o Optimizer) title() string { return o.spec.title() }

func (s OptimizerSpec) title() string {
	if t := map[string]string{"adam": "Adam", "adamw": "AdamW", "rmsprop": "RMSProp"}[s.Kind]; t != "" {
		return t
	}
	return "SGD"
}

// String is the optimiser as a legend shows it: "SGD(0.01, momentum 0.9)".
func (o Optimizer) String() string { return o.spec.String() }

// String is the optimiser as a legend shows it: "SGD(0.01, momentum 0.9)".
func (s OptimizerSpec) String() string {
	text := fmt.Sprintf("%s(%v", s.title(), s.LearningRate)
	usual := map[string]OptimizerSpec{"adam": Adam(1).spec, "adamw": AdamW(1).spec, "rmsprop": RMSProp(1).spec}[s.Kind]
	for _, part := range []struct {
		name           string
		value, unsaid  float64
		more           bool // to be said of it
		moreInBrackets string
	}{
		{"momentum", s.Momentum, 0, s.Nesterov, "Nesterov"}, {"β1", s.Beta1, usual.Beta1, false, ""}, {"β2", s.Beta2, usual.Beta2, false, ""},
		{"α", s.Alpha, usual.Alpha, false, ""}, {"ε", s.Epsilon, usual.Epsilon, false, ""},
		{"weight decay", s.WeightDecay, 0, s.ExceptBiases, "except biases"}, {"norm at most", s.ClipNorm, 0, false, ""}, {"values at most", s.ClipValue, 0, false, ""},
	} {
		if part.value == part.unsaid {
			continue
		}
		text += fmt.Sprintf(", %s %v", part.name, part.value)
		if part.more {
			text += " (" + part.moreInBrackets + ")"
		}
	}
	if s.Schedule != nil {
		text += ", " + s.Schedule.String()
	}
	return text + ")"
}

type optimizerJSON struct {
	Spec OptimizerSpec `json:"spec"`
	Err  *Error        `json:"error,omitempty"`
}

// MarshalJSON writes the optimiser.
func (o Optimizer) MarshalJSON() ([]byte, error) {
	if o.err != nil { // what is wrong with it may be a NaN, which JSON has no word for
		return json.Marshal(optimizerJSON{Err: o.err})
	}
	return json.Marshal(optimizerJSON{o.spec, nil})
}

// UnmarshalJSON reads what MarshalJSON writes.
func (o *Optimizer) UnmarshalJSON(b []byte) error {
	var j optimizerJSON
	if err := json.Unmarshal(b, &j); err != nil {
		return err
	}
	*o = Optimizer{j.Spec, j.Err}
	return nil
}
