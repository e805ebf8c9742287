package figure

import (
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/seed-380714d4/fathom/dsl"
)

// Graph shows a model: its layers from the input down, each with the shape that
// it puts out and its parameters, and lines for what reads what. A layer stands
// in one box with the normalisation and activation behind it; a line around
// other layers is a skip. Blocks that repeat are drawn once, framed, with how
// many there are.
func Graph(m dsl.Model) Figure {
	if err := m.Err(); err != nil {
		return Failed(err)
	}
	summary := m.Summary()
	stacks := stacksOf(m.Graph(), summary)
	d := layOut(segmentsOf(stacks))
	s := Spec{Title: orElse(m.Name(), "Model"), Diagram: d, Width: max(d.Width+34, 540), Height: min(d.Height+94, 7900),
		Subtitle: fmt.Sprintf("%s parameters, %s multiply-adds a sample\nin boxes: shape of the output; parameters", digits(summary.Parameters), digits(summary.MultiplyAdds))}
	return New(s)
}

// stack is a layer with what lies behind it alone: the content of a box.
type stack struct {
	names      []string
	alike      string // the same for stacks that differ in shapes only
	shape      []int
	parameters int
	slot       int
	in         []int // the stacks that it reads
}

// stacksOf puts layers into boxes. What reads one layer alone, which nothing
// else reads, and has no matrix of weights, goes with it.
func stacksOf(g dsl.Graph, s dsl.Summary) []stack {
	readers := make([]int, len(g.Nodes))
	for _, n := range g.Nodes {
		for _, in := range n.In {
			readers[in]++
		}
	}
	var out []stack
	box := make([]int, len(g.Nodes))
	for i, n := range g.Nodes {
		k := len(out)
		if i > 0 && len(n.In) == 1 && readers[n.In[0]] == 1 && n.In[0] > 0 && light(n.Op, g.Nodes[n.In[0]].Op) {
			k = box[n.In[0]]
		} else {
			out = append(out, stack{slot: slotOf(n.Op)})
			for _, in := range n.In {
				out[k].in = append(out[k].in, box[in])
			}
		}
		box[i] = k
		b := &out[k]
		b.names = append(b.names, nameOf(n))
		b.shape, b.parameters = n.Shape, b.parameters+s.Rows[i].Parameters
		if f, ok := n.Op.(dsl.FuncOp); ok {
			b.alike += f.Name + ";"
			continue
		}
		args, _ := json.Marshal(n.Op) // no Op has a field that JSON refuses
		b.alike += n.Op.Kind() + string(args) + ";"
	}
	return out
}

// light are layers that are drawn with the one before them. Behind what brings
// branches together that is an activation alone: a normalisation there opens
// the next block.
func light(op, before dsl.Op) bool {
	switch before.(type) {
	case dsl.AddOp, dsl.MulOp, dsl.ConcatOp:
		_, activation := op.(dsl.ActivationOp)
		return activation
	}
	switch op.(type) {
	case dsl.ActivationOp, dsl.BatchNormOp, dsl.LayerNormOp, dsl.GroupNormOp, dsl.DropoutOp, dsl.ScaleOp, dsl.SoftmaxOp, dsl.FlattenOp, dsl.ReshapeOp, dsl.LastStepOp, dsl.SubsampleOp, dsl.PadChannelsOp:
		return true
	}
	return false
}

// slotOf colours boxes by what they are: with weights, brought together, other.
func slotOf(op dsl.Op) int {
	switch op.(type) {
	case dsl.DenseOp, dsl.ConvOp, dsl.EmbeddingOp:
		return 0
	case dsl.RNNOp, dsl.LSTMOp, dsl.GRUOp:
		return 2
	case dsl.FuncOp:
		return 3
	case dsl.AddOp, dsl.MulOp, dsl.ConcatOp:
		return 1
	}
	return -1
}

func nameOf(n dsl.Node) string {
	switch op := n.Op.(type) {
	case dsl.ConvOp:
		name := fmt.Sprintf("Conv %d×%d", op.Size, op.Size)
		if len(n.Shape) == 2 {
			name = fmt.Sprintf("Conv %d", op.Size)
		}
		if op.Stride > 1 {
			name += fmt.Sprintf(" /%d", op.Stride)
		}
		return name
	case dsl.SubsampleOp:
		return fmt.Sprintf("Subsample /%d", op.Stride)
	}
	return n.Title()
}

// segment is boxes between two that every way through the network passes: the
// last of them is such a one. times tells how many of its kind follow another.
type segment struct {
	boxes []stack // in counts from the first of the whole network
	first int
	times int
	ends  []stack // the boxes of the last repetition
}

func segmentsOf(all []stack) []segment {
	farthest := make([]int, len(all)) // that reads a box
	for i, b := range all {
		for _, in := range b.in {
			farthest[in] = max(farthest[in], i)
		}
	}
	var out []segment
	start, reach := 0, 0
	for i := range all {
		if reach <= i { // nothing before it is read behind it
			out = append(out, segment{boxes: all[start : i+1], first: start, times: 1, ends: all[start : i+1]})
			start = i + 1
		}
		reach = max(reach, farthest[i])
	}
	return folded(out)
}

// folded draws together what repeats: patterns of up to three segments.
func folded(in []segment) []segment {
	var out []segment
	for i := 0; i < len(in); {
		period, times := 1, 1
		for p := 1; p <= 3; p++ {
			n := 1
			for i+(n+1)*p <= len(in) && slices.EqualFunc(in[i:i+p], in[i+n*p:i+(n+1)*p], sameKind) {
				n++
			}
			if n > 1 && n*p > period*times {
				period, times = p, n
			}
		}
		if times > 1 {
			for k := range period {
				last := in[i+(times-1)*period+k]
				in[i+k].times, in[i+k].ends = times, last.boxes
			}
		}
		out = append(out, joined(in[i:i+period], times)...)
		i += period * times
	}
	return out
}

// joined makes one segment of a pattern of several that repeats.
func joined(in []segment, times int) []segment {
	if times == 1 || len(in) == 1 {
		return in
	}
	one := in[0]
	for _, s := range in[1:] {
		one.boxes, one.ends = append(slices.Clip(one.boxes), s.boxes...), append(slices.Clip(one.ends), s.ends...)
	}
	return []segment{one}
}

// sameKind tells whether two segments look the same, but for shapes.
func sameKind(a, b segment) bool {
	if len(a.boxes) != len(b.boxes) {
		return false
	}
	for i := range a.boxes {
		x, y := a.boxes[i], b.boxes[i]
		if x.alike != y.alike || len(x.in) != len(y.in) {
			return false
		}
		for k := range x.in {
			if x.in[k]-a.first != y.in[k]-b.first {
				return false
			}
		}
	}
	return a.first > 0 && !reflect.DeepEqual(a, b)
}

// small is the small print of box i: its shape and parameters, where those
// differ between repetitions of the first and of the last.
func (s segment) small(i int) string {
	b, end := s.boxes[i], s.ends[i]
	text := shapeOf(b.shape)
	if !slices.Equal(b.shape, end.shape) {
		text += " … " + shapeOf(end.shape)
	}
	switch {
	case b.parameters == 0:
		return text
	case b.parameters != end.parameters:
		return text + "; " + digits(b.parameters) + " … " + digits(end.parameters)
	case s.times > 1:
		return text + "; " + digits(b.parameters) + " each"
	}
	return text + "; " + digits(b.parameters)
}

func shapeOf(dims []int) string {
	return strings.ReplaceAll(strings.Trim(fmt.Sprint(dims), "[]"), " ", " × ")
}

// digits writes 1510410 as "1,510,410".
func digits(n int) string {
	s := fmt.Sprint(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}
