package dsl

// FlattenOp lays a sample's values in one row: [H, W, C] → [H·W·C].
type FlattenOp struct{}

// Flatten lays each sample's values in one row, the last axis fastest.
//
// Input: any shape. Output: [F], F the product of its dimensions.
// Parameters: none. Errors: none.
func (m Model) Flatten() Model { return m.then(FlattenOp{}) }

// Kind is "flatten".
func (FlattenOp) Kind() string                      { return "flatten" }
func (FlattenOp) title() string                     { return "Flatten" }
func (FlattenOp) infer(in [][]int) ([]int, *Error)  { return []int{size(in[0])}, nil }
func (FlattenOp) parameters(in [][]int) []Parameter { return nil }
