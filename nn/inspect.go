package nn

import (
	"context"
	"fmt"

	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/compute/shapes"
	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"

	"github.com/seed-380714d4/fathom/dsl"
)

// inspectGraph builds a look inside a network on one batch.
//
// Measures: for each layer with weights, z with activation a, the numbers of
// dsl.LayerStats, in their order. ∂L_i/∂z, the gradient of the loss of sample
// i alone, is row i of the gradient of the sum of all losses, unless a
// BatchNorm mixes samples. ∂L/∂W is that of the mean loss.
// Unit: gradients as loss per unit of z or W; shares 0 to 1.
// When: on a batch, before or after a training, never during a step.
// Shape: [layers, 6], the mean loss, and where the network has recurrent layers
// what stateGraph gives; float64: δ² of sigmoids 20 layers deep lies near the
// smallest float32.
// Cost: one forward and one backward pass.
func (p *plan) inspectGraph(g *graph.Graph, x *examples, size int) []*graph.Node {
	in := &inputs{graph: g}
	way := p.pass(in, toLook)
	way.states = map[int][]*graph.Node{}
	inputs, targets := x.parameters(in)
	rows := in.next(dtypes.Int32, size)
	batch, wanted := x.batch(inputs, targets, rows, p.dtype)
	outputs := way.forward(p.graph, batch)
	sum := graph.ReduceAllSum(p.loss(outputs[len(outputs)-1], wanted))

	layers := p.graph.Weighted()
	var wrt []*graph.Node
	for _, l := range layers {
		wrt = append(wrt, outputs[l.Node], way.tensors[l.Weights])
	}
	watched := p.watched(way)
	all := graph.Gradient(sum, append(wrt, watched...)...)
	gradients := all[:len(wrt)]
	n := float64(size)
	var stats []*graph.Node
	for k, l := range layers {
		deltas, weights := float64s(gradients[2*k]), float64s(gradients[2*k+1])
		stats = append(stats,
			graph.Sqrt(graph.DivScalar(graph.ReduceAllSum(graph.Square(deltas)), n)),
			graph.DivScalar(graph.Sqrt(graph.ReduceAllSum(graph.Square(weights))), n))
		stats = append(stats, activationStats(l.F, float64s(outputs[l.Output]))...)
	}
	table := graph.Zeros(g, shapes.Make(dtypes.Float64, 1)) // of a network without such layers
	if len(layers) > 0 {
		table = graph.Reshape(graph.Stack(stats, 0), len(layers), 6)
	}
	out := []*graph.Node{table, graph.DivScalar(float64s(sum), n)}
	if len(watched) > 0 {
		out = append(out, stateGraph(all[len(wrt):], n))
	}
	return out
}

func float64s(x *graph.Node) *graph.Node { return graph.ConvertDType(x, dtypes.Float64) }

// activationStats are mean, spread, saturation and dead units of a [N, …, units].
func activationStats(f dsl.Activation, a *graph.Node) []*graph.Node {
	g := a.Graph()
	zero := graph.ScalarZero(g, dtypes.Float64)
	mean := graph.ReduceAllMean(a)
	std := graph.Sqrt(graph.ReduceAllMean(graph.Square(graph.Sub(a, mean))))
	saturation, dead := zero, zero
	// 2.5 % of the range's width from one of its ends.
	switch f {
	case dsl.Sigmoid:
		saturation = share(graph.GreaterThan(graph.Abs(graph.SubScalar(a, 0.5)), graph.Const(g, 0.475)))
	case dsl.Tanh:
		saturation = share(graph.GreaterThan(graph.Abs(a), graph.Const(g, 0.95)))
	case dsl.ReLU:
		var all []int
		for i := range a.Rank() - 1 {
			all = append(all, i)
		}
		dead = share(graph.Equal(graph.ReduceMax(a, all...), zero)) // [N, …, units] → [units]
	}
	return []*graph.Node{mean, std, saturation, dead}
}

// share is the share of true values.
func share(is *graph.Node) *graph.Node {
	return graph.ReduceAllMean(graph.ConvertDType(is, dtypes.Float64))
}

// inspect measures one network, given by its weights.
func (r *runner) inspect(ctx context.Context, p *plan, weights []*tensors.Tensor, x *examples, size int, seed int64) (dsl.Inspected, error) {
	if err := ctx.Err(); err != nil {
		return dsl.Inspected{}, err
	}
	key := fmt.Sprintf("inspect %s %s %d", p.shape(), x.kind(), size)
	prog, err := r.programs.get(ctx, key, func() (*program, error) {
		return r.engine.compile("the inspection", func(g *graph.Graph) []*graph.Node { return p.inspectGraph(g, x, size) })
	})
	if err != nil {
		return dsl.Inspected{}, err
	}
	rows := numbers(0, size)
	defer release(rows)
	out, err := prog.run(append(append([]*tensors.Tensor{}, weights...), x.inputs, x.targets, rows)...)
	if err != nil {
		return dsl.Inspected{}, err
	}
	defer release(out...)
	table, err := valuesOf(out[0])
	if err != nil {
		return dsl.Inspected{}, err
	}
	loss, err := valuesOf(out[1])
	if err != nil {
		return dsl.Inspected{}, err
	}
	one := dsl.Inspected{Seed: seed, Loss: dsl.Float(loss[0]), Layers: p.layerStats(table)}
	if len(out) > 2 {
		states, err := valuesOf(out[2])
		if err != nil {
			return dsl.Inspected{}, err
		}
		one.States = p.stateStats(states)
	}
	return one, nil
}

func (p *plan) layerStats(table []float64) []dsl.LayerStats {
	var list []dsl.LayerStats
	for k, l := range p.graph.Weighted() {
		v := table[6*k:]
		list = append(list, dsl.LayerStats{
			Node: l.Node, Name: l.Name,
			PreActivationGradient: dsl.Float(v[0]), WeightGradient: dsl.Float(v[1]),
			ActivationMean: dsl.Float(v[2]), ActivationStd: dsl.Float(v[3]),
			Saturation: dsl.Float(v[4]), Dead: dsl.Float(v[5]),
		})
	}
	return list
}
