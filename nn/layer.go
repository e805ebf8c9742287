package nn

import (
	"fmt"

	"github.com/gomlx/gomlx/core/graph"

	"github.com/seed-380714d4/fathom/dsl"
)

// layer builds one operation: its output for its inputs, batch axis first.
// weight gives the operation's parameter of that role: "weights", "biases".
type layer func(op dsl.Op, in []*graph.Node, weight func(role string) *graph.Node) *graph.Node

// layers has a builder for every kind of dsl.Op. A kind's arithmetic is part
// of the identity of the runs that use it and of no other's.
var layers = map[string]layer{
	"input":      input,
	"flatten":    flatten,
	"dense":      dense,
	"activation": activation,

	"conv": conv, "max-pool": maxPool, "avg-pool": avgPool, "global-avg-pool": globalAvgPool,
	"layer-norm": layerNorm, "group-norm": groupNorm, "reshape": reshape, "softmax": softmax, "scale": scale,
	"add": sum, "mul": product, "concat": concat, "subsample": subsample, "pad-channels": padChannels,
}

// input passes the batch on: [N, Shape…].
func input(_ dsl.Op, in []*graph.Node, _ func(string) *graph.Node) *graph.Node { return in[0] }

// forward builds the whole graph for the batch x and returns the output of
// every node, the last one being the model's. weights are named as
// dsl.Parameters names them.
func forward(g dsl.Graph, weights map[string]*graph.Node, x *graph.Node) []*graph.Node {
	out := make([]*graph.Node, len(g.Nodes))
	for i, n := range g.Nodes {
		in := []*graph.Node{x}
		if len(n.In) > 0 {
			in = in[:0]
			for _, k := range n.In {
				in = append(in, out[k])
			}
		}
		out[i] = layers[n.Op.Kind()](n.Op, in, func(role string) *graph.Node {
			return weights[parameterName(i, n.Op, role)]
		})
	}
	return out
}

func parameterName(node int, op dsl.Op, role string) string {
	return fmt.Sprintf("%d.%s.%s", node, op.Kind(), role)
}

// checkGraph refuses a graph that forward cannot build. dsl makes no such
// graph; a client of another version may send one.
func checkGraph(g dsl.Graph) error {
	if len(g.Nodes) < 2 || g.Nodes[0].Op.Kind() != "input" {
		return &dsl.Error{Where: "model", What: "layers", Want: "an Input and at least one more", Got: fmt.Sprint(len(g.Nodes)),
			Mend: "start with dsl.Input(…) and add layers"}
	}
	for i, n := range g.Nodes {
		if kind := n.Op.Kind(); kind == "batch-norm" || kind == "dropout" || kind == "embedding" {
			return &dsl.Error{Where: fmt.Sprintf("layer %d", i), What: "kind of layer", Want: "one that trains in this version", Got: kind,
				Mend: "leave it out, or put LayerNorm() or GroupNorm(…) in the place of a BatchNorm()"}
		}
		if layers[n.Op.Kind()] == nil {
			return &dsl.Error{Where: fmt.Sprintf("layer %d", i), What: "kind of layer", Want: "one that this engine knows", Got: n.Op.Kind(),
				Mend: "build Fathom's engine again: make lab"}
		}
		for _, k := range n.In {
			if k < 0 || k >= i {
				return fmt.Errorf("nn: node %d of the graph: input; want an earlier node, got %d", i, k)
			}
		}
	}
	if len(dsl.Parameters(g)) == 0 {
		return &dsl.Error{Where: "model", What: "nothing to train", Want: "a layer with weights", Got: "none", Mend: "add Dense(…)"}
	}
	return nil
}
