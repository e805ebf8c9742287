package dsl

import (
	"fmt"
	"slices"
	"strconv"
)

// Shared makes a block that has one set of weights, wherever it is applied in
// a model: a network of twins, or one that goes through the same layers again.
//
//	twin := dsl.Shared("twin", func(m dsl.Model) dsl.Model { return m.Dense(64).Tanh() })
//	deep := dsl.Input(64).Repeat(3, twin) // one Dense(64), three times
//
// The name holds the applications together: blocks of one name, in one model,
// are one. It decides nothing else; renaming trains nothing again.
//
// Formula: that of the block. The gradient of a weight is the sum over the
// places where it is used; a BatchNorm's running statistics take in each place
// in turn.
// Parameters: those of the block, once. Inspections and probes see the first
// place.
// Errors: no name or block; an application that needs weights of other shapes
// than the first.
func Shared(name string, block func(Model) Model) func(Model) Model {
	return func(m Model) Model {
		if name == "" || block == nil {
			return m.fail(Error{Where: "Shared", What: "arguments", Want: "a name and a block", Got: fmt.Sprintf("%q", name)})
		}
		out := block(m)
		if m.err != nil || m.top == nil || out.err != nil || out.top == nil {
			return out
		}
		before := map[uint64]bool{}
		for _, l := range m.order() {
			before[l.id] = true
		}
		number := map[uint64]int{}
		for _, l := range out.order() {
			if !before[l.id] && l.share == "" && len(l.op.parameters(shapesOf(l.in))) > 0 {
				number[l.id] = len(number) + 1
			}
		}
		out = out.rebuild(func(l *layer) {
			if n := number[l.id]; n > 0 {
				l.share, l.shares = fmt.Sprintf("%s/%d", name, n), true
			}
		})
		if e := out.agree(); e != nil {
			return m.fail(*e)
		}
		return out
	}
}

// agree checks that layers which share weights need the same ones.
func (m Model) agree() *Error {
	first := map[string]*layer{}
	for _, l := range m.order() {
		switch f := first[l.share]; {
		case l.share == "":
		case f == nil:
			first[l.share] = l
		default:
			want, got := f.needs(), l.needs()
			if want != got {
				return &Error{Where: "Shared", What: "weights of " + strconv.Quote(l.share), Want: want + ", as where it stands first", Got: got,
					Mend: "apply the block to inputs of one shape, or give the blocks names of their own"}
			}
		}
	}
	return nil
}

// needs spells the layer's parameters out.
func (l *layer) needs() string {
	text := l.op.title()
	for _, p := range l.op.parameters(shapesOf(l.in)) {
		text += fmt.Sprintf(" %s %v", p.Name, p.Shape)
	}
	return text
}

// Owners gives for each node of g the one whose parameters it uses: itself or,
// of a Shared block applied again, that of the first application.
func (g Graph) Owners() []int {
	owners, first := make([]int, len(g.Nodes)), map[string]int{}
	for i, n := range g.Nodes {
		owners[i] = i
		if n.Share == "" {
			continue
		}
		if at, there := first[n.Share]; there {
			owners[i] = at
		} else {
			first[n.Share] = i
		}
	}
	return owners
}

// unshared puts the number of the first node in the place of a name that
// several share, and nothing where one stands alone.
func (g Graph) unshared() Graph {
	if !slices.ContainsFunc(g.Nodes, func(n Node) bool { return n.Share != "" }) {
		return g
	}
	out := Graph{Nodes: slices.Clone(g.Nodes)}
	uses := map[int]int{}
	for _, at := range g.Owners() {
		uses[at]++
	}
	for i, at := range g.Owners() {
		out.Nodes[i].Share = ""
		if uses[at] > 1 {
			out.Nodes[i].Share = strconv.Itoa(at)
		}
	}
	return out
}
