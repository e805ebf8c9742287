package dsl

// Weights say where the values are that a layer's parameters start with: with
// node Node in the file of the engine's that has this content. A model that
// has them is another one than the same layers without.
type Weights struct {
	Content string `json:"content"` // SHA-256
	Node    int    `json:"node"`
}

// started is m with layers that start with the weights of a file, of which
// each node is that of the same number.
func (m Model) started(content string) Model {
	number := map[uint64]int{}
	for i, l := range m.order() {
		number[l.id] = i
	}
	return m.rebuild(func(l *layer) {
		if len(l.op.parameters(shapesOf(l.in))) > 0 {
			l.weights = &Weights{content, number[l.id]}
		}
	})
}
