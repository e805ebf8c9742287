package nn

import (
	"github.com/gomlx/gomlx/core/graph"

	"github.com/seed-380714d4/fathom/dsl"
)

// flatten lays each sample's values in one row, the last axis fastest.
//
// Input: [N, …]. Output: [N, F], F the product of the other dimensions.
// Parameters: none. Errors: none.
func flatten(_ dsl.Op, in []*graph.Node, _ func(string) *graph.Node) *graph.Node {
	n := in[0].Shape().Dimensions[0]
	return graph.Reshape(in[0], n, -1) // [N, …] → [N, F]
}
