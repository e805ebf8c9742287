package dsl

import (
	"fmt"
	"math"
)

// Initializer says how the weights of a layer are drawn, from the run's seed.
type Initializer struct {
	Kind  string  `json:"kind"`
	Scale float64 `json:"scale,omitempty"` // the standard deviation of "normal", the value of "constant", the gain of "orthogonal" and "identity"
}

// Zeros starts at 0; every layer's biases do.
func Zeros() Initializer { return Initializer{Kind: "zeros"} }

// Normal draws from N(0, std²).
func Normal(std float64) Initializer { return Initializer{Kind: "normal", Scale: std} }

// XavierNormal draws from N(0, 2/(fan_in + fan_out)), which keeps the variance
// of signal and gradient through layers that are linear about 0.
//
// Source: Glorot & Bengio 2010, "Understanding the difficulty of training deep
// feedforward neural networks".
func XavierNormal() Initializer { return Initializer{Kind: "xavier-normal"} }

// XavierUniform draws from U(−a, a), a = √(6/(fan_in + fan_out)): the variance
// of XavierNormal. Source: Glorot & Bengio 2010, equation 16.
func XavierUniform() Initializer { return Initializer{Kind: "xavier-uniform"} }

// HeNormal draws from N(0, 2/fan_in), which makes up for the half of the
// signal that ReLU drops.
//
// Source: He et al. 2015, "Delving deep into rectifiers".
func HeNormal() Initializer { return Initializer{Kind: "he-normal"} }

// HeUniform draws from U(−a, a), a = √(6/fan_in): the variance of HeNormal.
func HeUniform() Initializer { return Initializer{Kind: "he-uniform"} }

// LeCunNormal draws from N(0, 1/fan_in), which keeps the variance of a linear
// net's signal; SELU asks for it. Source: LeCun et al. 1998, "Efficient
// backprop".
func LeCunNormal() Initializer { return Initializer{Kind: "lecun-normal"} }

// LeCunUniform draws from U(−a, a), a = √(3/fan_in): the variance of
// LeCunNormal.
func LeCunUniform() Initializer { return Initializer{Kind: "lecun-uniform"} }

// PyTorchDefault draws from U(−a, a), a = 1/√fan_in, biases too: what
// torch.nn.Linear and Conv2d start with. The variance is 1/(3·fan_in), a sixth
// of He's, so that deep ReLU nets lose their signal.
func PyTorchDefault() Initializer { return Initializer{Kind: "pytorch"} }

// Constant starts at v everywhere, which leaves all units of a layer alike.
func Constant(v float64) Initializer { return Initializer{Kind: "constant", Scale: v} }

// Orthogonal draws a random matrix whose rows or columns, whichever are fewer,
// are orthonormal, times gain; of a convolution the matrix [size²·C, filters].
// A linear layer then keeps lengths.
//
// Source: Saxe, McClelland & Ganguli 2014, "Exact solutions to the nonlinear
// dynamics of learning in deep linear neural networks".
func Orthogonal(gain float64) Initializer { return Initializer{Kind: "orthogonal", Scale: gain} }

// IdentityMatrix starts as gain times the identity: unit k passes on feature
// k; of a convolution, the middle of channel k. What has no partner is 0.
//
// Source: Le, Jaitly & Hinton 2015, for recurrent nets (IRNN).
func IdentityMatrix(gain float64) Initializer { return Initializer{Kind: "identity", Scale: gain} }

// biases says how the biases beside weights drawn by i start.
func (i Initializer) biases() Initializer {
	if i.Kind == "pytorch" {
		return i
	}
	return Zeros()
}

// Std is the standard deviation of the weights of a layer with these fans; 0
// where they are not drawn. Of Orthogonal it is that of a Dense layer.
func (i Initializer) Std(fanIn, fanOut int) float64 {
	switch i.Kind {
	case "normal":
		return i.Scale
	case "xavier-normal", "xavier-uniform":
		return math.Sqrt(2 / float64(fanIn+fanOut))
	case "he-normal", "he-uniform":
		return math.Sqrt(2 / float64(fanIn))
	case "lecun-normal", "lecun-uniform":
		return math.Sqrt(1 / float64(fanIn))
	case "pytorch":
		return math.Sqrt(1 / (3 * float64(fanIn)))
	case "orthogonal":
		return i.Scale / math.Sqrt(float64(max(fanIn, fanOut)))
	}
	return 0
}

// String is the initialiser as it is written: "HeNormal".
func (i Initializer) String() string {
	switch i.Kind {
	case "zeros":
		return "Zeros"
	case "normal":
		return fmt.Sprintf("Normal(%v)", i.Scale)
	case "xavier-normal":
		return "XavierNormal"
	case "xavier-uniform":
		return "XavierUniform"
	case "he-normal":
		return "HeNormal"
	case "he-uniform":
		return "HeUniform"
	case "lecun-normal":
		return "LeCunNormal"
	case "lecun-uniform":
		return "LeCunUniform"
	case "pytorch":
		return "PyTorchDefault"
	case "constant":
		return fmt.Sprintf("Constant(%v)", i.Scale)
	case "orthogonal":
		return fmt.Sprintf("Orthogonal(%v)", i.Scale)
	case "identity":
		return fmt.Sprintf("IdentityMatrix(%v)", i.Scale)
	case "spectral":
		return fmt.Sprintf("SpectralRadius(%v)", i.Scale)
	}
	return i.Kind
}

func (i Initializer) check() *Error {
	switch i.Kind {
	case "zeros", "xavier-normal", "xavier-uniform", "he-normal", "he-uniform", "lecun-normal", "lecun-uniform", "pytorch":
		return nil
	case "constant", "orthogonal", "identity":
		if math.IsNaN(i.Scale) || math.IsInf(i.Scale, 0) {
			return &Error{What: "value", Want: "a finite number", Got: fmt.Sprint(i.Scale)}
		}
		return nil
	case "spectral":
		return checkRadius(i.Scale)
	case "normal":
		if i.Scale > 0 && !math.IsInf(i.Scale, 0) {
			return nil
		}
		return &Error{What: "standard deviation", Want: "above 0", Got: fmt.Sprint(i.Scale)}
	}
	return &Error{What: "initialiser", Want: "dsl.Normal, XavierNormal, XavierUniform, HeNormal, HeUniform, LeCunNormal, LeCunUniform, PyTorchDefault, Orthogonal, IdentityMatrix, Constant or Zeros", Got: fmt.Sprintf("%q", i.Kind)}
}

// Init draws the weights of every layer so far by i; biases stay at 0, but for
// PyTorchDefault, and so do scales and shifts of normalisations.
//
// Errors: an initialiser that is none of the package's; a standard deviation
// that is not above 0.
func (m Model) Init(i Initializer) Model {
	e := i.check()
	if i.Kind == "spectral" {
		e = &Error{What: "initialiser", Want: "one for matrices of any shape", Got: i.String(), Mend: "give it to a recurrent layer: dsl.RecurrentInit(…)"}
	}
	if e != nil {
		e.Where = "Init"
		return m.fail(*e)
	}
	return m.rewrite(func(op Op) Op {
		if w, ok := op.(initialised); ok {
			return w.initialized(i)
		}
		return op
	})
}

// Undrawn is g without how its weights are drawn or where they were loaded: what is equal for networks
// that differ in that alone.
func (g Graph) Undrawn() Graph {
	out := Graph{Nodes: append([]Node{}, g.Nodes...)}
	for i, n := range out.Nodes {
		out.Nodes[i].Weights = nil
		if w, ok := n.Op.(initialised); ok {
			out.Nodes[i].Op = w.initialized(Initializer{})
		}
	}
	return out
}
