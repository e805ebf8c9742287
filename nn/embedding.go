package nn

import (
	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/gomlx/core/graph"

	"github.com/seed-380714d4/fathom/dsl"
)

// embedding looks vectors up in a table.
//
// Formula: y[n, t] = W[x[n, t]], x cut to 0 … entries − 1: XLA would take an
// index out of range without a word.
// Input: [N, T], whole numbers. Output: [N, T, size].
// Parameters: weights W [entries, size]. The input has no gradient.
func embedding(s *site) *graph.Node {
	last := float64(s.op.(dsl.EmbeddingOp).Entries - 1)
	x := graph.ClipScalar(graph.StopGradient(s.in[0]), 0, last)
	return graph.Gather(s.weight("weights"), graph.ExpandDims(graph.ConvertDType(x, dtypes.Int32), -1)) // [N, T, 1] → [N, T, size]
}
