package dsl

// multiplyAdds counts the multiplications of one sample's way through an
// operation that are summed up at once: of weights and inputs, and of matrices.
// Additions, normalisations and activations are left out, as is usual.
func multiplyAdds(op Op, in [][]int, out []int) int {
	switch op := op.(type) {
	case DenseOp:
		return matrices(op, in)
	case ConvOp: // the weights once at each position
		return size(out[:len(out)-1]) * matrices(op, in)
	case RNNOp, LSTMOp, GRUOp: // at each time step
		return in[0][0] * matrices(op, in)
	case FuncOp:
		return op.Expr.multiplyAdds(in)
	}
	return 0
}

// matrices are the values of an operation's weights that have two axes or more:
// not of biases.
func matrices(op Op, in [][]int) int {
	n := 0
	for _, p := range op.parameters(in) {
		if len(p.Shape) > 1 {
			n += p.Size()
		}
	}
	return n
}

func (e Expression) multiplyAdds(in [][]int) int {
	shapes, err := e.shapes(in)
	if err != nil {
		return 0
	}
	n := 0
	for i, t := range e.Terms {
		if t.Op == "matmul" {
			n += size(shapes[i]) * channels(shapes[t.In[0]])
		}
	}
	return n
}

// keptOf counts the values that an operation puts out, of a recurrent one at
// every time step, an LSTM's cells besides. What only shows values anew puts
// out none.
func keptOf(op Op, in [][]int, out []int) int {
	switch op := op.(type) {
	case InputOp, FlattenOp, ReshapeOp:
		return 0
	case RNNOp:
		return in[0][0] * op.Units
	case LSTMOp:
		return 2 * in[0][0] * op.Units
	case GRUOp:
		return in[0][0] * op.Units
	}
	return size(out)
}
