package nn

import (
	"fmt"

	"github.com/gomlx/gomlx/core/graph"

	"github.com/seed-380714d4/fathom/dsl"
)

// batchNorm normalises each channel over the batch and all positions.
//
// Formula: γ·(x − μ)/√(σ² + ε) + β; μ and σ² are the batch's, or in evaluation
// and where frozen the running ones: running ← (1 − rate)·running + rate·batch,
// with σ²·M/(M − 1) for the variance.
// Input: [N, …, C]. Output: the same. Parameters: scale γ [C], shift β [C];
// statistics running_mean, running_variance [C].
//
// The gradient is that of the expression. GoMLX's own operation for inference
// in training stops it at the batch's statistics, and has no second derivative.
func batchNorm(s *site) *graph.Node {
	o, x := s.op.(dsl.BatchNormOp), s.in[0]
	last := x.Rank() - 1
	if !s.batchwise() {
		x = graph.Sub(x, graph.ExpandLeftToRank(s.weight("running_mean"), last+1))
		return rescaled(x, s.weight("running_variance"), o.Epsilon, s)
	}
	axes := make([]int, last)
	for i := range axes {
		axes[i] = i
	}
	x, mean, variance := centred(x, axes...)
	if s.mode == toTrain {
		m := float64(x.Shape().Size()) / float64(x.Shape().Dimensions[last])
		run := func(role string, batch *graph.Node) {
			old := s.statistic(role)
			s.put(role, graph.Add(graph.MulScalar(old, 1-o.Rate), graph.MulScalar(graph.Reshape(batch, -1), o.Rate))) // [1, …, C] → [C]
		}
		run("running_mean", mean)
		run("running_variance", graph.MulScalar(variance, m/(m-1)))
	}
	return rescaled(x, variance, o.Epsilon, s)
}

// centred takes the mean over axes off x, and gives it and the variance.
//
// Not E[x²] − E[x]², which cancels where the mean is large against the spread;
// nor the mean alone, whose sum in float32 loses what lies below its last bit:
// of 131,072 values about 1,000 with spread 1, a third of the spread. So a
// first mean, which need not be right, is taken off as a constant, and what is
// left is small enough to be summed.
func centred(x *graph.Node, axes ...int) (rest, mean, variance *graph.Node) {
	about := graph.StopGradient(graph.ReduceAndKeep(x, graph.ReduceMean, axes...))
	x = graph.Sub(x, about)
	left := graph.ReduceAndKeep(x, graph.ReduceMean, axes...)
	rest = graph.Sub(x, left)
	return rest, graph.Add(about, left), graph.ReduceAndKeep(graph.Square(rest), graph.ReduceMean, axes...)
}

// rescaled gives x·γ/√(variance + ε) + β.
func rescaled(x, variance *graph.Node, epsilon float64, s *site) *graph.Node {
	row := func(v *graph.Node) *graph.Node { return graph.ExpandLeftToRank(v, x.Rank()) }
	spread := graph.Sqrt(graph.AddScalar(graph.Reshape(variance, -1), epsilon)) // [C]
	return graph.Add(graph.Mul(x, row(graph.Div(s.weight("scale"), spread))), row(s.weight("shift")))
}

// normalisable refuses batches of which a BatchNorm would see one value.
func (p *plan) normalisable(batch int) error {
	for i, n := range p.graph.Nodes {
		if _, ok := n.Op.(dsl.BatchNormOp); !ok || n.Frozen {
			continue
		}
		positions := 1
		for _, d := range n.Shape[:len(n.Shape)-1] {
			positions *= d
		}
		if batch*positions < 2 {
			return &dsl.Error{Where: p.title(i), What: "values of a channel in an epoch's smallest batch", Want: "2 or more, to have a variance", Got: fmt.Sprint(batch * positions),
				Mend: "take another BatchSize, or LayerNorm()"}
		}
	}
	return nil
}
