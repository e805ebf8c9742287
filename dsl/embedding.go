package dsl

import "fmt"

// EmbeddingOp looks vectors up in a table.
type EmbeddingOp struct {
	Entries int         `json:"entries"`
	Size    int         `json:"size"`
	Weights Initializer `json:"weights"`
}

// Embedding puts a trained vector in the place of each whole number from 0 to
// entries − 1.
//
// Formula: y[t] = W[x[t]].
// Input: [T], whole numbers. Output: [T, size]. A number outside counts as the
// nearest inside.
// Parameters: W [entries, size].
// Init: N(0, 1), as PyTorch; Init changes it.
// Errors: entries or size below 1; an input with more than one axis.
func (m Model) Embedding(entries, size int) Model {
	return m.then(EmbeddingOp{Entries: entries, Size: size, Weights: Normal(1)})
}

// Kind is "embedding".
func (EmbeddingOp) Kind() string  { return "embedding" }
func (EmbeddingOp) title() string { return "Embedding" }

func (o EmbeddingOp) infer(in [][]int) ([]int, *Error) {
	if o.Entries < 1 || o.Size < 1 {
		return nil, &Error{What: "entries and size", Want: "1 or more each", Got: fmt.Sprintf("%d and %d", o.Entries, o.Size)}
	}
	if len(in[0]) != 1 {
		return nil, &Error{What: "input rank", Want: "[T]", Got: fmt.Sprint(in[0]), Mend: "add Flatten() before it"}
	}
	return []int{in[0][0], o.Size}, nil
}

func (o EmbeddingOp) parameters([][]int) []Parameter {
	return []Parameter{{Name: "weights", Shape: []int{o.Entries, o.Size}, Init: o.Weights, FanIn: o.Entries, FanOut: o.Size}}
}

func (o EmbeddingOp) initialized(i Initializer) Op {
	o.Weights = i
	return o
}
