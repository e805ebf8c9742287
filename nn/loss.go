package nn

import (
	"github.com/gomlx/gomlx/core/graph"

	"github.com/seed-380714d4/fathom/dsl"
)

// loss gives the loss of each sample, [N], from the model's output and what it
// should have been. The loss of a batch is their mean.
type loss func(output, target *graph.Node) *graph.Node

// losses are the losses by the name that a request gives them.
var losses = map[string]loss{
	"cross-entropy":      crossEntropy,
	"mean-squared-error": meanSquaredError,
}

func lossNamed(name string) (loss, error) {
	if l := losses[name]; l != nil {
		return l, nil
	}
	return nil, &dsl.Error{Where: "loss", What: "name", Want: `"cross-entropy" or "mean-squared-error"`, Got: name}
}

// accuracy is 1 for each sample whose largest logit is that of its label and 0
// otherwise, [N]. Of equal logits the first counts.
func accuracy(logits, labels *graph.Node) *graph.Node {
	guess := graph.ArgMax(logits, -1, labels.DType())
	return graph.ConvertDType(graph.Equal(guess, labels), logits.DType())
}
