package nn

import (
	"fmt"

	"github.com/gomlx/gomlx/core/graph"

	"github.com/seed-380714d4/fathom/dsl"
)

// layer builds one operation: its output, batch axis first.
type layer func(s *site) *graph.Node

// layers has a builder for every kind of dsl.Op. A kind's arithmetic is part
// of the identity of the runs that use it and of no other's.
var layers = map[string]layer{
	"input":      input,
	"flatten":    flatten,
	"dense":      dense,
	"activation": activation,

	"conv": conv, "max-pool": maxPool, "avg-pool": avgPool, "global-avg-pool": globalAvgPool, "global-max-pool": globalMaxPool,
	"batch-norm": batchNorm, "layer-norm": layerNorm, "group-norm": groupNorm, "dropout": dropout, "embedding": embedding,
	"reshape": reshape, "softmax": softmax, "scale": scale,
	"add": sum, "mul": product, "concat": concat, "subsample": subsample, "pad-channels": padChannels,
	"func": function,
	"rnn":  rnn, "lstm": lstm, "gru": gru, "mask": mask, "length-mask": lengthMask, "last-step": lastStep,
}

// input passes the batch on: [N, Shape…].
func input(s *site) *graph.Node { return s.in[0] }

// checkGraph refuses a graph that forward cannot build. dsl makes no such
// graph; a client of another version may send one.
func checkGraph(g dsl.Graph) error {
	if len(g.Nodes) < 2 || g.Nodes[0].Op.Kind() != "input" {
		return &dsl.Error{Where: "model", What: "layers", Want: "an Input and at least one more", Got: fmt.Sprint(len(g.Nodes)),
			Mend: "start with dsl.Input(…) and add layers"}
	}
	for i, n := range g.Nodes {
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
		return &dsl.Error{Where: "model", What: "nothing to train", Want: "a layer with weights", Got: "none", Mend: "add Dense(…), behind what is Frozen()"}
	}
	return nil
}
