package nn

import (
	"context"
	"encoding/json"

	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
	"github.com/gomlx/gomlx/ml/model"

	"github.com/seed-380714d4/fathom/dsl"
	"github.com/seed-380714d4/fathom/dsl/session"
)

// Build makes of a model a model function of GoMLX, for its Trainer or any
// other program of GoMLX's.
//
// Input: one node, the batch [N, Shape…], as the model's Input says, of
// float32 or float64: in that type everything is computed. Nothing is
// standardised. Output: the model's output, logits where it has classes.
// Parameters: variables in the scope that the function is called with, named
// as dsl.Tensors names them, with the values that the seed draws or that were
// loaded. Statistics and what is frozen are not trainable.
// In training (Store.IsTraining), norms use the batch's statistics and keep
// the running ones; Dropout drops by bits that follow from the seed and from
// a variable "steps" that counts.
// Errors: those of the model; loaded weights that are no longer there.
func Build(m dsl.Model, seed int64) (func(scope *model.Scope, batch *graph.Node) *graph.Node, error) {
	if err := m.Err(); err != nil {
		return nil, err
	}
	p, err := newPlan(m.Graph(), dsl.MeanSquaredError, "")
	if err != nil {
		return nil, err
	}
	if err := p.recall(keptContent); err != nil {
		return nil, err
	}
	return func(scope *model.Scope, batch *graph.Node) *graph.Node {
		mine := *p
		mine.dtype = batch.DType()
		return mine.build(scope, batch, seed)
	}, nil
}

// build is the network for one batch, with its parameters as variables.
func (p *plan) build(scope *model.Scope, batch *graph.Node, seed int64) *graph.Node {
	g := batch.Graph()
	way := &pass{mode: toEvaluate, tensors: map[string]*graph.Node{}, statistics: map[string]*graph.Node{}}
	training := scope.IsTraining(g)
	if training {
		way.mode = toTrain
		if p.random() {
			way.lot = countedLot(scope, g, seed)
		}
	}
	variables := map[string]*model.Variable{}
	initial := p.initial(seed)
	for i, par := range p.parameters {
		v := scope.GetVariable(par.Name)
		if v == nil {
			v = scope.VariableWithValue(par.Name, initial[i]).SetTrainable(par.Trained())
		} else {
			release(initial[i])
		}
		variables[par.Name], way.tensors[par.Name] = v, v.NodeValue(g)
	}
	outputs := way.forward(p.graph, batch)
	if training {
		for name, value := range way.statistics {
			variables[name].SetNodeValue(value)
		}
	}
	return outputs[len(outputs)-1]
}

// countedLot is the randomness of a step, whose number a variable counts.
func countedLot(scope *model.Scope, g *graph.Graph, seed int64) *lot {
	steps := scope.VariableWithValue("steps", 0.0).SetTrainable(false)
	made := steps.NodeValue(g)
	steps.SetNodeValue(graph.Add(made, graph.Const(g, 1.0)))
	words := lotWords(seed, 0)
	defer release(words)
	return lotOf(graph.Const(g, wordsOf(words)), made)
}

func wordsOf(t *tensors.Tensor) (words []uint32) {
	tensors.MustConstFlatData(t, func(flat []uint32) { words = append(words, flat...) })
	return words
}

// keptContent asks this process for content by its hash; nil where it has
// none.
func keptContent(hash string) []byte {
	body, err := json.Marshal(hash)
	if err != nil {
		return nil
	}
	content, err := session.Do(context.Background(), "content", body, nil)
	if err != nil {
		return nil
	}
	return content
}

// contentHandler answers with content by its hash.
func contentHandler(runs Runs) session.Handler {
	return func(_ context.Context, body []byte, _ func([]byte)) ([]byte, error) {
		var hash string
		if err := json.Unmarshal(body, &hash); err != nil {
			return nil, err
		}
		if content := runs.Content(hash); content != nil {
			return content, nil
		}
		return nil, &dsl.Error{Where: "content", What: "hash", Want: "that of something kept", Got: hash}
	}
}
