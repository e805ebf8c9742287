package dsl

import (
	"encoding/json"
	"fmt"
	"math"
)

// OptimizerSpec is an optimiser spelled out.
type OptimizerSpec struct {
	Kind         string  `json:"kind"` // "sgd" or "adam"
	LearningRate float64 `json:"learning_rate"`
	Momentum     float64 `json:"momentum,omitempty"`
	Beta1        float64 `json:"beta1,omitempty"`
	Beta2        float64 `json:"beta2,omitempty"`
	Epsilon      float64 `json:"epsilon,omitempty"`
}

// Optimizer is a rule by which weights follow the gradient, as a value.
type Optimizer struct {
	spec OptimizerSpec
	err  *Error
}

// SGD is stochastic gradient descent.
//
// Update: w ← w − η·g.
// State: none; with Momentum, one tensor for each parameter.
// Errors: a learning rate η that is not above 0.
func SGD(learningRate float64) Optimizer {
	return newOptimizer("SGD", OptimizerSpec{Kind: "sgd", LearningRate: learningRate})
}

// Momentum lets SGD keep a part μ of its last step.
//
// Update: v ← μ·v + g; w ← w − η·v, v from 0.
// Differs: as PyTorch and optax have it; Polyak 1964 and Keras put η into v,
// which is the same while η is constant.
// Source: Polyak 1964; Sutskever et al. 2013.
// Errors: μ outside [0, 1); an optimiser other than SGD.
func (o Optimizer) Momentum(mu float64) Optimizer {
	switch {
	case o.err != nil:
	case o.spec.Kind != "sgd":
		o.err = here(Error{Where: "Momentum", What: "optimiser", Want: "SGD", Got: o.title(), Mend: "Adam has momentum of its own, β1"})
	case !(mu >= 0 && mu < 1):
		o.err = here(Error{Where: "Momentum", What: "momentum", Want: "0 or more and below 1", Got: fmt.Sprint(mu), Mend: "0.9 is usual"})
	}
	o.spec.Momentum = mu
	return o
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

func newOptimizer(where string, s OptimizerSpec) Optimizer {
	o := Optimizer{spec: s}
	if !(s.LearningRate > 0) || math.IsInf(s.LearningRate, 0) {
		o.err = here(Error{Where: where, What: "learning rate", Want: "above 0", Got: fmt.Sprint(s.LearningRate),
			Mend: "the minus sign of the update is built in; 0.01 is a start for SGD, 0.001 for Adam"})
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
	if s.Kind == "adam" {
		return "Adam"
	}
	return "SGD"
}

// String is the optimiser as a legend shows it: "SGD(0.01, momentum 0.9)".
func (o Optimizer) String() string { return o.spec.String() }

// String is the optimiser as a legend shows it: "SGD(0.01, momentum 0.9)".
func (s OptimizerSpec) String() string {
	if s.Momentum != 0 {
		return fmt.Sprintf("%s(%v, momentum %v)", s.title(), s.LearningRate, s.Momentum)
	}
	return fmt.Sprintf("%s(%v)", s.title(), s.LearningRate)
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
