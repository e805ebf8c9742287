package nn

import "github.com/gomlx/gomlx/core/graph"

// dense is a fully connected layer.
//
// Formula: z = x·W + b.
// Input: [N, F]. Output: [N, units].
// Parameters: weights W [F, units], biases b [units].
// Init: as the op says, drawn by initial.
// Errors: dsl refuses an input of another rank before a graph is built.
func dense(s *site) *graph.Node {
	z := graph.MatMul(s.in[0], s.weight("weights"))              // [N, F]·[F, units] → [N, units]
	return graph.Add(z, graph.ExpandDims(s.weight("biases"), 0)) // b as [1, units], the same for each sample
}
