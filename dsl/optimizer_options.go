package dsl

import (
	"fmt"
	"math"
)

// Momentum lets SGD keep a part μ of its last step.
//
// Update: v ← μ·v + g; w ← w − η·v, v from 0. Of RMSProp, with g/(√v + ε) in
// place of g.
// Differs: as PyTorch and optax have it; Polyak 1964 and Keras put η into v,
// which is the same while η is constant.
// Source: Polyak 1964; Sutskever et al. 2013.
// Errors: μ outside [0, 1); an optimiser other than SGD and RMSProp.
func (o Optimizer) Momentum(mu float64) Optimizer {
	switch {
	case o.err != nil:
	case o.spec.Kind != "sgd" && o.spec.Kind != "rmsprop":
		return o.fail(Error{Where: "Momentum", What: "optimiser", Want: "SGD or RMSProp", Got: o.title(), Mend: "Adam has momentum of its own, β1, which Betas sets"})
	case !(mu >= 0 && mu < 1):
		return o.fail(Error{Where: "Momentum", What: "momentum", Want: "0 or more and below 1", Got: fmt.Sprint(mu), Mend: "0.9 is usual"})
	}
	o.spec.Momentum = mu
	return o
}

// Nesterov lets momentum look ahead.
//
// Update: v ← μ·v + g; w ← w − η·(g + μ·v).
// Differs: as PyTorch and Keras, where the weights that are kept are those at
// which the gradient is taken; Nesterov's own w lies η·μ·v behind.
// Source: Nesterov 1983; Sutskever et al. 2013, section 2.
// Errors: an optimiser that is not SGD with momentum.
func (o Optimizer) Nesterov() Optimizer {
	if o.err == nil && (o.spec.Kind != "sgd" || o.spec.Momentum == 0) {
		return o.fail(Error{Where: "Nesterov", What: "optimiser", Want: "SGD with momentum", Got: o.String(), Mend: "write dsl.SGD(0.01).Momentum(0.9).Nesterov()"})
	}
	o.spec.Nesterov = true
	return o
}

// Betas sets how much of the gradient's mean, and of that of its square, Adam
// keeps from step to step.
//
// Errors: β1 or β2 outside [0, 1); an optimiser other than Adam and AdamW.
func (o Optimizer) Betas(beta1, beta2 float64) Optimizer {
	switch {
	case o.err != nil:
	case o.spec.Kind != "adam" && o.spec.Kind != "adamw":
		return o.fail(Error{Where: "Betas", What: "optimiser", Want: "Adam or AdamW", Got: o.title()})
	case !(beta1 >= 0 && beta1 < 1 && beta2 >= 0 && beta2 < 1):
		return o.fail(Error{Where: "Betas", What: "β1 and β2", Want: "0 or more and below 1", Got: fmt.Sprint(beta1, " and ", beta2), Mend: "0.9 and 0.999 are usual"})
	}
	o.spec.Beta1, o.spec.Beta2 = beta1, beta2
	return o
}

// Alpha sets how much of the mean of the gradient's square RMSProp keeps from
// step to step.
//
// Errors: α outside [0, 1); an optimiser other than RMSProp.
func (o Optimizer) Alpha(alpha float64) Optimizer {
	switch {
	case o.err != nil:
	case o.spec.Kind != "rmsprop":
		return o.fail(Error{Where: "Alpha", What: "optimiser", Want: "RMSProp", Got: o.title(), Mend: "of Adam, Betas sets it"})
	case !(alpha >= 0 && alpha < 1):
		return o.fail(Error{Where: "Alpha", What: "α", Want: "0 or more and below 1", Got: fmt.Sprint(alpha), Mend: "0.99 is usual, and 0.9"})
	}
	o.spec.Alpha = alpha
	return o
}

// Epsilon sets what keeps Adam and RMSProp from dividing by 0.
//
// Errors: ε that is not above 0; SGD, which has none.
func (o Optimizer) Epsilon(epsilon float64) Optimizer {
	switch {
	case o.err != nil:
	case o.spec.Kind == "sgd":
		return o.fail(Error{Where: "Epsilon", What: "optimiser", Want: "Adam, AdamW or RMSProp", Got: o.title()})
	case !(epsilon > 0) || math.IsInf(epsilon, 0):
		return o.fail(Error{Where: "Epsilon", What: "ε", Want: "above 0", Got: fmt.Sprint(epsilon), Mend: "1e-8 is usual"})
	}
	o.spec.Epsilon = epsilon
	return o
}

// WeightDecay pulls the weights to 0 with strength λ.
//
// Update: g ← g + λ·w before everything else but clipping, the gradient of
// ½·λ·‖w‖²; the loss that is reported is without it. Of AdamW
// w ← w − η·λ·w, beside the moments.
// It is of every parameter that trains, biases and normalisations included, as
// in PyTorch; ExceptBiases leaves those out.
// Differs: as PyTorch's weight_decay; λ of texts that write λ·‖w‖² is half of
// this one.
// Source: Krogh & Hertz 1992; He et al. 2016 with 1e-4.
// Errors: λ below 0.
func (o Optimizer) WeightDecay(lambda float64) Optimizer {
	if o.err == nil && (!(lambda >= 0) || math.IsInf(lambda, 0)) {
		return o.fail(Error{Where: "WeightDecay", What: "weight decay", Want: "0 or more", Got: fmt.Sprint(lambda), Mend: "1e-4 is usual for SGD, 0.01 for AdamW"})
	}
	o.spec.WeightDecay = lambda
	return o
}

// ExceptBiases leaves out of the weight decay all parameters with one axis:
// biases, and the scales and shifts of normalisations.
//
// Source: Goyal et al. 2017, "Accurate, large minibatch SGD", section 5.3.
// Errors: an optimiser without weight decay.
func (o Optimizer) ExceptBiases() Optimizer {
	if o.err == nil && o.spec.WeightDecay == 0 {
		return o.fail(Error{Where: "ExceptBiases", What: "optimiser", Want: "one with weight decay", Got: o.String(), Mend: "call WeightDecay(1e-4) before it"})
	}
	o.spec.ExceptBiases = true
	return o
}

// ClipNorm shortens the gradient, that of all parameters as one vector, to a
// norm of c: g ← g · min(1, c/(‖g‖ + 1e-6)).
//
// It is done before weight decay and the update, and after ClipValue.
// Differs: as torch.nn.utils.clip_grad_norm_.
// Source: Pascanu, Mikolov & Bengio 2013, algorithm 1.
// Errors: c that is not above 0.
func (o Optimizer) ClipNorm(c float64) Optimizer {
	o.spec.ClipNorm = c
	return o.clipped("ClipNorm", c)
}

// ClipValue cuts each of the gradient's values at −c and c.
//
// It is done before everything else.
// Differs: as torch.nn.utils.clip_grad_value_.
// Errors: c that is not above 0.
func (o Optimizer) ClipValue(c float64) Optimizer {
	o.spec.ClipValue = c
	return o.clipped("ClipValue", c)
}

func (o Optimizer) clipped(where string, c float64) Optimizer {
	if !(c > 0) || math.IsInf(c, 0) {
		return o.fail(Error{Where: where, What: "limit of the gradient", Want: "above 0", Got: fmt.Sprint(c), Mend: "1 is usual"})
	}
	return o
}
