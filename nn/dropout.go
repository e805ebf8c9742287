package nn

import (
	"github.com/gomlx/gomlx/core/graph"

	"github.com/seed-380714d4/fathom/dsl"
)

// dropout sets values to 0 at random in training steps, and makes up for it.
//
// Formula: y = x·mask/(1 − rate), mask 0 with probability rate, else 1; outside
// of training steps y = x.
// Input: any. Output: the same shape. Parameters: none.
func dropout(s *site) *graph.Node {
	rate, x := s.op.(dsl.DropoutOp).Rate, s.in[0]
	if s.mode != toTrain || rate == 0 {
		return x
	}
	u := s.uniform(x)
	kept := graph.GreaterOrEqual(u, graph.ConstAs(u, rate))
	return graph.Where(kept, graph.MulScalar(x, 1/(1-rate)), graph.ZerosLike(x))
}
