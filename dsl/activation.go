package dsl

import (
	"fmt"
	"math"
)

// Activation is a function applied to each value by itself.
type Activation struct {
	Kind string `json:"kind"`
	// Slope is the derivative below 0, of "leaky-relu" alone.
	Slope float64 `json:"slope,omitempty"`
}

// The activations. In brackets: range, derivative.
var (
	Sigmoid  = Activation{Kind: "sigmoid"}  // σ(z) = 1/(1 + e^(−z)) (0 to 1; σ(1 − σ), at most ¼)
	Tanh     = Activation{Kind: "tanh"}     // tanh z (−1 to 1; 1 − tanh² z, at most 1)
	ReLU     = Activation{Kind: "relu"}     // max(0, z) (0 up; 1 where z > 0, else 0)
	Identity = Activation{Kind: "identity"} // z (everything; 1): a layer that stays linear

	ELU      = Activation{Kind: "elu"}      // z where z > 0, else e^z − 1 (−1 up; 1, else e^z). Clevert et al. 2016 with α 1
	SELU     = Activation{Kind: "selu"}     // λ·z where z > 0, else λ·α·(e^z − 1), λ 1.0507, α 1.6733 (−1.758 up; λ, else λ·α·e^z). Klambauer et al. 2017
	GELU     = Activation{Kind: "gelu"}     // z·Φ(z), Φ the normal distribution, exactly, by erf (−0.17 up; Φ(z) + z·φ(z)). Hendrycks & Gimpel 2016
	SiLU     = Activation{Kind: "silu"}     // z·σ(z), also called Swish (−0.28 up; σ(z)·(1 + z·(1 − σ(z)))). Ramachandran et al. 2017 with β 1
	Softplus = Activation{Kind: "softplus"} // log(1 + e^z) (0 up; σ(z))
)

// LeakyReLU is z where z > 0, else slope·z (everything; 1, else slope); a
// slope of 0.01 is usual.
//
// Source: Maas, Hannun & Ng 2013, "Rectifier nonlinearities improve neural
// network acoustic models".
func LeakyReLU(slope float64) Activation { return Activation{Kind: "leaky-relu", Slope: slope} }

var activationTitles = map[string]string{"sigmoid": "Sigmoid", "tanh": "Tanh", "relu": "ReLU", "identity": "Identity",
	"leaky-relu": "LeakyReLU", "elu": "ELU", "selu": "SELU", "gelu": "GELU", "silu": "SiLU", "softplus": "Softplus"}

// check refuses an activation that is none of the package's.
func (a Activation) check() *Error {
	switch {
	case activationTitles[a.Kind] == "":
		return &Error{What: "activation", Want: "dsl.Sigmoid, dsl.Tanh, dsl.ReLU, dsl.LeakyReLU(…), dsl.ELU, dsl.SELU, dsl.GELU, dsl.SiLU, dsl.Softplus or dsl.Identity", Got: a.Kind}
	case a.Slope != 0 && a.Kind != "leaky-relu", math.IsNaN(a.Slope), math.IsInf(a.Slope, 0):
		return &Error{What: "slope", Want: "a finite number, of dsl.LeakyReLU alone", Got: fmt.Sprint(a.Slope)}
	}
	return nil
}

// String is the activation's name: "ReLU", "LeakyReLU(0.01)".
func (a Activation) String() string {
	if a.Kind == "leaky-relu" {
		return fmt.Sprintf("LeakyReLU(%v)", a.Slope)
	}
	if t := activationTitles[a.Kind]; t != "" {
		return t
	}
	return "Activation " + a.Kind
}

// ActivationOp applies F to each value by itself.
type ActivationOp struct {
	F Activation `json:"f"`
}

// ActivationFunc is what stands for an activation: one of the package's, an
// Activation, or one of your own, a Function.
type ActivationFunc interface {
	String() string
	at(shape []int) (Op, *Error) // the operation behind values of this shape
	is(op Op, shape []int) bool  // whether an operation there is this one
}

// Activation applies a to each value by itself, or what a Func computes.
//
// Input: any shape. Output: the same. Parameters: none, or those of a Func.
// Errors: an activation that is none of the package's; a Func that changes the
// shape.
func (m Model) Activation(a ActivationFunc) Model {
	if m.err != nil {
		return m
	}
	if a == nil {
		return m.fail(Error{Where: "Activation", What: "activation", Want: "one of the package's, or a Func", Got: "nil"})
	}
	if m.top == nil {
		return m.fail(Error{Where: a.String(), What: "no input before it", Mend: "start the model with dsl.Input(…)"})
	}
	op, e := a.at(m.top.shape)
	if e != nil {
		return m.fail(*e.in(fmt.Sprintf("layer %d %s", m.top.depth+1, a)))
	}
	return m.then(op)
}

func (a Activation) at([]int) (Op, *Error) {
	if e := a.check(); e != nil {
		return nil, e
	}
	return ActivationOp{a}, nil
}

func (a Activation) is(op Op, _ []int) bool { return op == Op(ActivationOp{a}) }

// Sigmoid is Activation(dsl.Sigmoid): 1/(1 + e^(−z)).
func (m Model) Sigmoid() Model { return m.Activation(Sigmoid) }

// Tanh is Activation(dsl.Tanh): tanh z.
func (m Model) Tanh() Model { return m.Activation(Tanh) }

// ReLU is Activation(dsl.ReLU): max(0, z).
func (m Model) ReLU() Model { return m.Activation(ReLU) }

// Identity is Activation(dsl.Identity): z. It computes nothing, but marks the
// place where Replace can put another activation.
func (m Model) Identity() Model { return m.Activation(Identity) }

// LeakyReLU is Activation(dsl.LeakyReLU(slope)): z, below 0 slope·z.
func (m Model) LeakyReLU(slope float64) Model { return m.Activation(LeakyReLU(slope)) }

// ELU is Activation(dsl.ELU): z, below 0 e^z − 1.
func (m Model) ELU() Model { return m.Activation(ELU) }

// SELU is Activation(dsl.SELU): λ times z, below 0 λ·α·(e^z − 1).
func (m Model) SELU() Model { return m.Activation(SELU) }

// GELU is Activation(dsl.GELU): z·Φ(z).
func (m Model) GELU() Model { return m.Activation(GELU) }

// SiLU is Activation(dsl.SiLU): z·σ(z).
func (m Model) SiLU() Model { return m.Activation(SiLU) }

// Softplus is Activation(dsl.Softplus): log(1 + e^z).
func (m Model) Softplus() Model { return m.Activation(Softplus) }

// Replace puts activation b wherever the model has a. Everything else, the
// initial weights of a seed included, stays the same.
//
// Errors: a model without a; a Func in the place of b that changes the shape.
func (m Model) Replace(a, b ActivationFunc) Model {
	switch {
	case m.err != nil:
		return m
	case a == nil || b == nil:
		return m.fail(Error{Where: "Replace", What: "activation", Want: "one of the package's, or a Func", Got: "nil"})
	}
	var wrong *Error
	found := false
	out := m.rewriteAt(func(op Op, in [][]int) Op {
		if wrong != nil || len(in) != 1 || !a.is(op, in[0]) {
			return op
		}
		found = true
		other, e := b.at(in[0])
		if wrong = e; e != nil {
			return op
		}
		return other
	})
	switch {
	case wrong != nil:
		return m.fail(*wrong.in("Replace"))
	case !found:
		return m.fail(Error{Where: "Replace", What: "nothing to replace", Want: "a model with " + a.String(), Got: "one without"})
	}
	return out
}

// Kind is "activation".
func (ActivationOp) Kind() string                      { return "activation" }
func (o ActivationOp) title() string                   { return o.F.String() }
func (ActivationOp) parameters(in [][]int) []Parameter { return nil }

func (o ActivationOp) infer(in [][]int) ([]int, *Error) {
	if e := o.F.check(); e != nil {
		return nil, e
	}
	return in[0], nil
}
