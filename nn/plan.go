package nn

import (
	"encoding/json"
	"fmt"
	"slices"

	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"

	"github.com/seed-380714d4/fathom/dsl"
)

// plan is a model ready to be built: with its loss and precision it is all
// that a graph needs besides the data.
type plan struct {
	graph      dsl.Graph
	parameters []dsl.Parameter // and statistics: all that a state has weights for
	lossOf     dsl.Loss
	loss       loss
	dtype      dtypes.DType
	// known are values that parameters start with, by name; what is not among
	// them is drawn from the seed.
	known  map[string][]float64
	regime dsl.Regime // of training steps; nothing for any other graph
}

func newPlan(g dsl.Graph, lossOf dsl.Loss, prec string) (*plan, error) {
	if err := checkGraph(g); err != nil {
		return nil, err
	}
	l, err := lossFor(lossOf)
	if err != nil {
		return nil, err
	}
	dtype, err := precision(prec)
	if err != nil {
		return nil, err
	}
	if lossOf.Func == nil { // the user's own sees all steps of a sample
		l = eachStep(l)
	}
	return &plan{graph: g, parameters: dsl.Tensors(g), lossOf: lossOf, loss: l, dtype: dtype}, nil
}

// initial gives the weights that a run with this seed starts with.
func (p *plan) initial(seed int64) []*tensors.Tensor {
	weights := make([]*tensors.Tensor, len(p.parameters))
	for i, par := range p.parameters {
		values, known := p.known[par.Name]
		if !known {
			values = initial(par, seed)
		}
		weights[i] = tensorOf(p.dtype, values, par.Shape...)
	}
	return weights
}

// weights declares the parameters as inputs of a graph: in order and by name.
func (p *plan) weights(in *inputs) ([]*graph.Node, map[string]*graph.Node) {
	list := make([]*graph.Node, len(p.parameters))
	named := map[string]*graph.Node{}
	for i, par := range p.parameters {
		list[i] = in.next(p.dtype, par.Shape...)
		named[par.Name] = list[i]
	}
	return list, named
}

// pass declares the parameters as inputs of a graph, for one way through it.
func (p *plan) pass(in *inputs, m mode) *pass {
	_, named := p.weights(in)
	return &pass{mode: m, tensors: named, statistics: map[string]*graph.Node{}}
}

// trained lists the parameters that have a gradient, and the optimiser's
// state.
func (p *plan) trained() []dsl.Parameter { return dsl.Parameters(p.graph) }

// random tells whether a training step asks for random bits. Where it does
// not, it has no such input.
func (p *plan) random() bool {
	return len(p.regime.Augment) > 0 || slices.ContainsFunc(p.graph.Nodes, func(n dsl.Node) bool { return n.Op.Kind() == "dropout" })
}

// lot declares the step's randomness as an input of a graph, if there is any.
func (p *plan) lot(in *inputs, step *graph.Node) *lot {
	if !p.random() {
		return nil
	}
	return lotOf(in.next(dtypes.Uint32, 3), step)
}

// shape is the part of the plan that decides an executable, as text: not how
// weights are drawn, so that networks which differ in that alone share one.
func (p *plan) shape() string {
	text, err := json.Marshal(p.graph.Unnamed().Undrawn())
	if err != nil { // no Op has a field that JSON refuses
		panic(err)
	}
	l, err := json.Marshal(p.lossOf.Unnamed())
	if err != nil { // as above
		panic(err)
	}
	return fmt.Sprintf("%s %s %s", text, l, p.dtype)
}

// title names node i as a user knows it.
func (p *plan) title(i int) string {
	n := p.graph.Nodes[i]
	name := n.Title()
	switch op := n.Op.(type) {
	case dsl.DenseOp:
		name = fmt.Sprintf("Dense(%d)", op.Units)
	case dsl.ConvOp:
		name = fmt.Sprintf("Conv(%d, %d)", op.Filters, op.Size)
	}
	return fmt.Sprintf("layer %d %s", i, name)
}
