package dsl

import (
	"encoding/json"
	"fmt"
	"hash/fnv"
	"math/rand/v2"
	"reflect"
	"slices"
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

// layer is a node of the shared graph. Models that grew from one another have
// the same layers, which is how branches find what they share.
type layer struct {
	op    Op
	in    []*layer
	shape []int
	depth int    // how many layers lie on the longest path from the input
	id    uint64 // the same layer in two models has one id, also after both travelled
	input []int  // the shape of the input that it grew from
	// frozen says that its parameters do not train.
	frozen bool
	// weights are what its parameters start with; nil where a seed draws them.
	weights *Weights
	share   string // layers with the same name here have one set of parameters
	shares  bool   // it or one before it does
}

// newLayer is a layer like no other.
func newLayer(op Op, in []*layer, shape []int) *layer {
	l := &layer{op: op, in: in, shape: shape, id: rand.Uint64(), input: shape}
	for _, i := range in {
		l.depth, l.input, l.shares = max(l.depth, i.depth+1), i.input, l.shares || i.shares
	}
	return l
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
func (m Model) then(op Op) Model { return m.join(op) }

// join adds a layer that reads m and others, at the user's line.
func (m Model) join(op Op, others ...Model) Model {
	var in []*layer
	var shapes [][]int
	depth := 0
	for _, o := range append([]Model{m}, others...) {
		if m.err == nil {
			m.err = o.err
		}
		if m.err != nil {
			return m
		}
		if o.top == nil {
			return m.fail(Error{Where: op.title(), What: "no input before it", Mend: "start the model with dsl.Input(…)"})
		}
		in, shapes, depth = append(in, o.top), append(shapes, o.top.shape), max(depth, o.top.depth+1)
	}
	shape, e := op.infer(shapes)
	if e == nil {
		e = oneInput(in)
	}
	if e != nil {
		e.Where = fmt.Sprintf("layer %d %s", depth, op.title())
		m.err = e.at(caller())
		return m
	}
	m.top = newLayer(op, in, shape)
	if len(in) > 1 && m.top.shares {
		if e := m.agree(); e != nil {
			return m.fail(*e)
		}
	}
	return m
}

// oneInput refuses models that read inputs of different shapes: a batch has
// one.
func oneInput(in []*layer) *Error {
	for _, l := range in[1:] {
		if !slices.Equal(l.input, in[0].input) {
			return &Error{What: "the models' inputs", Want: fmt.Sprintf("one input, %v", in[0].input), Got: fmt.Sprint(l.input),
				Mend: "let both grow from the same dsl.Input(…)"}
		}
	}
	return nil
}

// fail is m with a mistake in it, at the user's line.
func (m Model) fail(e Error) Model {
	if m.err == nil {
		m.err = here(e)
	}
	return m
}

// mostBlocks keeps a slip of the hand from filling the memory.
const mostBlocks = 100_000

// Repeat applies block n times, one behind the other. The layers of each are
// its own; Repeat(0, …) is the model itself.
func (m Model) Repeat(n int, block func(Model) Model) Model {
	if n < 0 || n > mostBlocks || block == nil {
		return m.fail(Error{Where: "Repeat", What: "number of blocks", Want: "0 to 100000 and a block", Got: fmt.Sprint(n)})
	}
	for i := 0; i < n && m.err == nil; i++ {
		m = block(m)
	}
	return m
}

// RepeatIndexed is Repeat for a block that depends on its number, from 0.
func (m Model) RepeatIndexed(n int, block func(i int, m Model) Model) Model {
	if n < 0 || n > mostBlocks || block == nil {
		return m.fail(Error{Where: "RepeatIndexed", What: "number of blocks", Want: "0 to 100000 and a block", Got: fmt.Sprint(n)})
	}
	for i := 0; i < n && m.err == nil; i++ {
		m = block(i, m)
	}
	return m
}

// rewrite is the model with every operation passed through f. What f leaves
// as it is stays the same layer; what it changes alike in two models that
// share it becomes the same layer again.
func (m Model) rewrite(f func(Op) Op) Model {
	return m.rebuild(func(l *layer) { l.op = f(l.op) })
}

// rewriteAt is rewrite where f also sees the shapes of the operation's inputs.
func (m Model) rewriteAt(f func(op Op, in [][]int) Op) Model {
	return m.rebuild(func(l *layer) { l.op = f(l.op, shapesOf(l.in)) })
}

// rebuild is rewrite for more of a layer than its operation.
func (m Model) rebuild(f func(*layer)) Model {
	if m.err != nil || m.top == nil {
		return m
	}
	done := map[uint64]*layer{}
	for _, l := range m.order() {
		c := &layer{op: l.op, in: l.in, shape: l.shape, depth: l.depth, id: l.id, input: l.input, frozen: l.frozen, weights: l.weights,
			share: l.share, shares: l.shares}
		f(c)
		c.in = nil
		kept := c.frozen == l.frozen && c.weights == l.weights && c.share == l.share
		if !reflect.DeepEqual(c.op, l.op) {
			kept, c.weights = false, nil // they were another operation's
		}
		for _, in := range l.in {
			c.in = append(c.in, done[in.id])
			c.shares = c.shares || done[in.id].shares
			kept = kept && done[in.id] == in
		}
		if kept {
			c = l
		} else {
			c.id = c.rewritten()
		}
		done[l.id] = c
	}
	m.top = done[m.top.id]
	return m
}

func shapesOf(layers []*layer) [][]int {
	out := make([][]int, len(layers))
	for i, l := range layers {
		out[i] = l.shape
	}
	return out
}

// rewritten is the id of what became of a layer: it follows from what the
// layer was, what it is now and what it reads.
func (l *layer) rewritten() uint64 {
	h := fnv.New64a()
	text, _ := json.Marshal(l.op) // no Op has a field that JSON refuses
	fmt.Fprintf(h, "%d %s %s", l.id, l.op.Kind(), text)
	for _, in := range l.in {
		fmt.Fprintf(h, " %d", in.id)
	}
	if l.share != "" {
		fmt.Fprintf(h, " shares %s", l.share)
	}
	if l.frozen {
		fmt.Fprint(h, " frozen")
	}
	if l.weights != nil {
		fmt.Fprintf(h, " %s %d", l.weights.Content, l.weights.Node)
	}
	return h.Sum64()
}

// order lists the layers so that each comes after those it reads. It does not
// recurse: a thousand layers are no deep stack.
func (m Model) order() []*layer {
	var out []*layer
	state := map[uint64]int{} // by id; 1: its inputs are on the stack above it, 2: listed
	stack := []*layer{m.top}
	for len(stack) > 0 {
		l := stack[len(stack)-1]
		switch state[l.id] {
		case 0:
			state[l.id] = 1
			for k := len(l.in) - 1; k >= 0; k-- {
				if state[l.in[k].id] == 0 {
					stack = append(stack, l.in[k])
				}
			}
			continue
		case 1:
			state[l.id] = 2
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
	index := map[uint64]int{}
	var g Graph
	for i, l := range m.order() {
		index[l.id] = i
		n := Node{Op: l.op, In: make([]int, len(l.in)), Shape: append([]int{}, l.shape...), Frozen: l.frozen, Weights: l.weights, Share: l.share}
		for k, in := range l.in {
			n.In[k] = index[in.id]
		}
		g.Nodes = append(g.Nodes, n)
	}
	return g
}

// modelOf is the inverse of Model.Graph. Without ids the layers are new ones.
func modelOf(g Graph, ids []uint64) (Model, error) {
	layers := make([]*layer, len(g.Nodes))
	for i, n := range g.Nodes {
		var reads []*layer
		for _, in := range n.In {
			if in < 0 || in >= i {
				return Model{}, fmt.Errorf("dsl: node %d of a graph: input; want an earlier node, got %d", i, in)
			}
			reads = append(reads, layers[in])
		}
		layers[i] = newLayer(n.Op, reads, n.Shape)
		layers[i].frozen, layers[i].weights, layers[i].share = n.Frozen, n.Weights, n.Share
		layers[i].shares = layers[i].shares || n.Share != ""
		if len(ids) == len(layers) {
			layers[i].id = ids[i]
		}
	}
	if len(layers) == 0 {
		return Model{}, nil
	}
	return Model{top: layers[len(layers)-1]}, nil
}

type modelJSON struct {
	Name   string   `json:"name,omitempty"`
	Graph  Graph    `json:"graph"`
	Layers []uint64 `json:"layers,omitempty"` // the nodes' ids, by which models that travelled one by one still share layers
	Err    *Error   `json:"error,omitempty"`
}

// MarshalJSON writes the model whole: its name, its graph, its mistake.
func (m Model) MarshalJSON() ([]byte, error) {
	j := modelJSON{Name: m.name, Graph: m.Graph(), Err: m.err}
	if len(j.Graph.Nodes) > 0 {
		for _, l := range m.order() {
			j.Layers = append(j.Layers, l.id)
		}
	}
	return json.Marshal(j)
}

// UnmarshalJSON reads what MarshalJSON writes.
func (m *Model) UnmarshalJSON(b []byte) error {
	var j modelJSON
	if err := json.Unmarshal(b, &j); err != nil {
		return err
	}
	read, err := modelOf(j.Graph, j.Layers)
	if err != nil {
		return err
	}
	read.name, read.err = j.Name, j.Err
	*m = read
	return nil
}
