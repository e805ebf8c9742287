package nn

import "github.com/gomlx/gomlx/core/graph"

// flatten lays each sample's values in one row, the last axis fastest.
//
// Input: [N, …]. Output: [N, F], F the product of the other dimensions.
// Parameters: none. Errors: none.
func flatten(s *site) *graph.Node {
	n := s.in[0].Shape().Dimensions[0]
	return graph.Reshape(s.in[0], n, -1) // [N, …] → [N, F]
}
