package dsl

import (
	"encoding/json"
	"fmt"
)

// Model is a network as a value: layers, each reading the output of earlier
// ones. The zero Model has no input; start with Input.
//
// Models are immutable: a method returns a new Model that shares what did not
// change, so that a model can be extended in several ways.
type Model struct {
	top  *layer
	name string
	err  *Error
}

// layer is a node of the shared graph. Models that grew from one another point
// at the same layers, which is how branches will find their common input.
type layer struct {
	op    Op
	in    []*layer
	shape []int
	depth int // how many layers lie on the longest path from the input
}

// Err is the first mistake in the model, an *Error, or nil.
func (m Model) Err() error {
	if m.err != nil {
		return m.err
	}
	if m.top == nil {
		return &Error{Where: "model", What: "no layers", Mend: "start with dsl.Input(…)"}
	}
	return nil
}

// Named gives the model the name that summaries and legends show. It is no
// part of what a training computes: renaming trains nothing again.
func (m Model) Named(name string) Model {
	m.name = name
	return m
}

// Name is the name given by Named, or "".
func (m Model) Name() string { return m.name }

// Shape is the shape of the model's output, without the batch axis.
func (m Model) Shape() []int {
	if m.top == nil {
		return nil
	}
	return append([]int{}, m.top.shape...)
}

// then adds a layer behind m, at the user's line.
func (m Model) then(op Op) Model {
	if m.err != nil {
		return m
	}
	if m.top == nil {
		m.err = here(Error{Where: op.title(), What: "no input before it", Mend: "start the model with dsl.Input(…)"})
		return m
	}
	shape, e := op.infer([][]int{m.top.shape})
	if e != nil {
		e.Where = fmt.Sprintf("layer %d %s", m.top.depth+1, op.title())
		m.err = e.at(caller())
		return m
	}
	m.top = &layer{op: op, in: []*layer{m.top}, shape: shape, depth: m.top.depth + 1}
	return m
}

// fail is m with a mistake in it, at the user's line.
func (m Model) fail(e Error) Model {
	if m.err == nil {
		m.err = here(e)
	}
	return m
}

// Repeat applies block n times, one behind the other. The layers of each are
// its own; Repeat(0, …) is the model itself.
func (m Model) Repeat(n int, block func(Model) Model) Model {
	if n < 0 || block == nil {
		return m.fail(Error{Where: "Repeat", What: "number of blocks", Want: "0 or more and a block", Got: fmt.Sprint(n)})
	}
	for i := 0; i < n && m.err == nil; i++ {
		m = block(m)
	}
	return m
}

// rewrite is the model with every operation passed through f.
func (m Model) rewrite(f func(Op) Op) Model {
	if m.err != nil || m.top == nil {
		return m
	}
	done := map[*layer]*layer{}
	for _, l := range m.order() {
		c := &layer{op: f(l.op), shape: l.shape, depth: l.depth}
		for _, in := range l.in {
			c.in = append(c.in, done[in])
		}
		done[l] = c
	}
	m.top = done[m.top]
	return m
}

// order lists the layers so that each comes after those it reads. It does not
// recurse: a thousand layers are no deep stack.
func (m Model) order() []*layer {
	var out []*layer
	state := map[*layer]int{} // 1: its inputs are on the stack above it, 2: listed
	stack := []*layer{m.top}
	for len(stack) > 0 {
		l := stack[len(stack)-1]
		switch state[l] {
		case 0:
			state[l] = 1
			for k := len(l.in) - 1; k >= 0; k-- {
				if state[l.in[k]] == 0 {
					stack = append(stack, l.in[k])
				}
			}
			continue
		case 1:
			state[l] = 2
			out = append(out, l)
		}
		stack = stack[:len(stack)-1]
	}
	return out
}

// Graph spells the model out. It is empty when the model has an error.
func (m Model) Graph() Graph {
	if m.err != nil || m.top == nil {
		return Graph{}
	}
	index := map[*layer]int{}
	var g Graph
	for i, l := range m.order() {
		index[l] = i
		n := Node{Op: l.op, In: make([]int, len(l.in)), Shape: append([]int{}, l.shape...)}
		for k, in := range l.in {
			n.In[k] = index[in]
		}
		g.Nodes = append(g.Nodes, n)
	}
	return g
}

// modelOf is the inverse of Model.Graph.
func modelOf(g Graph) (Model, error) {
	layers := make([]*layer, len(g.Nodes))
	for i, n := range g.Nodes {
		l := &layer{op: n.Op, shape: n.Shape}
		for _, in := range n.In {
			if in < 0 || in >= i {
				return Model{}, fmt.Errorf("dsl: node %d of a graph: input; want an earlier node, got %d", i, in)
			}
			l.in = append(l.in, layers[in])
			l.depth = max(l.depth, layers[in].depth+1)
		}
		layers[i] = l
	}
	if len(layers) == 0 {
		return Model{}, nil
	}
	return Model{top: layers[len(layers)-1]}, nil
}

type modelJSON struct {
	Name  string `json:"name,omitempty"`
	Graph Graph  `json:"graph"`
	Err   *Error `json:"error,omitempty"`
}

// MarshalJSON writes the model whole: its name, its graph, its mistake.
func (m Model) MarshalJSON() ([]byte, error) {
	return json.Marshal(modelJSON{m.name, m.Graph(), m.err})
}

// UnmarshalJSON reads what MarshalJSON writes.
func (m *Model) UnmarshalJSON(b []byte) error {
	var j modelJSON
	if err := json.Unmarshal(b, &j); err != nil {
		return err
	}
	read, err := modelOf(j.Graph)
	if err != nil {
		return err
	}
	read.name, read.err = j.Name, j.Err
	*m = read
	return nil
}
