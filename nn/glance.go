package nn

import (
	"fmt"
	"strings"

	"github.com/seed-380714d4/fathom/dsl"
)

// glance is a model in a few words: "20 × Dense 256 tanh, Dense 10".
func glance(g dsl.Graph) string {
	var parts []string
	for _, n := range g.Nodes {
		switch op := n.Op.(type) {
		case dsl.InputOp, dsl.FlattenOp:
		case dsl.DenseOp:
			parts = append(parts, fmt.Sprintf("Dense %d", op.Units))
		case dsl.ActivationOp:
			if len(parts) == 0 {
				parts = append(parts, op.F.Kind)
			} else {
				parts[len(parts)-1] += " " + op.F.Kind
			}
		case dsl.FuncOp:
			parts = append(parts, op.Name)
		default:
			parts = append(parts, n.Op.Kind())
		}
	}
	var out []string
	for i := 0; i < len(parts); {
		k := i
		for k < len(parts) && parts[k] == parts[i] {
			k++
		}
		text := parts[i]
		if k-i > 1 {
			text = fmt.Sprintf("%d × %s", k-i, text)
		}
		out, i = append(out, text), k
	}
	return strings.Join(out, ", ")
}

// dataGlance is a data set in a few words: "MNIST, first 5000, raw".
func dataGlance(d dsl.DataSpec) string {
	text := d.Title()
	if d.Take > 0 {
		text += fmt.Sprintf(", first %d", d.Take)
	}
	if d.Raw {
		text += ", raw"
	}
	return text
}
