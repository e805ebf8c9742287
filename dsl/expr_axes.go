package dsl

// Sum is the sum over axes, from 0, negative ones from the end; over all where
// none is named. In this and the other reductions the axes stay, with length
// 1, so that the result broadcasts against x: x.Div(x.Sum(-1)) makes the last
// axis sum to 1. Squeeze takes them away.
func (x Expr) Sum(axes ...int) Expr { return x.over("sum", axes) }

// Mean is the mean over axes; otherwise as Sum.
func (x Expr) Mean(axes ...int) Expr { return x.over("mean", axes) }

// ReduceMax is the largest value over axes; otherwise as Sum. Where several are
// largest they share the derivative, as in JAX.
func (x Expr) ReduceMax(axes ...int) Expr { return x.over("reduce-max", axes) }

// ReduceMin is the smallest value over axes; otherwise as ReduceMax.
func (x Expr) ReduceMin(axes ...int) Expr { return x.over("reduce-min", axes) }

func (x Expr) over(op string, axes []int) Expr {
	if x.node == nil {
		return x.then(Term{Op: op})
	}
	if len(axes) == 0 {
		for i := range x.node.shape {
			axes = append(axes, i)
		}
	}
	return x.then(Term{Op: op, Ints: counted(axes, len(x.node.shape))})
}

// counted is axes counted from 0, in order: one way to say the same.
func counted(axes []int, rank int) []int {
	out := make([]int, len(axes))
	for i, a := range axes {
		if a < 0 {
			a += rank
		}
		k := i
		for ; k > 0 && out[k-1] > a; k-- {
			out[k] = out[k-1]
		}
		out[k] = a
	}
	return out
}

// fromEnd is an axis counted from 0.
func fromEnd(axis, rank int) int {
	if axis < 0 {
		return axis + rank
	}
	return axis
}

// Squeeze takes axes of length 1 away.
//
// Errors: an axis of another length, or that is not there.
func (x Expr) Squeeze(axes ...int) Expr {
	if x.node == nil {
		return x.then(Term{Op: "squeeze"})
	}
	return x.then(Term{Op: "squeeze", Ints: counted(axes, len(x.node.shape))})
}

// Reshape lays the values of each sample out in another shape, the last axis
// fastest.
//
// Errors: dimensions below 1, or with another product than x's.
func (x Expr) Reshape(dims ...int) Expr {
	return x.then(Term{Op: "reshape", Ints: append([]int{}, dims...)})
}

// Transpose puts x's axes in another order: axis i of the result is axis
// axes[i] of x. Without axes it turns their order around.
//
// Errors: axes that are not each of x's once.
func (x Expr) Transpose(axes ...int) Expr {
	if x.node == nil {
		return x.then(Term{Op: "transpose"})
	}
	rank := len(x.node.shape)
	order := make([]int, 0, rank)
	for _, a := range axes {
		order = append(order, fromEnd(a, rank))
	}
	if len(axes) == 0 {
		for i := range rank {
			order = append(order, rank-1-i)
		}
	}
	return x.then(Term{Op: "transpose", Ints: order})
}

// Slice is positions from up to, but without, to of an axis.
//
// Errors: an axis that is not there; bounds outside it, or in which nothing
// lies.
func (x Expr) Slice(axis, from, to int) Expr {
	return x.then(Term{Op: "slice", Ints: []int{fromEnd(axis, len(x.Shape())), from, to}})
}

// Concat lays x and others one behind the other along an axis.
//
// Errors: shapes that differ in another axis; an axis that is not there.
func (x Expr) Concat(axis int, others ...Expr) Expr {
	rest := make([]any, len(others))
	for i, o := range others {
		rest[i] = o
	}
	return x.then(Term{Op: "concat", Ints: []int{fromEnd(axis, len(x.Shape()))}}, rest...)
}

// Broadcast repeats x along axes of length 1, or that are not there, until its
// shape is dims. Operations of two do so by themselves.
//
// Errors: dims that x cannot be repeated to.
func (x Expr) Broadcast(dims ...int) Expr {
	return x.then(Term{Op: "broadcast", Ints: append([]int{}, dims...)})
}

// MatMul is the matrix product, as NumPy's matmul: of [m, k] and [k, n] it is
// [m, n]; a vector [k] on either side stands for a row or a column, and its
// axis is gone from the result; axes before the last two are broadcast as Add
// does.
//
// Errors: inner lengths that differ; a number on either side.
func (x Expr) MatMul(y Expr) Expr { return x.then(Term{Op: "matmul"}, y) }
