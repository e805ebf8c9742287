package dsl

// Activation is a function applied to each value by itself.
type Activation struct {
	Kind string `json:"kind"`
}

// The activations. In brackets: range, derivative.
var (
	Sigmoid  = Activation{"sigmoid"}  // σ(z) = 1/(1 + e^(−z)) (0 to 1; σ(1 − σ), at most ¼)
	Tanh     = Activation{"tanh"}     // tanh z (−1 to 1; 1 − tanh² z, at most 1)
	ReLU     = Activation{"relu"}     // max(0, z) (0 up; 1 where z > 0, else 0)
	Identity = Activation{"identity"} // z (everything; 1): a layer that stays linear
)

var activationTitles = map[string]string{"sigmoid": "Sigmoid", "tanh": "Tanh", "relu": "ReLU", "identity": "Identity"}

// String is the activation's name: "ReLU".
func (a Activation) String() string {
	if t := activationTitles[a.Kind]; t != "" {
		return t
	}
	return "Activation " + a.Kind
}

// ActivationOp applies F to each value by itself.
type ActivationOp struct {
	F Activation `json:"f"`
}

// Activation applies a to each value by itself.
//
// Input: any shape. Output: the same. Parameters: none.
// Errors: an activation that is none of the package's.
func (m Model) Activation(a Activation) Model { return m.then(ActivationOp{a}) }

// Sigmoid is Activation(dsl.Sigmoid): 1/(1 + e^(−z)).
func (m Model) Sigmoid() Model { return m.Activation(Sigmoid) }

// Tanh is Activation(dsl.Tanh): tanh z.
func (m Model) Tanh() Model { return m.Activation(Tanh) }

// ReLU is Activation(dsl.ReLU): max(0, z).
func (m Model) ReLU() Model { return m.Activation(ReLU) }

// Identity is Activation(dsl.Identity): z. It computes nothing, but marks the
// place where Replace can put another activation.
func (m Model) Identity() Model { return m.Activation(Identity) }

// Replace puts activation b wherever the model has a. Everything else, the
// initial weights of a seed included, stays the same.
//
// Errors: a model without a.
func (m Model) Replace(a, b Activation) Model {
	if m.err != nil {
		return m
	}
	if activationTitles[b.Kind] == "" {
		return m.fail(Error{Where: "Replace", What: "activation", Want: "dsl.Sigmoid, dsl.Tanh, dsl.ReLU or dsl.Identity", Got: b.String()})
	}
	found := false
	out := m.rewrite(func(op Op) Op {
		if act, ok := op.(ActivationOp); ok && act.F == a {
			found = true
			return ActivationOp{b}
		}
		return op
	})
	if !found {
		return m.fail(Error{Where: "Replace", What: "nothing to replace", Want: "a model with " + a.String(), Got: "one without"})
	}
	return out
}

// Kind is "activation".
func (ActivationOp) Kind() string                      { return "activation" }
func (o ActivationOp) title() string                   { return o.F.String() }
func (ActivationOp) parameters(in [][]int) []Parameter { return nil }

func (o ActivationOp) infer(in [][]int) ([]int, *Error) {
	if activationTitles[o.F.Kind] == "" {
		return nil, &Error{What: "activation", Want: "dsl.Sigmoid, dsl.Tanh, dsl.ReLU or dsl.Identity", Got: o.F.Kind}
	}
	return in[0], nil
}
