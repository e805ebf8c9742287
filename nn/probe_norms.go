package nn

import (
	"github.com/gomlx/gomlx/core/graph"

	"github.com/seed-380714d4/fathom/dsl"
)

// normGraph gives the norms of a quantity, as [layers] of float64: squares of
// gradients 20 sigmoids deep lie below the smallest float32.
func normGraph(v *view, p dsl.ProbeSpec) *graph.Node {
	var list []*graph.Node
	for _, x := range quantities[p.Of](v) {
		squares := graph.Square(float64s(x))
		switch {
		case p.Of == "deltas": // [N, units]: the mean over samples of the square of each one's norm
			list = append(list, graph.Sqrt(graph.DivScalar(graph.ReduceAllSum(squares), float64(v.batch))))
		case p.Measure == "rms":
			list = append(list, graph.Sqrt(graph.ReduceAllMean(squares)))
		default:
			list = append(list, graph.Sqrt(graph.ReduceAllSum(squares)))
		}
	}
	return graph.Stack(list, 0)
}

// ratioGraph gives ‖ΔW‖/‖W‖ as [layers] of float64.
func ratioGraph(v *view, _ dsl.ProbeSpec) *graph.Node {
	of := func(what string) *graph.Node { return normGraph(v, dsl.ProbeSpec{Measure: "norm", Of: what}) }
	return graph.Div(of("updates"), of("weights"))
}
