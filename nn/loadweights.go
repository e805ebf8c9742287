package nn

import (
	"context"

	"github.com/seed-380714d4/fathom/dsl"
	"github.com/seed-380714d4/fathom/nn/weights"
)

// loadWeights reads another framework's weights into the form of a model, and
// keeps them by their content.
func loadWeights(_ context.Context, r *runner, req dsl.LoadWeightsRequest, _ func(dsl.Progress)) (any, error) {
	content, err := weights.Read(req)
	if err != nil {
		return nil, err
	}
	return dsl.LoadWeightsReply{Content: r.runs.KeepContent(content)}, nil
}
