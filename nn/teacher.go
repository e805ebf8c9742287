package nn

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/seed-380714d4/fathom/dsl"
	"github.com/seed-380714d4/fathom/nn/data"
)

// taughtHeldOut is how many examples validate, and how many test.
const taughtHeldOut = 1_000

// taught draws inputs from N(0, 1) and lets a network with random weights say
// what their targets are.
func (r *runner) taught(spec dsl.DataSpec) (*data.Set, error) {
	t := spec.Teacher
	if t.Examples < 1 {
		return nil, &dsl.Error{Where: "Teacher", What: "examples", Want: "1 or more", Got: fmt.Sprint(t.Examples)}
	}
	key, err := json.Marshal(t)
	if err != nil {
		return nil, fmt.Errorf("nn: teacher: %w", err)
	}
	return data.Generated(spec, "teacher "+string(key), func() (*data.Set, error) {
		p, err := r.plan(t.Graph, dsl.MeanSquaredError, "float64")
		if err != nil {
			return nil, err
		}
		s := &subject{plan: p, weights: p.initial(t.Seed)}
		defer s.release()
		set := &data.Set{Shape: p.graph.Nodes[0].Shape, HeldOut: taughtHeldOut}
		var both data.Split
		for _, part := range []struct {
			purpose string
			n       int
			to      *data.Split
		}{{"teacher training", t.Examples, &both}, {"teacher validation", taughtHeldOut, &both}, {"teacher test", taughtHeldOut, &set.Test}} {
			if err := r.teach(s, stream(t.Seed, part.purpose).NormFloat64, part.n, part.to); err != nil {
				return nil, err
			}
		}
		set.Targets = len(both.Values) / both.N
		set.Divide(both)
		return set, nil
	})
}

// teach adds examples to a split.
func (r *runner) teach(s *subject, draw func() float64, n int, to *data.Split) error {
	width := sizeOf(s.plan.graph.Nodes[0].Shape)
	var inputs []dsl.Floats
	for range n {
		row := make(dsl.Floats, width)
		for k := range row {
			row[k] = draw()
		}
		inputs = append(inputs, row)
	}
	for start := 0; start < n; start += evaluationBatch {
		part := inputs[start:min(start+evaluationBatch, n)]
		targets, err := r.outputs(context.Background(), s, part)
		if err != nil {
			return err
		}
		for i, row := range part {
			to.Floats, to.Values = append(to.Floats, row...), append(to.Values, targets[i]...)
		}
	}
	to.N += n
	return nil
}
