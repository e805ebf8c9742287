package nn

import (
	"runtime"
	"slices"
	"sync"
	"weak"

	"github.com/gomlx/compute/shapes"
	"github.com/gomlx/gomlx/core/graph"
)

// GoMLX's While has no gradient, but a public table of gradients by kind of
// node. The entry made here serves every While of the process, so it looks up
// whose it is: by graph and node. Graphs are held weakly, and what is kept of
// a loop names its nodes by number, so that a graph nobody uses any more goes.
var loops = struct {
	sync.Mutex
	of map[weak.Pointer[graph.Graph]]map[graph.NodeId]loop
}{of: map[weak.Pointer[graph.Graph]]map[graph.NodeId]loop{}}

// loop is a scan that was built into a graph.
type loop struct {
	scan    scan
	in      layout
	weights int
	out     []graph.NodeId // of the While's outputs
}

func init() {
	others := graph.VJPRegistration[graph.NodeTypeWhile]
	graph.VJPRegistration[graph.NodeTypeWhile] = func(node *graph.Node, v []*graph.Node, shape shapes.Shape) []*graph.Node {
		loops.Lock()
		l, ours := loops.of[weak.Make(node.Graph())][node.Id()]
		loops.Unlock()
		switch {
		case ours:
			return l.gradient(node, v)
		case others != nil:
			return others(node, v, shape)
		}
		panic("a While that is no recurrent layer has no gradient")
	}
}

// remember notes the loop whose outputs are out.
func (s *scan) remember(out []*graph.Node, in layout, weights int) {
	l := loop{scan: *s, in: in, weights: weights}
	for _, n := range out {
		l.out = append(l.out, n.Id())
	}
	g := out[0].Graph()
	key := weak.Make(g)
	loops.Lock()
	defer loops.Unlock()
	if loops.of[key] == nil {
		loops.of[key] = map[graph.NodeId]loop{}
		runtime.AddCleanup(g, func(key weak.Pointer[graph.Graph]) {
			loops.Lock()
			defer loops.Unlock()
			delete(loops.of, key)
		}, key)
	}
	loops.of[key][out[0].Inputs()[0].Id()] = l // what While gives are parts of its node
}

// gradient is backpropagation through time: given v, the gradients of the
// loop's outputs, it gives those of its inputs.
//
// One While goes from the last step made to the first with the gradients of
// the states, and writes the gradient of each step's projected input. Those of
// the weights are one product over all steps then, outside: exactly the sum
// that adding up step by step would be, but for its order.
func (l loop) gradient(node *graph.Node, v []*graph.Node) []*graph.Node {
	s, in, k := &l.scan, l.in, l.scan.cell.states()
	inputs := node.Inputs()
	w := inputs[in.w : in.w+l.weights]
	output := func(i int) *graph.Node { return node.Graph().NodeById(l.out[i]) }
	back := l.backward(node.Graph(), w, output, v)

	p := past{}
	rows := s.steps * s.batch
	flat := func(x *graph.Node) *graph.Node { return graph.Reshape(x, rows, -1) } // [T, B, F] → [T·B, F]
	for i := range k {
		history := output(in.history + i)
		p.before, p.after = append(p.before, flat(s.before(history))), append(p.after, flat(s.after(history)))
	}
	if in.keep >= 0 {
		p.keep = flat(output(in.keep))
	}
	out := make([]*graph.Node, len(inputs))
	out[in.x] = back.x
	copy(out[in.w:], s.cell.weights(p, w, flat(back.x)))
	if s.watched {
		copy(out[in.watch:], back.states)
	}
	return out
}

// gradients are what the loop backward gives.
type gradients struct {
	x      *graph.Node   // [T, B, G·H]
	states []*graph.Node // each [T, B, H]; of a watched scan
}

// wayBack says where in the state of the loop backward each thing lies.
type wayBack struct {
	time    int // the number of steps still to be gone back
	d       int // the gradients of the states
	w       int
	history int
	keep    int // -1 for none, like the next
	mask    int
	seen    int // the gradient of the layer's output
	dx      int // the gradients of the projected inputs, as they are written
	states  int // those of the states, of a watched scan
}

// backward builds the loop backward.
func (l loop) backward(g *graph.Graph, w []*graph.Node, output func(int) *graph.Node, v []*graph.Node) gradients {
	s, in, k := &l.scan, l.in, l.scan.cell.states()
	var state []*graph.Node
	add := func(wanted bool, nodes ...*graph.Node) int {
		if !wanted {
			return -1
		}
		state = append(state, nodes...)
		return len(state) - len(nodes)
	}
	var at wayBack
	at.time = add(true, graph.Const(g, int32(s.steps)))
	at.d = add(true, v[in.state:in.state+k]...)
	at.w = add(true, w...)
	at.history = len(state)
	for i := range k {
		add(true, output(in.history+i))
	}
	if in.keep >= 0 {
		at.keep = add(true, output(in.keep))
	}
	if s.masked {
		at.mask = add(true, output(in.mask))
	}
	at.seen = add(s.all, v[in.history])
	at.dx = add(true, graph.Zeros(g, s.shape(s.steps, s.batch, s.width)))
	at.states = len(state)
	for range k {
		add(s.watched, graph.Zeros(g, s.shape(s.steps, s.batch, s.units)))
	}
	end := graph.While(l.untilStart(g, at, shapesOf(state)), l.backwardBody(g, at, shapesOf(state)), state...)
	out := gradients{x: end[at.dx]}
	if s.watched {
		out.states = end[at.states:]
	}
	return out
}

func (l loop) untilStart(g *graph.Graph, at wayBack, state []shapes.Shape) *graph.Function {
	return graph.NewClosure(g, func(g *graph.Graph) []*graph.Node {
		return []*graph.Node{graph.GreaterThan(parameters(g, state)[at.time], graph.Const(g, int32(0)))}
	})
}

// backwardBody goes back over one step. Where the mask holds a state, its
// gradient passes the cell by.
func (l loop) backwardBody(g *graph.Graph, at wayBack, state []shapes.Shape) *graph.Function {
	s, k := &l.scan, l.scan.cell.states()
	return graph.NewClosure(g, func(g *graph.Graph) []*graph.Node {
		n := parameters(g, state)
		done := graph.Sub(n[at.time], graph.Const(g, int32(1))) // before the step that is gone back over
		t, before, after := s.rows(done)
		p := l.past(n, at, t, before, after)
		d, held := slices.Clone(n[at.d:at.d+k]), []*graph.Node(nil)
		if s.all {
			d[0] = graph.Add(d[0], row(n[at.seen], after))
		}
		if s.masked {
			d, held = split(s.reads(n[at.mask], t), d)
		}
		x, earlier := s.cell.backward(p, n[at.w:at.history], d)
		out := slices.Clone(n)
		out[at.time], out[at.dx] = done, put(n[at.dx], x, t)
		copy(out[at.d:], sums(earlier, held))
		if s.watched {
			for i, whole := range sums(s.cell.whole(p, d), held) {
				out[at.states+i] = put(n[at.states+i], whole, t)
			}
		}
		return out
	})
}

// past reads what is remembered of step t.
func (l loop) past(n []*graph.Node, at wayBack, t, before, after *graph.Node) (p past) {
	for i := range l.scan.cell.states() {
		h := n[at.history+i]
		p.before, p.after = append(p.before, row(h, before)), append(p.after, row(h, after))
	}
	if l.in.keep >= 0 {
		p.keep = row(n[at.keep], t)
	}
	return p
}

// split takes d apart into what goes through the cell and what goes past it.
func split(reads *graph.Node, d []*graph.Node) (through, held []*graph.Node) {
	for _, x := range d {
		through, held = append(through, graph.Where(reads, x, zeros(x))), append(held, graph.Where(reads, zeros(x), x))
	}
	return through, held
}

// sums adds b, which may be nil, to a.
func sums(a, b []*graph.Node) []*graph.Node {
	out := slices.Clone(a)
	for i := range b {
		out[i] = graph.Add(a[i], b[i])
	}
	return out
}
