package nn

import (
	"context"
	"fmt"
	"sync/atomic"

	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
)

// dispatch is how steps reach the device, and part of every run's identity:
// one executable call a step.
const dispatch = "single"

// state is what a step changes, on the device, in this order.
type state struct {
	weights []*tensors.Tensor // one a parameter
	slots   []*tensors.Tensor // the optimiser's, slot by slot for each parameter
	step    *tensors.Tensor   // float64: how many steps were made
	cursor  *tensors.Tensor   // int32: the row of the permutation that comes next

	holds atomic.Int32 // by others than the training
}

// hold keeps the state on the device for one more user, until that drops it.
func (s *state) hold() { s.holds.Add(1) }

// drop gives the state up. The last user's drop releases it.
func (s *state) drop() {
	if s.holds.Add(-1) < 0 {
		release(s.all()...)
	}
}

func (s *state) all() []*tensors.Tensor {
	return append(append(append([]*tensors.Tensor{}, s.weights...), s.slots...), s.step, s.cursor)
}

// newState is the state before the first step.
func (p *plan) newState(opt optimizer, seed int64) *state {
	s := &state{weights: p.initial(seed), step: tensors.FromScalar(0.0), cursor: tensors.FromScalar(int32(0))}
	for _, par := range p.trained() {
		for range opt.slots() {
			s.slots = append(s.slots, tensorOf(p.dtype, make([]float64, par.Size()), par.Shape...))
		}
	}
	return s
}

// stepper makes steps with batches of one size.
type stepper struct {
	program *program
	plan    *plan
	opt     optimizer
	micro   *micro // in place of program, where a batch is worked through in parts
}

// stepGraph builds a step.
//
// Inputs: the state; the split's inputs and targets; rows [K, B], K batches of
// example numbers; the optimiser's constants [C], float64; where the network
// asks for random bits, the run's words [3] for them.
// Outputs: the new state; [loss, accuracy] of the batch before the update,
// float64.
func (p *plan) stepGraph(g *graph.Graph, opt optimizer, x *examples, batches, batch int) []*graph.Node {
	in := &inputs{graph: g}
	way := p.pass(in, toTrain)
	slots := p.slots(in, opt)
	step, cursor := in.next(dtypes.Float64), in.next(dtypes.Int32)
	inputs, targets := x.parameters(in)
	rows := in.next(dtypes.Int32, batches, batch)
	constants := in.next(dtypes.Float64, len(opt.constants(0)))
	way.lot = p.lot(in, step)

	row := graph.Reshape(graph.Gather(rows, graph.Reshape(cursor, 1)), batch) // [K, B] → [B]
	mean, metrics := p.batchLoss(way, x, inputs, targets, row)
	step = graph.OnePlus(step)
	out := p.update(opt, constants, step, way, mean, slots)
	return append(out, step, graph.OnePlus(cursor), metrics)
}

// slots declares the optimiser's state as inputs of a graph.
func (p *plan) slots(in *inputs, opt optimizer) map[string][]*graph.Node {
	slots := map[string][]*graph.Node{}
	for _, par := range p.trained() {
		for range opt.slots() {
			slots[par.Name] = append(slots[par.Name], in.next(p.dtype, par.Shape...))
		}
	}
	return slots
}

// batchLoss is the mean loss of a batch, and [loss, accuracy] as float64.
func (p *plan) batchLoss(way *pass, x *examples, inputs, targets, row *graph.Node) (mean, metrics *graph.Node) {
	batch, wanted := x.batch(inputs, targets, row, p.dtype)
	if way.mode == toTrain {
		batch = augment(way.lot, p.regime.Augment, batch)
	}
	outputs := way.forward(p.graph, batch)
	output := outputs[len(outputs)-1]
	mean = graph.ReduceAllMean(p.loss(output, wanted))
	right := graph.ScalarZero(mean.Graph(), p.dtype)
	if x.classes() {
		right = graph.ReduceAllMean(accuracy(output, wanted))
	}
	return mean, graph.ConvertDType(graph.Stack([]*graph.Node{mean, right}, 0), dtypes.Float64)
}

// stepper returns the compiled step, from the cache if it is there.
func (r *runner) stepper(ctx context.Context, p *plan, opt optimizer, x *examples, batches, batch int) (*stepper, error) {
	if p.regime.MicroBatches > 1 {
		m, err := r.micro(ctx, p, opt, x, batches, batch)
		return &stepper{micro: m, plan: p, opt: opt}, err
	}
	key := fmt.Sprintf("step %s %s %v %s %d %d", opt.shape(), p.shape(), p.regime.Augment, x.kind(), batches, batch)
	prog, err := r.programs.get(ctx, key, func() (*program, error) {
		return r.engine.compile("the training step", func(g *graph.Graph) []*graph.Node {
			return p.stepGraph(g, opt, x, batches, batch)
		})
	})
	if err != nil {
		return nil, err
	}
	return &stepper{program: prog, plan: p, opt: opt}, nil
}

// do makes one step and returns the new state with the batch's loss and
// accuracy. The old state stays valid: the caller releases it. What all steps
// of a run share are the optimiser's constants and, of a network that asks for
// random bits, the words of lotWords.
func (s *stepper) do(old *state, x *examples, rows *tensors.Tensor, shared ...*tensors.Tensor) (*state, [2]float64, error) {
	if s.micro != nil {
		return s.micro.do(s.plan, old, x, rows, shared[0], shared[1:]...)
	}
	out, err := s.program.run(append(append(old.all(), x.inputs, x.targets, rows), shared...)...)
	if err != nil {
		return nil, [2]float64{}, err
	}
	metrics, err := valuesOf(out[len(out)-1])
	release(out[len(out)-1])
	if err != nil {
		return nil, [2]float64{}, err
	}
	return stateOf(old, out), [2]float64{metrics[0], metrics[1]}, nil
}

// stateOf is a state like old, of what a step put out.
func stateOf(old *state, out []*tensors.Tensor) *state {
	w, k := len(old.weights), len(old.weights)+len(old.slots)
	return &state{weights: out[:w:w], slots: out[w:k:k], step: out[k], cursor: out[k+1]}
}
