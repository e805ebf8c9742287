package nn

import (
	"fmt"

	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"

	"github.com/seed-380714d4/fathom/dsl"
)

// meter measures one kind of probe, in the executable that all probes of a look
// share: vector gives [layers] of float64, or each gives a node a layer, whose
// values read makes a series' row of.
//
// Another probe is another meter, in a file of its own: nothing else has to
// know it. One that changes the arithmetic is none: it would be built into the
// step, under a dispatch or optimiser of its own.
type meter struct {
	vector func(v *view, p dsl.ProbeSpec) *graph.Node
	each   func(v *view, p dsl.ProbeSpec) []*graph.Node
	read   func(to *dsl.ProbeSeries, out []*tensors.Tensor, p dsl.ProbeSpec) error
}

// meters has the meter of each measure.
var meters = map[string]meter{
	"norm":      {vector: normGraph},
	"rms":       {vector: normGraph},
	"ratio":     {vector: ratioGraph},
	"histogram": {each: valuesGraph, read: readHistograms},
}

// checkProbes refuses what cannot be measured.
func checkProbes(probes []dsl.ProbeSpec, training bool) error {
	for _, p := range probes {
		_, known := meters[p.Measure]
		_, of := quantities[p.Of]
		switch {
		case p.Changes || !known || !of:
			return &dsl.Error{Where: "Probe", What: "measure", Want: "one that this engine knows", Got: p.Title(), Mend: "build Fathom's engine again: make lab"}
		case training && p.Every < 1:
			return &dsl.Error{Where: "Probe", What: "steps between two looks", Want: "1 or more", Got: fmt.Sprint(p.Every), Mend: "add Every(10)"}
		case !training && p.Of == "updates":
			return &dsl.Error{Where: "Probe", What: "measure", Want: "one of a network at rest", Got: p.Title(), Mend: "add it to a training"}
		}
	}
	return nil
}

// view is a network on a batch, as a graph that probes build on. What no probe
// reads is not computed: XLA drops it.
type view struct {
	plan    *plan
	layers  []dsl.Weighted
	batch   int
	weights map[string]*graph.Node // before the step
	after   map[string]*graph.Node // after it; nil at rest
	outputs []*graph.Node          // of every node
	loss    *graph.Node            // the batch's mean

	gradients, deltas []*graph.Node // by layer, once asked for
}

// quantities are what probes look at: one tensor for each layer.
var quantities = map[string]func(v *view) []*graph.Node{
	"weights":     func(v *view) []*graph.Node { return v.named(v.weights) },
	"updates":     (*view).updates,
	"activations": (*view).activations,
	"gradients":   func(v *view) []*graph.Node { v.backward(); return v.gradients },
	"deltas":      func(v *view) []*graph.Node { v.backward(); return v.deltas },
}

func (v *view) named(from map[string]*graph.Node) []*graph.Node {
	var out []*graph.Node
	for _, l := range v.layers {
		out = append(out, from[l.Weights])
	}
	return out
}

func (v *view) updates() []*graph.Node {
	before, out := v.named(v.weights), v.named(v.after)
	for k, w := range out {
		out[k] = graph.Sub(w, before[k])
	}
	return out
}

func (v *view) activations() []*graph.Node {
	var out []*graph.Node
	for _, l := range v.layers {
		out = append(out, v.outputs[l.Output])
	}
	return out
}

// backward differentiates once for all probes. The gradient of sample i alone
// is N times row i of that of the mean, unless a BatchNorm mixes samples.
func (v *view) backward() {
	if v.gradients != nil {
		return
	}
	wrt := v.named(v.weights)
	for _, l := range v.layers {
		wrt = append(wrt, v.outputs[l.Node])
	}
	all := graph.Gradient(v.loss, wrt...)
	v.gradients, v.deltas = all[:len(v.layers)], nil
	for _, d := range all[len(v.layers):] {
		v.deltas = append(v.deltas, graph.MulScalar(d, float64(v.batch)))
	}
}

// probeGraph builds what the probes measure.
//
// Inputs: the weights, and with updates those after the step; the cursor, the
// split's inputs and targets, and rows [K, B], as the step has them.
// Outputs: what is a number a layer, all probes together, as [probes, layers] of
// float64, since each output that is read costs as much as a tiny step's tenth;
// then the other probes' nodes, one after another.
func (p *plan) probeGraph(g *graph.Graph, probes []dsl.ProbeSpec, x *examples, batches, batch int) []*graph.Node {
	in := &inputs{graph: g}
	v := &view{plan: p, layers: p.graph.Weighted(), batch: batch}
	way := p.pass(in, toLook)
	v.weights = way.tensors
	if readsUpdates(probes) {
		_, v.after = p.weights(in)
	}
	cursor := in.next(dtypes.Int32)
	inputs, targets := x.parameters(in)
	rows := in.next(dtypes.Int32, batches, batch)
	row := graph.Reshape(graph.Gather(rows, graph.Reshape(cursor, 1)), batch) // [K, B] → [B]
	taken, wanted := x.batch(inputs, targets, row, p.dtype)
	v.outputs = way.forward(p.graph, taken)
	v.loss = graph.ReduceAllMean(p.loss(v.outputs[len(v.outputs)-1], wanted))
	var vectors, out []*graph.Node
	for _, spec := range probes {
		if m := meters[spec.Measure]; m.vector != nil {
			vectors = append(vectors, m.vector(v, spec))
		} else {
			out = append(out, m.each(v, spec)...)
		}
	}
	if len(vectors) > 0 {
		out = append([]*graph.Node{graph.Stack(vectors, 0)}, out...)
	}
	return out
}

func readsUpdates(probes []dsl.ProbeSpec) bool {
	for _, p := range probes {
		if p.Of == "updates" {
			return true
		}
	}
	return false
}

// layerNames names the layers that probes see: "Dense 3".
func (p *plan) layerNames() []string {
	var names []string
	for _, l := range p.graph.Weighted() {
		names = append(names, l.Name)
	}
	return names
}
