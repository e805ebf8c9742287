package nn

import (
	"github.com/gomlx/gomlx/core/graph"

	"github.com/seed-380714d4/fathom/dsl"
)

// watched lists, layer by layer, what the gradients of recurrent layers'
// states are those of.
func (p *plan) watched(way *pass) []*graph.Node {
	var list []*graph.Node
	for i := range p.graph.Nodes {
		list = append(list, way.states[i]...)
	}
	return list
}

// stateGraph gives for each state and time step the root mean square over
// samples of the gradient's norm, one row after another.
//
// Measures: √(1/N Σ_i ‖∂L_i/∂h_t‖²), by all paths from h_t to the loss.
// Shape: each gradient [T, N, H]; all of them together [ΣT], float64.
func stateGraph(gradients []*graph.Node, n float64) *graph.Node {
	var rows []*graph.Node
	for _, d := range gradients {
		rows = append(rows, graph.Sqrt(graph.DivScalar(graph.ReduceSum(graph.Square(float64s(d)), 1, 2), n)))
	}
	return graph.Concatenate(rows, 0)
}

// stateStats says which numbers of stateGraph are whose.
func (p *plan) stateStats(values []float64) []dsl.StateStats {
	var list []dsl.StateStats
	for _, l := range p.graph.Weighted() {
		n := p.graph.Nodes[l.Node]
		backward, states := statesOf(n.Op)
		steps := p.graph.Nodes[n.In[0]].Shape[0]
		for _, state := range states {
			list = append(list, dsl.StateStats{Node: l.Node, Name: l.Name, State: state, Backward: backward,
				Gradient: append(dsl.Floats{}, values[:steps]...)})
			values = values[steps:]
		}
	}
	return list
}

// statesOf names a recurrent layer's states and tells whether it reads
// backward; other layers have none.
func statesOf(op dsl.Op) (backward bool, states []string) {
	switch o := op.(type) {
	case dsl.RNNOp:
		return o.Backward, []string{"h"}
	case dsl.LSTMOp:
		return o.Backward, []string{"h", "c"}
	case dsl.GRUOp:
		return o.Backward, []string{"h"}
	}
	return false, nil
}
