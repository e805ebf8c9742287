package nn

import (
	"github.com/gomlx/gomlx/core/graph"

	"github.com/seed-380714d4/fathom/dsl"
)

// loss gives the loss of each sample, [N], from the model's output and what it
// should have been. The loss of a batch is their mean.
type loss func(output, target *graph.Node) *graph.Node

// losses are the losses by the name that a request gives them.
var losses = map[string]func(dsl.Loss) loss{
	"cross-entropy":        crossEntropy,
	"binary-cross-entropy": always(binaryCrossEntropy),
	"mean-squared-error":   always(meanSquaredError),
	"mean-absolute-error":  always(meanAbsoluteError),
	"huber":                huber,
	"func":                 ownLoss,
}

// always is a loss without numbers of its own.
func always(l loss) func(dsl.Loss) loss { return func(dsl.Loss) loss { return l } }

func lossFor(l dsl.Loss) (loss, error) {
	if e := l.Check(); e != nil {
		return nil, e
	}
	return losses[l.Kind](l), nil
}

// values are targets as the numbers that outputs are compared with: of labels
// [N] their one-hot vectors [N, D].
func values(target, output *graph.Node) *graph.Node {
	if target.DType().IsInt() {
		return graph.OneHot(target, output.Shape().Dimensions[1], output.DType()) // [N] → [N, D]
	}
	return target
}

// accuracy is 1 for each sample whose largest logit is that of its label and 0
// otherwise, [N]. Of equal logits the first counts.
func accuracy(logits, labels *graph.Node) *graph.Node {
	guess := graph.ArgMax(logits, -1, labels.DType())
	return graph.ConvertDType(graph.Equal(guess, labels), logits.DType())
}
