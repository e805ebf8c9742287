package dsl

import (
	"encoding/json"
	"fmt"
	"sort"
	"strings"
)

// Op is what a layer computes, with its arguments, as data: InputOp, DenseOp,
// ConvOp, AddOp and so on. Package nn turns each into GoMLX.
type Op interface {
	// Kind names the operation in JSON and in a run's identity.
	Kind() string
	// infer gives the output shape for the inputs' shapes, both without the
	// batch axis, or what does not fit.
	infer(in [][]int) ([]int, *Error)
	// parameters lists the operation's weights, for the inputs' shapes.
	parameters(in [][]int) []Parameter
	// title is the layer's name in a summary: "Dense", "Tanh".
	title() string
}

// initialised is an Op whose weights Init can draw otherwise.
type initialised interface {
	initialized(Initializer) Op
}

// ops has a decoder for every operation, by kind.
var ops = map[string]func(args json.RawMessage) (Op, error){
	"input":           decodeOp[InputOp],
	"flatten":         decodeOp[FlattenOp],
	"dense":           decodeOp[DenseOp],
	"activation":      decodeOp[ActivationOp],
	"conv":            decodeOp[ConvOp],
	"max-pool":        decodeOp[MaxPoolOp],
	"avg-pool":        decodeOp[AvgPoolOp],
	"global-avg-pool": decodeOp[GlobalAvgPoolOp],
	"global-max-pool": decodeOp[GlobalMaxPoolOp],
	"batch-norm":      decodeOp[BatchNormOp],
	"layer-norm":      decodeOp[LayerNormOp],
	"group-norm":      decodeOp[GroupNormOp],
	"dropout":         decodeOp[DropoutOp],
	"reshape":         decodeOp[ReshapeOp],
	"softmax":         decodeOp[SoftmaxOp],
	"embedding":       decodeOp[EmbeddingOp],
	"scale":           decodeOp[ScaleOp],
	"add":             decodeOp[AddOp],
	"mul":             decodeOp[MulOp],
	"concat":          decodeOp[ConcatOp],
	"subsample":       decodeOp[SubsampleOp],
	"pad-channels":    decodeOp[PadChannelsOp],
	"func":            decodeOp[FuncOp],
	"rnn":             decodeOp[RNNOp],
	"lstm":            decodeOp[LSTMOp],
	"gru":             decodeOp[GRUOp],
	"mask":            decodeOp[MaskOp],
	"length-mask":     decodeOp[LengthMaskOp],
	"last-step":       decodeOp[LastStepOp],
}

func decodeOp[T Op](args json.RawMessage) (Op, error) {
	var op T
	err := json.Unmarshal(args, &op)
	return op, err
}

func kinds() string {
	var names []string
	for k := range ops {
		names = append(names, k)
	}
	sort.Strings(names)
	return strings.Join(names, ", ")
}

// Node is one layer of a Graph.
type Node struct {
	Op    Op
	In    []int // the nodes it reads, by their index; they come before it
	Shape []int // of its output, without the batch axis
	// Frozen says that its parameters and statistics do not change.
	Frozen bool
	// Weights are what its parameters and statistics start with; nil where
	// that is drawn from the seed.
	Weights *Weights
	// Share names the parameters that it has together with all nodes of the
	// same name; "" for a node with its own.
	Share string
}

type nodeJSON struct {
	Op    string          `json:"op"`
	Args  json.RawMessage `json:"args"`
	In    []int           `json:"in"`
	Shape []int           `json:"shape"`
	// Frozen is left out where it is false, so that graphs which knew no such
	// thing have the form that they had.
	Frozen  bool     `json:"frozen,omitempty"`
	Weights *Weights `json:"weights,omitempty"` // likewise
	Share   string   `json:"share,omitempty"`
}

// MarshalJSON writes {"op":"dense","args":{…},"in":[1],"shape":[256]}.
func (n Node) MarshalJSON() ([]byte, error) {
	args, err := json.Marshal(n.Op)
	if err != nil {
		return nil, err
	}
	return json.Marshal(nodeJSON{n.Op.Kind(), args, append([]int{}, n.In...), append([]int{}, n.Shape...), n.Frozen, n.Weights, n.Share})
}

// UnmarshalJSON reads what MarshalJSON writes.
func (n *Node) UnmarshalJSON(b []byte) error {
	var j nodeJSON
	if err := json.Unmarshal(b, &j); err != nil {
		return err
	}
	decode := ops[j.Op]
	if decode == nil {
		return fmt.Errorf("dsl: an operation; want one of %s, got %q; the model was made by another version of Fathom", kinds(), j.Op)
	}
	op, err := decode(j.Args)
	if err != nil {
		return fmt.Errorf("dsl: operation %s: %w", j.Op, err)
	}
	*n = Node{Op: op, In: j.In, Shape: j.Shape, Frozen: j.Frozen, Weights: j.Weights, Share: j.Share}
	return nil
}

// Graph is a model spelled out: its layers in an order in which each comes
// after those it reads. The last one is the output.
type Graph struct {
	Nodes []Node `json:"nodes"`
}

// Parameter is one tensor that a model keeps. Training changes it by its
// gradient or, of a Statistic, by what the layer sees go by; of a Frozen part
// not at all.
type Parameter struct {
	Name  string // "3.dense.weights": the node's index, its kind, its role
	Node  int
	Shape []int
	Init  Initializer
	// FanIn and FanOut are the numbers of inputs and outputs of one unit that
	// the initialisers of Glorot and He scale by.
	FanIn, FanOut int
	// Gates is the number of matrices that lie side by side in this one, of
	// recurrent layers: each is drawn by itself. 0 is one.
	Gates int
	// Statistic marks what is kept with the weights but has no gradient: the
	// running mean and variance of a BatchNorm.
	Statistic bool
	// Frozen marks what belongs to a part of the model that does not train.
	Frozen bool
}

// Trained tells whether training changes p by its gradient.
func (p Parameter) Trained() bool { return !p.Statistic && !p.Frozen }

// Size is the number of scalars in p.
func (p Parameter) Size() int { return size(p.Shape) }

// Parameters lists the parameters of g that are trained, in the order of its
// nodes.
func Parameters(g Graph) []Parameter {
	var trained []Parameter
	for _, p := range Tensors(g) {
		if p.Trained() {
			trained = append(trained, p)
		}
	}
	return trained
}

// Tensors lists the parameters and statistics of g in the order of its nodes:
// all that is saved of a trained model. What is shared stands with the first
// node that uses it, and is frozen where any of them is.
func Tensors(g Graph) []Parameter {
	owners, frozen := g.Owners(), make([]bool, len(g.Nodes))
	for i, n := range g.Nodes {
		frozen[owners[i]] = frozen[owners[i]] || n.Frozen
	}
	var all []Parameter
	for i, n := range g.Nodes {
		if owners[i] != i {
			continue
		}
		for _, p := range n.Op.parameters(g.inputs(n)) {
			p.Node, p.Name, p.Frozen = i, fmt.Sprintf("%d.%s.%s", i, n.Op.Kind(), p.Name), frozen[i]
			all = append(all, p)
		}
	}
	return all
}

func (g Graph) inputs(n Node) [][]int {
	shapes := make([][]int, len(n.In))
	for k, i := range n.In {
		shapes[k] = g.Nodes[i].Shape
	}
	return shapes
}

func size(shape []int) int {
	n := 1
	for _, d := range shape {
		n *= d
	}
	return n
}
