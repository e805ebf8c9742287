package nn

import "github.com/gomlx/gomlx/core/graph"

// update gives the weights and then the slots after a step that lowers loss.
// What a layer keeps without a gradient is what the layer made of it, and
// what is frozen stays.
func (p *plan) update(opt optimizer, c []*graph.Node, step *graph.Node, way *pass, loss *graph.Node, slots map[string][]*graph.Node) []*graph.Node {
	var wrt []*graph.Node
	for _, par := range p.trained() {
		wrt = append(wrt, way.tensors[par.Name])
	}
	gradients := graph.Gradient(loss, wrt...)
	var out, newSlots []*graph.Node
	for _, par := range p.parameters {
		w := way.tensors[par.Name]
		switch changed := way.statistics[par.Name]; {
		case par.Trained():
			var s []*graph.Node
			w, s = opt.update(c, step, w, gradients[0], slots[par.Name])
			gradients, newSlots = gradients[1:], append(newSlots, s...)
		case changed != nil:
			w = changed
		}
		out = append(out, w)
	}
	return append(out, newSlots...)
}

// scalars takes a vector apart.
func scalars(v *graph.Node) []*graph.Node {
	out := make([]*graph.Node, v.Shape().Dimensions[0])
	for i := range out {
		out[i] = graph.Reshape(graph.Slice(v, graph.AxisElem(i))) // [1] → scalar
	}
	return out
}
