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

// eachStep is the loss where a sample has an output and a label at each time
// step: the mean over its steps.
//
// Input: outputs [N, T, C]; labels [N, T]. Output: [N].
func eachStep(l loss) loss {
	return func(output, target *graph.Node) *graph.Node {
		if output.Rank() == 2 {
			return l(output, target)
		}
		d := output.Shape().Dimensions
		all := l(graph.Reshape(output, d[0]*d[1], d[2]), graph.Reshape(target, d[0]*d[1])) // [N, T, C] → [N·T, C]
		return graph.ReduceMean(graph.Reshape(all, d[0], d[1]), -1)                        // [N·T] → [N, T] → [N]
	}
}

// accuracy is 1 for each sample whose largest logit is that of its label and 0
// otherwise, [N]; of outputs at each time step [N, T, C] the mean over the
// steps. Of equal logits the first counts.
func accuracy(logits, labels *graph.Node) *graph.Node {
	guess := graph.ArgMax(logits, -1, labels.DType())
	right := graph.ConvertDType(graph.Equal(guess, labels), logits.DType())
	if right.Rank() == 2 {
		return graph.ReduceMean(right, -1)
	}
	return right
}
