package nn

import (
	"fmt"

	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"

	"github.com/seed-380714d4/fathom/dsl"
)

// rule builds the update of one parameter.
type rule interface {
	// slots names the state kept for each parameter, in its shape, 0 at first.
	slots() []string
	// constants are the numbers that the update needs, the learning rate
	// first.
	constants() []float64
	// update gives the parameter and its slots after a step. c are the
	// constants and t the number of the step, from 1, as float64 scalars.
	update(c []*graph.Node, t, w, gradient *graph.Node, slots []*graph.Node) (*graph.Node, []*graph.Node)
}

// optimizer is a rule with what is done to gradients before it.
type optimizer struct {
	rule
	spec dsl.OptimizerSpec
}

func optimizerOf(s dsl.OptimizerSpec) (optimizer, error) {
	switch s.Kind {
	case "sgd":
		return optimizer{sgd{s}, s}, nil
	case "adam", "adamw":
		return optimizer{adam{s}, s}, nil
	case "rmsprop":
		return optimizer{rmsprop{s}, s}, nil
	}
	return optimizer{}, &dsl.Error{Where: "optimizer", What: "kind", Want: "dsl.SGD, Adam, AdamW or RMSProp", Got: fmt.Sprintf("%q", s.Kind)}
}

// shape is the part of the optimiser that decides an executable, as text: none
// of its numbers, which enter as an input, so that runs that differ in the
// learning rate alone share one.
func (o optimizer) shape() string {
	s := o.spec
	return fmt.Sprintf("%s slots %d nesterov %v decay %v except %v norm %v value %v", s.Kind, len(o.slots()), s.Nesterov,
		s.WeightDecay != 0, s.ExceptBiases, s.ClipNorm != 0, s.ClipValue != 0)
}

// extras are the numbers of what is done to gradients, behind the rule's.
func (o optimizer) extras() []float64 {
	var out []float64
	for _, v := range []float64{o.spec.ClipValue, o.spec.ClipNorm, o.spec.WeightDecay} {
		if v != 0 {
			out = append(out, v)
		}
	}
	return out
}

// constants are all numbers that a step needs, at a learning rate.
func (o optimizer) constants(rate float64) []float64 {
	c := append(o.rule.constants(), o.extras()...)
	c[0] = rate
	return c
}

// updates gives all weights, and their slots one after another, after a step.
// constants [C] and t, the number of the step from 1, are float64.
func (o optimizer) updates(constants, t *graph.Node, weights, gradients []*graph.Node, slots [][]*graph.Node) (next, nextSlots []*graph.Node) {
	c := scalars(constants)
	extras := c[len(o.rule.constants()):]
	take := func() *graph.Node {
		x := extras[0]
		extras = extras[1:]
		return x
	}
	if o.spec.ClipValue != 0 {
		gradients = clipValues(gradients, take())
	}
	if o.spec.ClipNorm != 0 {
		gradients = clipNorm(gradients, take())
	}
	var decay *graph.Node
	if o.spec.WeightDecay != 0 {
		decay = take()
	}
	for i, w := range weights {
		g := gradients[i]
		if decay != nil && !(o.spec.ExceptBiases && w.Rank() <= 1) {
			w, g = o.decayed(w, g, c[0], decay)
		}
		w, s := o.update(c, t, w, g, slots[i])
		next, nextSlots = append(next, w), append(nextSlots, s...)
	}
	return next, nextSlots
}

// decayed pulls a parameter to 0: by its gradient, g + λ·w, or in AdamW by
// itself, w − η·λ·w.
func (o optimizer) decayed(w, g, eta, lambda *graph.Node) (*graph.Node, *graph.Node) {
	if o.spec.Kind == "adamw" {
		return graph.Mul(w, graph.ConvertDType(graph.OneMinus(graph.Mul(eta, lambda)), w.DType())), g
	}
	return w, graph.Add(g, graph.Mul(graph.ConvertDType(lambda, w.DType()), w))
}

// constantsAt puts the numbers of a step at a learning rate on the device.
func constantsAt(o optimizer, rate float64) *tensors.Tensor {
	c := o.constants(rate)
	return tensors.FromFlatDataAndDimensions(c, len(c))
}
