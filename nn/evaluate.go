package nn

import (
	"context"
	"fmt"
	"math"

	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"

	"github.com/seed-380714d4/fathom/dsl"
)

// evaluationBatch bounds the memory that an evaluation takes, not its result:
// the sums are float64.
const evaluationBatch = 1000

// evaluateGraph builds the evaluation of one batch.
//
// Inputs: weights; the split's inputs and targets; rows [B].
// Output: [sum of losses, number of right classes], float64.
func (p *plan) evaluateGraph(g *graph.Graph, x *examples, batch int) *graph.Node {
	in := &inputs{graph: g}
	way := p.pass(in, toEvaluate)
	inputs, targets := x.parameters(in)
	rows := in.next(dtypes.Int32, batch)
	b, wanted := x.batch(inputs, targets, rows, p.dtype)
	outputs := way.forward(p.graph, b)
	output := outputs[len(outputs)-1]
	sum := graph.ReduceAllSum(graph.ConvertDType(p.loss(output, wanted), dtypes.Float64))
	right := graph.ScalarZero(g, dtypes.Float64)
	if x.classes() {
		right = graph.ReduceAllSum(graph.ConvertDType(accuracy(output, wanted), dtypes.Float64))
	}
	return graph.Stack([]*graph.Node{sum, right}, 0)
}

// evaluate measures weights on a whole split.
func (r *runner) evaluate(ctx context.Context, p *plan, weights []*tensors.Tensor, x *examples) (dsl.Evaluation, error) {
	var loss, right float64
	for start := 0; start < x.n; start += evaluationBatch {
		if err := ctx.Err(); err != nil {
			return dsl.Evaluation{}, err
		}
		sums, err := r.evaluateBatch(ctx, p, weights, x, start, min(evaluationBatch, x.n-start))
		if err != nil {
			return dsl.Evaluation{}, err
		}
		loss, right = loss+sums[0], right+sums[1]
	}
	out := dsl.Evaluation{Loss: dsl.Float(loss / float64(x.n)), Accuracy: dsl.Float(math.NaN())}
	if x.classes() {
		out.Accuracy = dsl.Float(right / float64(x.n))
	}
	return out, nil
}

func (r *runner) evaluateBatch(ctx context.Context, p *plan, weights []*tensors.Tensor, x *examples, start, n int) ([]float64, error) {
	key := fmt.Sprintf("evaluate %s %s %d", p.shape(), x.kind(), n)
	prog, err := r.programs.get(ctx, key, func() (*program, error) {
		return r.engine.compile("the evaluation", func(g *graph.Graph) []*graph.Node {
			return []*graph.Node{p.evaluateGraph(g, x, n)}
		})
	})
	if err != nil {
		return nil, err
	}
	rows := numbers(start, n)
	defer release(rows)
	out, err := prog.run(append(append([]*tensors.Tensor{}, weights...), x.inputs, x.targets, rows)...)
	if err != nil {
		return nil, err
	}
	defer release(out...)
	return valuesOf(out[0])
}

// numbers is the vector start, start+1, …, n long.
func numbers(start, n int) *tensors.Tensor {
	rows := make([]int32, n)
	for i := range rows {
		rows[i] = int32(start + i)
	}
	return tensors.FromFlatDataAndDimensions(rows, n)
}
