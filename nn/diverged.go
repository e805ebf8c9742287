package nn

import (
	"fmt"
	"math"

	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"

	"github.com/seed-380714d4/fathom/dsl"
)

// diverged is the error of a step whose loss is NaN or infinite. The weights
// before the step are still there, so the batch is run through the network
// once more to see which layer is the first that is not finite.
func (t *training) diverged(loss float64, rows *tensors.Tensor) error {
	step := len(t.reply.Loss) + 1
	e := &dsl.Error{
		Where: "training",
		What:  fmt.Sprintf("the loss of step %d of %d is not finite", step, t.steps),
		Want:  "a number", Got: spell(loss),
		Mend: t.mend(),
	}
	if layer, err := t.firstNotFinite(rows); err == nil && layer != "" {
		e.Got += ", first in " + layer
	}
	if step > 1 {
		e.Got += fmt.Sprintf("; the loss before was %.4g", t.reply.Loss[step-2])
	}
	t.reply.Diverged = e
	return e
}

// divergedAtEnd is the error of weights that the last step spoilt.
func (t *training) divergedAtEnd() error {
	t.reply.Diverged = &dsl.Error{
		Where: "training",
		What:  fmt.Sprintf("the test loss after step %d, the last, is not finite", t.steps),
		Want:  "a number", Got: fmt.Sprintf("%s; the loss before was %.4g", spell(float64(t.reply.Test.Loss)), t.reply.Loss[t.steps-1]),
		Mend: t.mend(),
	}
	return t.reply.Diverged
}

func (t *training) mend() string {
	return fmt.Sprintf("lower the learning rate (it is %v), or draw smaller initial weights", t.rate)
}

func isFinite(v float64) bool { return !math.IsNaN(v) && !math.IsInf(v, 0) }

func spell(v float64) string {
	switch {
	case math.IsInf(v, 1):
		return "+Inf"
	case math.IsInf(v, -1):
		return "-Inf"
	}
	return fmt.Sprint(v)
}

// firstNotFinite names the first parameter or output with a NaN or infinity.
func (t *training) firstNotFinite(rows *tensors.Tensor) (string, error) {
	dims := rows.Shape().Dimensions
	var what []string
	prog, err := t.r.engine.compile("the search for a NaN", func(g *graph.Graph) []*graph.Node {
		var flags []*graph.Node
		what, flags = t.finiteGraph(g, dims)
		return []*graph.Node{graph.Stack(flags, 0)}
	})
	if err != nil {
		return "", err
	}
	defer prog.graph.Finalize()
	inputs := append([]*tensors.Tensor{}, t.state.weights...)
	inputs = append(inputs, t.state.step, t.state.cursor, t.x.inputs, t.x.targets, rows)
	out, err := prog.run(append(inputs, t.sharedBySteps()[1:]...)...)
	if err != nil {
		return "", err
	}
	defer release(out...)
	flags, err := valuesOf(out[0])
	if err != nil {
		return "", err
	}
	for i, finite := range flags {
		if finite == 0 {
			return what[i], nil
		}
	}
	return "", nil
}

// finiteGraph gives, layer by layer, 1 where a layer's weights and then its
// output are finite, and what each is called.
func (t *training) finiteGraph(g *graph.Graph, dims []int) (what []string, flags []*graph.Node) {
	in := &inputs{graph: g}
	way := t.plan.pass(in, toTrain)
	step, cursor := in.next(dtypes.Float64), in.next(dtypes.Int32)
	inputs, targets := t.x.parameters(in)
	rows := in.next(dtypes.Int32, dims...)
	way.lot = t.plan.lot(in, step)
	row := graph.Reshape(graph.Gather(rows, graph.Reshape(cursor, 1)), dims[1]) // [K, B] → [B]
	batch, _ := t.x.batch(inputs, targets, row, t.plan.dtype)
	for i, x := range way.forward(t.plan.graph, batch) {
		for _, par := range t.plan.parameters {
			if par.Node == i {
				what, flags = append(what, "the weights of "+t.plan.title(i)), append(flags, finite(way.tensors[par.Name]))
			}
		}
		what, flags = append(what, "the output of "+t.plan.title(i)), append(flags, finite(x))
	}
	return what, flags
}

// finite is 1 where every value of x is finite, else 0.
func finite(x *graph.Node) *graph.Node {
	return graph.ReduceAllMin(float64s(graph.IsFinite(x)))
}
