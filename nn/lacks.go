package nn

import "github.com/seed-380714d4/fathom/dsl"

// lack is something that a backend has no operations for, or wrong ones.
type lack struct {
	what string
	is   func(dsl.Op) bool
}

// lacks is what each backend cannot train; XLA's can train everything.
var lacks = map[string][]lack{
	"go": {
		{"AvgPool with Same(): its padding by a negative number ends the process", func(op dsl.Op) bool {
			p, ok := op.(dsl.AvgPoolOp)
			return ok && p.Padding == "same"
		}},
	},
}

// possible refuses a network that the engine's backend cannot train.
func (p *plan) possible(e *engine) error {
	for i, n := range p.graph.Nodes {
		for _, l := range lacks[e.info.Backend] {
			if l.is(n.Op) {
				return &dsl.Error{Where: p.title(i), What: "backend", Want: "XLA", Got: "GoMLX's Go backend, which lacks " + l.what,
					Mend: "install the XLA plugin: make lab, or fathom setup"}
			}
		}
	}
	return nil
}
