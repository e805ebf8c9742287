package nn

import (
	"context"
	"fmt"

	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"

	"github.com/seed-380714d4/fathom/dsl"
)

// predict answers with a network's outputs for inputs of the user's own.
func predict(ctx context.Context, r *runner, req dsl.PredictRequest, news func(dsl.Progress)) (any, error) {
	s, err := r.subject(ctx, req.Subject, news)
	if err != nil {
		return nil, err
	}
	defer s.release()
	shape := s.plan.graph.Nodes[0].Shape
	inputs := req.Inputs
	for _, image := range req.Images {
		row, err := fitImage(image, shape)
		if err != nil {
			return nil, err
		}
		inputs = append(inputs, row)
	}
	for _, path := range req.Files {
		row, err := readImage(path, shape)
		if err != nil {
			return nil, err
		}
		inputs = append(inputs, row)
	}
	reply := dsl.PredictReply{Classes: s.names}
	for i, row := range inputs {
		if len(row) != sizeOf(shape) {
			return nil, &dsl.Error{Where: "Predict", What: fmt.Sprintf("input %d", i), Want: fmt.Sprintf("%d values, those of shape %v", sizeOf(shape), shape), Got: fmt.Sprint(len(row))}
		}
	}
	for start := 0; start < len(inputs); start += evaluationBatch {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		rows, err := r.outputs(ctx, s, inputs[start:min(start+evaluationBatch, len(inputs))])
		if err != nil {
			return nil, err
		}
		reply.Outputs = append(reply.Outputs, rows...)
	}
	return reply, nil
}

// outputs are the network's for some inputs.
func (r *runner) outputs(ctx context.Context, s *subject, inputs []dsl.Floats) ([]dsl.Floats, error) {
	n, shape := len(inputs), s.plan.graph.Nodes[0].Shape
	prog, err := r.programs.get(ctx, fmt.Sprintf("predict %s %d", s.plan.shape(), n), func() (*program, error) {
		return r.engine.compile("the prediction", func(g *graph.Graph) []*graph.Node { return s.plan.predictGraph(g, n) })
	})
	if err != nil {
		return nil, err
	}
	var flat []float64
	for _, row := range inputs {
		flat = append(flat, scaled(s.scaling, row)...)
	}
	batch := tensorOf(s.plan.dtype, flat, append([]int{n}, shape...)...)
	defer release(batch)
	out, err := prog.run(append(append([]*tensors.Tensor{}, s.weights...), batch)...)
	if err != nil {
		return nil, err
	}
	defer release(out...)
	values, err := valuesOf(out[0])
	if err != nil {
		return nil, err
	}
	rows := make([]dsl.Floats, n)
	for i := range rows {
		rows[i] = values[i*len(values)/n : (i+1)*len(values)/n]
	}
	return rows, nil
}

// predictGraph builds a network in evaluation. Inputs: weights, the batch
// [B, shape…]. Output: the network's.
func (p *plan) predictGraph(g *graph.Graph, batch int) []*graph.Node {
	in := &inputs{graph: g}
	way := p.pass(in, toEvaluate)
	x := in.next(p.dtype, append([]int{batch}, p.graph.Nodes[0].Shape...)...)
	outputs := way.forward(p.graph, x)
	return outputs[len(outputs)-1:]
}

func sizeOf(shape []int) int {
	n := 1
	for _, d := range shape {
		n *= d
	}
	return n
}
