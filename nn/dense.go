package nn

import (
	"github.com/gomlx/gomlx/core/graph"

	"github.com/seed-380714d4/fathom/dsl"
)

// dense is a fully connected layer.
//
// Formula: z = x·W + b.
// Input: [N, F]. Output: [N, units].
// Parameters: weights W [F, units], biases b [units].
// Init: as the op says, drawn by initial.
// Errors: dsl refuses an input of another rank before a graph is built.
func dense(_ dsl.Op, in []*graph.Node, weight func(string) *graph.Node) *graph.Node {
	z := graph.MatMul(in[0], weight("weights"))                // [N, F]·[F, units] → [N, units]
	return graph.Add(z, graph.ExpandDims(weight("biases"), 0)) // b as [1, units], the same for each sample
}
