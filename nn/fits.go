package nn

import (
	"fmt"

	"github.com/seed-380714d4/fathom/dsl"
	"github.com/seed-380714d4/fathom/nn/data"
)

// fits checks what would otherwise show as a wrong number: XLA's Gather and a
// one-hot vector take an index out of range without a word.
func (p *plan) fits(set *data.Set) error {
	in, out := p.graph.Nodes[0].Shape, p.graph.Nodes[len(p.graph.Nodes)-1].Shape
	if fmt.Sprint(in) != fmt.Sprint(set.Shape) {
		return &dsl.Error{Where: "model", What: "input shape", Want: fmt.Sprintf("%v, the shape of the data", set.Shape), Got: fmt.Sprint(in)}
	}
	if set.Steps > 0 {
		if len(out) != 2 || out[0] != set.Steps || out[1] < set.Classes {
			return &dsl.Error{Where: "model", What: "output", Want: fmt.Sprintf("[%d %d], a logit for each class at each time step", set.Steps, set.Classes), Got: fmt.Sprint(out)}
		}
		return nil
	}
	if len(out) != 1 {
		return &dsl.Error{Where: "model", What: "output rank", Want: "[units]", Got: fmt.Sprint(out), Mend: "end the model with Dense(…)"}
	}
	if set.Targets > 0 {
		if out[0] != set.Targets {
			return &dsl.Error{Where: "model", What: "output", Want: fmt.Sprintf("[%d], one for each target", set.Targets), Got: fmt.Sprint(out)}
		}
		if e := p.lossOf.Suits(set.Targets, set.Train.Values); e != nil {
			return e
		}
		return nil
	}
	for _, l := range set.Train.Labels {
		if l < 0 || int(l) >= out[0] {
			return &dsl.Error{Where: "model", What: "output", Want: fmt.Sprintf("a unit for each class, one of which is %d", l), Got: fmt.Sprint(out)}
		}
	}
	return nil
}
