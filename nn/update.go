package nn

import "github.com/gomlx/gomlx/core/graph"

// update gives the weights and then the slots after a step that lowers loss.
// What a layer keeps without a gradient is what the layer made of it, and
// what is frozen stays.
func (p *plan) update(opt optimizer, constants, step *graph.Node, way *pass, loss *graph.Node, slots map[string][]*graph.Node) []*graph.Node {
	return p.updated(opt, constants, step, way, graph.Gradient(loss, p.wrt(way)...), slots)
}

// wrt are the parameters that train.
func (p *plan) wrt(way *pass) []*graph.Node {
	var list []*graph.Node
	for _, par := range p.trained() {
		list = append(list, way.tensors[par.Name])
	}
	return list
}

// updated is update with the gradients.
func (p *plan) updated(opt optimizer, constants, step *graph.Node, way *pass, gradients []*graph.Node, slots map[string][]*graph.Node) []*graph.Node {
	var lists [][]*graph.Node
	for _, par := range p.trained() {
		lists = append(lists, slots[par.Name])
	}
	next, newSlots := opt.updates(constants, step, p.wrt(way), gradients, lists)
	var out []*graph.Node
	for _, par := range p.parameters {
		w := way.tensors[par.Name]
		switch changed := way.statistics[par.Name]; {
		case par.Trained():
			w, next = next[0], next[1:]
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
