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

// assess measures a trained model on the test or validation examples of data.
func assess(ctx context.Context, r *runner, req dsl.EvaluateRequest, news func(dsl.Progress)) (any, error) {
	s, err := r.subject(ctx, req.Subject, news)
	if err != nil {
		return nil, err
	}
	defer s.release()
	set, err := r.open(req.Data)
	if err != nil {
		return nil, err
	}
	if err := s.plan.fits(set); err != nil {
		return nil, err
	}
	name, split := "test", set.Test
	if req.Split == dsl.ValidationSplit {
		name, split = "validation", set.Validation
	}
	x, done, err := r.shared.get(r.engine, set, name, split, s.plan.dtype)
	if err != nil {
		return nil, err
	}
	defer done()
	reply := dsl.EvaluateReply{Examples: x.n, Classes: set.Names}
	if reply.Evaluation, err = r.evaluate(ctx, s.plan, s.weights, x); err != nil || !x.classes() {
		return reply, err
	}
	reply.Confusion, reply.Ranks, err = r.confuse(ctx, s.plan, s.weights, x)
	return reply, err
}

// confusionGraph counts guesses of one batch.
//
// Inputs: weights; the split's inputs and targets; rows [B].
// Outputs: [C, C], how often class i was taken for class j; [C], how often the
// right class had k others before it. Of equal logits the first class comes
// first, as in accuracy. Of outputs at each time step every step counts.
func (p *plan) confusionGraph(g *graph.Graph, x *examples, batch int) []*graph.Node {
	in := &inputs{graph: g}
	way := p.pass(in, toEvaluate)
	inputs, targets := x.parameters(in)
	b, labels := x.batch(inputs, targets, in.next(dtypes.Int32, batch), p.dtype)
	outputs := way.forward(p.graph, b)
	logits := outputs[len(outputs)-1]
	classes := logits.Shape().Dimensions[logits.Rank()-1]
	n := logits.Shape().Size() / classes
	logits, labels = graph.Reshape(logits, n, classes), graph.Reshape(labels, n) // [N, T, C] → [N·T, C]

	guess := graph.ArgMax(logits, -1, labels.DType())
	right, taken := graph.OneHot(labels, classes, dtypes.Float64), graph.OneHot(guess, classes, dtypes.Float64)
	matrix := graph.MatMul(graph.Transpose(right, 0, 1), taken) // [C, N] · [N, C] → [C, C]

	wide := graph.BroadcastToDims
	own := wide(graph.ReduceAndKeep(graph.Mul(right, float64s(logits)), graph.ReduceSum, -1), n, classes) // the right class's logit
	earlier := graph.LessThan(graph.Iota(g, shapes.Make(dtypes.Int32, n, classes), 1), wide(graph.ExpandDims(labels, -1), n, classes))
	before := graph.LogicalOr(graph.GreaterThan(float64s(logits), own), graph.LogicalAnd(graph.Equal(float64s(logits), own), earlier))
	rank := graph.ReduceSum(graph.ConvertDType(before, dtypes.Int32), -1)
	return []*graph.Node{matrix, graph.ReduceSum(graph.OneHot(rank, classes, dtypes.Float64), 0)}
}

// confuse counts guesses on a whole split.
func (r *runner) confuse(ctx context.Context, p *plan, weights []*tensors.Tensor, x *examples) (matrix [][]int, ranks []int, err error) {
	for start := 0; start < x.n; start += evaluationBatch {
		if err := ctx.Err(); err != nil {
			return nil, nil, err
		}
		counts, places, err := r.confuseBatch(ctx, p, weights, x, start, min(evaluationBatch, x.n-start))
		if err != nil {
			return nil, nil, err
		}
		if matrix == nil {
			matrix, ranks = make([][]int, len(places)), make([]int, len(places))
		}
		for i := range places {
			ranks[i] += int(places[i])
			if matrix[i] == nil {
				matrix[i] = make([]int, len(places))
			}
			for j := range places {
				matrix[i][j] += int(counts[i*len(places)+j])
			}
		}
	}
	return matrix, ranks, nil
}

func (r *runner) confuseBatch(ctx context.Context, p *plan, weights []*tensors.Tensor, x *examples, start, n int) (counts, places []float64, err error) {
	key := fmt.Sprintf("confusion %s %s %d", p.shape(), x.kind(), n)
	prog, err := r.programs.get(ctx, key, func() (*program, error) {
		return r.engine.compile("the confusion matrix", func(g *graph.Graph) []*graph.Node { return p.confusionGraph(g, x, n) })
	})
	if err != nil {
		return nil, nil, err
	}
	rows := numbers(start, n)
	defer release(rows)
	out, err := prog.run(append(append([]*tensors.Tensor{}, weights...), x.inputs, x.targets, rows)...)
	if err != nil {
		return nil, nil, err
	}
	defer release(out...)
	if counts, err = valuesOf(out[0]); err == nil {
		places, err = valuesOf(out[1])
	}
	return counts, places, err
}
