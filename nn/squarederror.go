package nn

import "github.com/gomlx/gomlx/core/graph"

// meanSquaredError is the mean over a sample's values of the squared error.
//
// Formula: L_i = 1/D Σ_d (y_id − t_id)².
// Input: outputs [N, D]; targets [N, D], or labels [N], each of which stands
// for its one-hot vector. Output: [N].
// Differs: as PyTorch's mse_loss and Keras; some texts write ½ Σ without 1/D.
func meanSquaredError(output, target *graph.Node) *graph.Node {
	return graph.ReduceMean(graph.Square(graph.Sub(output, values(target, output))), -1)
}
