// Package claims keeps a notebook honest: what is expected is stated, with a
// criterion, before it is measured, and how it ended is said in one word.
//
//	decay := claims.Expect("sigmoid: the gradient vanishes exponentially with depth").
//		Source("mean-field theory").Predicted("0.236 per layer").Between(0.20, 0.26)
//	…
//	claims.Table(decay.Measured(sigmoid.Inspect(batch).Seeds(1, 2, 3).GradientFactor()))
//
// A claim is held when the value of every seed meets its criterion: a mean
// would hide the seed for which it does not. Otherwise it failed, or, where
// somebody explains why, was not reproduced. The table is for people; its JSON
// form, under MIME, is for programs that run notebooks and count.
package claims
