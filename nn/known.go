package nn

import (
	"fmt"
	"slices"
	"strings"

	"github.com/seed-380714d4/fathom/dsl"
	"github.com/seed-380714d4/fathom/nn/store"
)

// plan is newPlan with the weights that parts of the model start with.
func (r *runner) plan(g dsl.Graph, lossOf dsl.Loss, prec string) (*plan, error) {
	p, err := newPlan(g, lossOf, prec)
	if err != nil {
		return nil, err
	}
	return p, p.recall(r.runs.Content)
}

// recall reads the weights that parts of the model start with. content gives
// a file by its hash, or nil.
func (p *plan) recall(content func(hash string) []byte) (err error) {
	files := map[string]arrays{}
	for _, par := range p.parameters {
		w := p.graph.Nodes[par.Node].Weights
		if w == nil {
			continue
		}
		if files[w.Content] == nil {
			if files[w.Content], err = weightsFile(w.Content, content(w.Content)); err != nil {
				return err
			}
		}
		values, err := files[w.Content].known(w.Node, par)
		if err != nil {
			return err
		}
		if p.known == nil {
			p.known = map[string][]float64{}
		}
		p.known[par.Name] = values
	}
	return nil
}

// weightsFile reads weights that were loaded.
func weightsFile(hash string, file []byte) (arrays, error) {
	if file == nil {
		return nil, &dsl.Error{Where: "model", What: "weights", Want: fmt.Sprintf("those of content %.12s, which were loaded", hash), Got: "none",
			Mend: "they were not used for long and made room for others; run the cell again that loads them"}
	}
	list, _, err := store.DecodeSafetensors(file)
	if err != nil {
		return nil, err
	}
	return arraysOf(list), nil
}

// known are the values of a parameter that stands in the file with node.
func (a arrays) known(node int, par dsl.Parameter) ([]float64, error) {
	name := fmt.Sprint(node) + strings.TrimPrefix(par.Name, fmt.Sprint(par.Node))
	t, ok := a[name]
	if !ok || !slices.Equal(t.Shape, par.Shape) {
		return nil, &dsl.Error{Where: fmt.Sprintf("layer %d", par.Node), What: "loaded weights " + name, Want: fmt.Sprint(par.Shape), Got: fmt.Sprint(t.Shape),
			Mend: "run the cell again that loads them"}
	}
	return floatsOf(t), nil
}
