package dsl

import (
	"fmt"
	"math"
)

// Initializer says how the weights of a layer are drawn, from the run's seed.
type Initializer struct {
	Kind  string  `json:"kind"`
	Scale float64 `json:"scale,omitempty"` // the standard deviation, of "normal" alone
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

// Std is the standard deviation of the weights of a layer with these fans.
func (i Initializer) Std(fanIn, fanOut int) float64 {
	switch i.Kind {
	case "normal":
		return i.Scale
	case "xavier-normal", "xavier-uniform":
		return math.Sqrt(2 / float64(fanIn+fanOut))
	case "he-normal", "he-uniform":
		return math.Sqrt(2 / float64(fanIn))
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
	}
	return i.Kind
}

func (i Initializer) check() *Error {
	switch i.Kind {
	case "zeros", "xavier-normal", "xavier-uniform", "he-normal", "he-uniform":
		return nil
	case "normal":
		if i.Scale > 0 && !math.IsInf(i.Scale, 0) {
			return nil
		}
		return &Error{What: "standard deviation", Want: "above 0", Got: fmt.Sprint(i.Scale)}
	}
	return &Error{What: "initialiser", Want: "dsl.Normal, XavierNormal, XavierUniform, HeNormal, HeUniform or Zeros", Got: fmt.Sprintf("%q", i.Kind)}
}

// Init draws the weights of every layer so far by i; biases stay at 0.
//
// Errors: an initialiser that is none of the package's; a standard deviation
// that is not above 0.
func (m Model) Init(i Initializer) Model {
	if e := i.check(); e != nil {
		e.Where = "Init"
		return m.fail(*e)
	}
	return m.rewrite(func(op Op) Op {
		if d, ok := op.(DenseOp); ok {
			d.Weights = i
			return d
		}
		return op
	})
}
