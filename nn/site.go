package nn

import (
	"fmt"

	"github.com/gomlx/gomlx/core/graph"

	"github.com/seed-380714d4/fathom/dsl"
)

// mode is what a network is passed through for.
type mode int

const (
	toEvaluate mode = iota // as it answers once trained: nothing is random, norms use running statistics
	toTrain                // as a step sees it: norms use the batch's statistics, which run on; Dropout drops
	toLook                 // as inspections and probes see it: as in training, but whole, and nothing runs on
)

// pass is one way through a network: what for, and with what.
type pass struct {
	mode mode
	// tensors are the parameters and statistics, named as dsl.Tensors names them.
	tensors map[string]*graph.Node
	// statistics are those that layers changed, by name.
	statistics map[string]*graph.Node
	lot        *lot // in training, where the network asks for random bits
	// states has, of each recurrent layer by node, what the gradients of its
	// states are those of; nil where nobody asks.
	states map[int][]*graph.Node
}

// site is where one operation is built, and all that it is built from.
type site struct {
	*pass
	node   int
	owner  int // the node whose parameters it uses
	op     dsl.Op
	in     []*graph.Node // its inputs, batch axis first
	frozen bool          // what it has does not change
}

// weight is the operation's parameter or statistic of a role: "weights",
// "biases", "running_mean".
func (s *site) weight(role string) *graph.Node {
	return s.tensors[parameterName(s.owner, s.op, role)]
}

// statistic is the operation's statistic of a role as it stands: another node
// with the same parameters may have changed it in this step.
func (s *site) statistic(role string) *graph.Node {
	if now := s.statistics[parameterName(s.owner, s.op, role)]; now != nil {
		return now
	}
	return s.weight(role)
}

// put makes x the operation's statistic of a role from this step on.
func (s *site) put(role string, x *graph.Node) {
	s.statistics[parameterName(s.owner, s.op, role)] = graph.StopGradient(x)
}

// batchwise tells whether statistics are to be the batch's.
func (s *site) batchwise() bool { return s.mode != toEvaluate && !s.frozen }

// uniform gives numbers in [0, 1), one for each value of like: the same for
// the same seed, step and node, whoever asks and whatever ran before.
func (s *site) uniform(like *graph.Node) *graph.Node {
	return s.lot.uniform(uint32(s.node), like.Shape())
}

// forward builds the whole graph for the batch x and returns the output of
// every node, the last one being the model's.
func (p *pass) forward(g dsl.Graph, x *graph.Node) []*graph.Node {
	out, owners := make([]*graph.Node, len(g.Nodes)), g.Owners()
	for i, n := range g.Nodes {
		in := []*graph.Node{x}
		if len(n.In) > 0 {
			in = in[:0]
			for _, k := range n.In {
				in = append(in, out[k])
			}
		}
		out[i] = layers[n.Op.Kind()](&site{pass: p, node: i, owner: owners[i], op: n.Op, in: in, frozen: n.Frozen})
	}
	return out
}

func parameterName(node int, op dsl.Op, role string) string {
	return fmt.Sprintf("%d.%s.%s", node, op.Kind(), role)
}
