package nn

import (
	"context"
	"fmt"

	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"

	"github.com/seed-380714d4/fathom/dsl"
)

// micro makes a step in parts: one executable, called for each, adds a part's
// gradient to a sum, and another updates the weights by it. So the memory of a
// part is free before the next. (All parts in one executable would let XLA
// compute them in any order, and it keeps what many of them need at once.)
//
// Each part's mean loss counts by its share of the batch, so that the sum is
// the gradient of the batch's mean loss.
type micro struct {
	parts  []portion
	update *program
}

type portion struct {
	start, size int // of the batch
	program     *program
}

// micro returns the compiled parts of a step, from the cache if they are there.
func (r *runner) micro(ctx context.Context, p *plan, opt optimizer, x *examples, batches, batch int) (*micro, error) {
	m := &micro{}
	size := partSize(p.regime, batch)
	for start := 0; start < batch; start += size {
		one := portion{start: start, size: min(size, batch-start)}
		key := fmt.Sprintf("part %s %v %s %d %d %d", p.shape(), p.regime.Augment, x.kind(), batches, batch, one.size)
		var err error
		if one.program, err = r.programs.get(ctx, key, func() (*program, error) {
			return r.engine.compile("a part of the training step", func(g *graph.Graph) []*graph.Node {
				return p.partGraph(g, x, batches, batch, one.size)
			})
		}); err != nil {
			return nil, err
		}
		m.parts = append(m.parts, one)
	}
	var err error
	m.update, err = r.programs.get(ctx, fmt.Sprintf("update %s %s", opt.shape(), p.shape()), func() (*program, error) {
		return r.engine.compile("the update", func(g *graph.Graph) []*graph.Node { return p.updateGraph(g, opt) })
	})
	return m, err
}

// partSize is how many examples of a batch each part has, but for the last.
func partSize(r dsl.Regime, batch int) int {
	n := max(1, r.MicroBatches)
	return (batch + n - 1) / n
}

// smallestPart is how many examples the smallest part of any batch has.
func smallestPart(r dsl.Regime, n, batch int) int {
	least := batch
	for _, b := range []int{batch, n % batch} {
		if size := partSize(r, b); b > 0 {
			least = min(least, b-(b-1)/size*size)
		}
	}
	return least
}

// partGraph builds the gradient of a part of a batch.
//
// Inputs: the weights; the sums so far, of each gradient and of [loss,
// accuracy]; the state's step and cursor; where the part begins in the batch;
// the split's inputs and targets; rows [K, B]; where the step asks for random
// bits, the run's words.
// Outputs: the sums; the weights, among them the statistics as the part left
// them.
func (p *plan) partGraph(g *graph.Graph, x *examples, batches, batch, size int) []*graph.Node {
	in := &inputs{graph: g}
	way := p.pass(in, toTrain)
	var sums []*graph.Node
	for _, par := range p.trained() {
		sums = append(sums, in.next(p.dtype, par.Shape...))
	}
	metrics := in.next(dtypes.Float64, 2)
	step, cursor, start := in.next(dtypes.Float64), in.next(dtypes.Int32), in.next(dtypes.Int32)
	inputs, targets := x.parameters(in)
	rows := in.next(dtypes.Int32, batches, batch)
	if way.lot = p.lot(in, step); way.lot != nil {
		way.lot = way.lot.part(start)
	}
	row := graph.Reshape(graph.Gather(rows, graph.Reshape(cursor, 1)), batch) // [K, B] → [B]
	here := graph.Add(graph.Const(g, indexes(size)), start)
	row = graph.Gather(row, graph.ExpandDims(here, -1)) // [B] → [size]
	loss, found := p.batchLoss(way, x, inputs, targets, row)
	share := float64(size) / float64(batch)
	for i, gradient := range graph.Gradient(loss, p.wrt(way)...) {
		sums[i] = graph.Add(sums[i], graph.MulScalar(gradient, share))
	}
	out := append(sums, graph.Add(metrics, graph.MulScalar(found, share)))
	for _, par := range p.parameters {
		w := way.tensors[par.Name]
		if changed := way.statistics[par.Name]; changed != nil {
			w = changed
		}
		out = append(out, w)
	}
	return out
}

// updateGraph builds the update by the sums.
//
// Inputs: the state; the sum of each gradient; the optimiser's constants.
// Outputs: the new state.
func (p *plan) updateGraph(g *graph.Graph, opt optimizer) []*graph.Node {
	in := &inputs{graph: g}
	way := p.pass(in, toTrain)
	slots := p.slots(in, opt)
	step, cursor := in.next(dtypes.Float64), in.next(dtypes.Int32)
	var sums []*graph.Node
	for _, par := range p.trained() {
		sums = append(sums, in.next(p.dtype, par.Shape...))
	}
	constants := in.next(dtypes.Float64, len(opt.constants(0)))
	step = graph.OnePlus(step)
	return append(p.updated(opt, constants, step, way, sums, slots), step, graph.OnePlus(cursor))
}

// do is stepper.do in parts.
func (m *micro) do(p *plan, old *state, x *examples, rows, constants *tensors.Tensor, words ...*tensors.Tensor) (*state, [2]float64, error) {
	sums := []*tensors.Tensor{}
	for _, par := range p.trained() {
		sums = append(sums, tensorOf(p.dtype, make([]float64, par.Size()), par.Shape...))
	}
	sums = append(sums, tensors.FromFlatDataAndDimensions([]float64{0, 0}, 2))
	weights, ours := old.weights, []*tensors.Tensor(nil)
	defer func() { release(append(sums, ours...)...) }()
	for _, part := range m.parts {
		start := tensors.FromScalar(int32(part.start))
		args := append(append(append([]*tensors.Tensor{}, weights...), sums...), old.step, old.cursor, start, x.inputs, x.targets, rows)
		out, err := part.program.run(append(args, words...)...)
		release(start)
		if err != nil {
			return nil, [2]float64{}, err
		}
		release(append(sums, ours...)...)
		sums, ours = out[:len(sums):len(sums)], out[len(sums):]
		weights = ours
	}
	metrics, err := valuesOf(sums[len(sums)-1])
	if err != nil {
		return nil, [2]float64{}, err
	}
	next := &state{weights: weights, slots: old.slots, step: old.step, cursor: old.cursor}
	out, err := m.update.run(append(append(next.all(), sums[:len(sums)-1]...), constants)...)
	if err != nil {
		return nil, [2]float64{}, err
	}
	return stateOf(old, out), [2]float64{metrics[0], metrics[1]}, nil
}

// part is the lot of the part of a batch that begins at start: its examples are
// others, and so are their bits.
func (l *lot) part(start *graph.Node) *lot {
	a, b := threefry(l.key, graph.ConvertDType(start, dtypes.Uint32), graph.Const(start.Graph(), uint32(2)))
	return &lot{[2]*graph.Node{a, b}}
}

// indexes is 0…n−1.
func indexes(n int) []int32 {
	out := make([]int32, n)
	for i := range out {
		out[i] = int32(i)
	}
	return out
}
