package dsl

import (
	"fmt"
	"slices"
)

// Weighted is a layer with weights, as inspections, probes and figures see it:
// Dense, Conv, Embedding, recurrent layers, a Func with a matrix among its
// parameters. Normalisations are no layers of their own here, as papers count.
type Weighted struct {
	Node    int    // of the Graph; its output is the layer's z
	Name    string // "Conv 3", counted over all layers with weights
	Weights string // the name of the Parameter that stands for the layer
	// F is the activation behind the layer, and Output its node: that of the
	// layer's a. Normalisations and Dropout may lie between. Without one F is
	// Identity and a is what the last of these gives, or z.
	F      Activation
	Output int
}

// Weighted lists the layers of g with weights, from the input.
func (g Graph) Weighted() []Weighted {
	readers := make([][]int, len(g.Nodes))
	for i, n := range g.Nodes {
		for _, in := range n.In {
			readers[in] = append(readers[in], i)
		}
	}
	var list []Weighted
	last := -1
	for _, p := range Tensors(g) {
		if p.Node == last || p.Statistic || len(p.Shape) < 2 {
			continue
		}
		last = p.Node
		w := Weighted{Node: p.Node, Name: fmt.Sprintf("%s %d", g.Nodes[p.Node].Title(), len(list)+1), Weights: p.Name}
		w.F, w.Output = g.activationAfter(p.Node, readers)
		list = append(list, w)
	}
	return list
}

// Title is the layer's name in a summary: "Dense", "Tanh".
func (n Node) Title() string { return n.Op.title() }

// actsAlone tells whether node k reads one other and has no parameters.
func (g Graph) actsAlone(k int) bool {
	n := g.Nodes[k]
	return len(n.In) == 1 && len(n.Op.parameters(g.inputs(n))) == 0
}

// activationAfter finds the activation behind node i. A Func that keeps the
// shape and has no parameters counts as one, with no ends to its range.
func (g Graph) activationAfter(i int, readers [][]int) (Activation, int) {
	for {
		next := -1
		for _, k := range readers[i] {
			switch op := g.Nodes[k].Op.(type) {
			case ActivationOp:
				return op.F, k
			case FuncOp:
				if g.actsAlone(k) && slices.Equal(g.Nodes[k].Shape, g.Nodes[i].Shape) {
					return Identity, k
				}
			case BatchNormOp, LayerNormOp, GroupNormOp, DropoutOp:
				next = k
			}
		}
		if next < 0 {
			return Identity, i
		}
		i = next
	}
}
