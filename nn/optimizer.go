package nn

import (
	"fmt"

	"github.com/gomlx/gomlx/core/graph"

	"github.com/seed-380714d4/fathom/dsl"
)

// optimizer builds the update of one parameter.
type optimizer interface {
	// slots names the state kept for each parameter, in its shape, 0 at first.
	slots() []string
	// constants are the numbers that the update needs. They enter as an input
	// of the executable, so that runs which differ in the learning rate alone
	// share one.
	constants() []float64
	// update gives the parameter and its slots after a step. c are the
	// constants and t the number of the step, from 1, as float64 scalars.
	update(c []*graph.Node, t, w, gradient *graph.Node, slots []*graph.Node) (*graph.Node, []*graph.Node)
}

func optimizerOf(s dsl.OptimizerSpec) (optimizer, error) {
	switch s.Kind {
	case "sgd":
		return sgd{s}, nil
	case "adam":
		return adam{s}, nil
	}
	return nil, &dsl.Error{Where: "optimizer", What: "kind", Want: "dsl.SGD or dsl.Adam", Got: fmt.Sprintf("%q", s.Kind)}
}
