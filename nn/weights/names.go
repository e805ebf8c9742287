package weights

import (
	"fmt"
	"slices"
	"sort"
	"strings"

	"github.com/seed-380714d4/fathom/dsl"
)

// foreign is how another framework has one of our tensors.
type foreign struct {
	// parts are the tensors that it is made of, behind the layer's own name:
	// "weight". Most are one; "" stands for zeros.
	parts []string
	// shape is what each part must have, and ours makes of their numbers ours.
	shape []int
	ours  func(theirs [][]float64) []float64
	// stacked says that names end in the number of a layer of a stack.
	stacked bool
}

// as is a tensor that is the same there.
func as(name string, shape []int) foreign {
	return foreign{parts: []string{name}, shape: shape, ours: func(v [][]float64) []float64 { return v[0] }}
}

// transposed is a tensor whose axes stand in another order there: axis i of
// theirs is axis axes[i] of ours.
func transposed(name string, ours []int, axes ...int) foreign {
	shape := make([]int, len(ours))
	for i, a := range axes {
		shape[i] = ours[a]
	}
	return foreign{parts: []string{name}, shape: shape, ours: func(v [][]float64) []float64 {
		out := make([]float64, len(v[0]))
		for i, x := range v[0] {
			// The index of number i there, and from it its place here.
			index, rest := make([]int, len(ours)), i
			for k := len(shape) - 1; k >= 0; k-- {
				index[axes[k]], rest = rest%shape[k], rest/shape[k]
			}
			at := 0
			for k, d := range ours {
				at = at*d + index[k]
			}
			out[at] = x
		}
		return out
	}}
}

// framework says where another framework has the tensors of a layer.
type framework struct {
	title string
	// of is the tensor of a node's parameter.
	of func(g dsl.Graph, par dsl.Parameter, role string) (foreign, bool)
	// idle tells what a file may hold besides.
	idle func(name string) bool
}

var frameworks = map[string]framework{
	"pytorch": {"PyTorch", pytorch, func(name string) bool { return strings.HasSuffix(name, "num_batches_tracked") }},
	"flax":    {"Flax", flax, func(string) bool { return false }},
}

// pytorch has channels first, and a linear layer's weights as [out, in].
func pytorch(g dsl.Graph, par dsl.Parameter, role string) (foreign, bool) {
	kind := g.Nodes[par.Node].Op.Kind()
	switch kind + " " + role {
	case "dense weights":
		return linear(g, par), true
	case "conv weights":
		n := len(par.Shape) // [k…, I, O] → [O, I, k…]
		axes := []int{n - 1, n - 2}
		for k := range n - 2 {
			axes = append(axes, k)
		}
		return transposed("weight", par.Shape, axes...), true
	case "dense biases", "conv biases":
		return as("bias", par.Shape), true
	case "embedding weights":
		return as("weight", par.Shape), true
	}
	if f, ok := recurrentPyTorch(g.Nodes[par.Node].Op, par, role); ok {
		return f, true
	}
	return normed(map[string]string{"scale": "weight", "shift": "bias", "running_mean": "running_mean", "running_variance": "running_var"}, kind, role, par)
}

// flax has channels last, as we do.
func flax(g dsl.Graph, par dsl.Parameter, role string) (foreign, bool) {
	kind := g.Nodes[par.Node].Op.Kind()
	switch kind + " " + role {
	case "dense weights", "conv weights":
		return as("kernel", par.Shape), true
	case "dense biases", "conv biases":
		return as("bias", par.Shape), true
	case "embedding weights":
		return as("embedding", par.Shape), true
	}
	if f, ok := recurrentFlax(g.Nodes[par.Node].Op, par, role); ok {
		return f, true
	}
	return normed(map[string]string{"scale": "scale", "shift": "bias", "running_mean": "mean", "running_variance": "var"}, kind, role, par)
}

func normed(names map[string]string, kind, role string, par dsl.Parameter) (foreign, bool) {
	name, ok := names[role]
	return as(name, par.Shape), ok && strings.HasSuffix(kind, "-norm")
}

// linear are the weights of a dense layer. Where it reads a flattened image,
// PyTorch has its inputs channel by channel, and we have them pixel by pixel.
func linear(g dsl.Graph, par dsl.Parameter) foreign {
	f := transposed("weight", par.Shape, 1, 0)
	image := flattened(g, par.Node)
	if len(image) < 2 {
		return f
	}
	n := len(image)
	axes := []int{n, n - 1} // [out, C, …] of ours, [H, W, C, out]
	for k := range n - 1 {
		axes = append(axes, k)
	}
	f.ours = transposed("weight", append(slices.Clone(image), par.Shape[1]), axes...).ours
	return f
}

// flattened is the shape that node's input had before it was flattened; nil
// where it was not.
func flattened(g dsl.Graph, node int) []int {
	for at := g.Nodes[node].In[0]; ; at = g.Nodes[at].In[0] {
		switch g.Nodes[at].Op.Kind() {
		case "flatten":
			return g.Nodes[g.Nodes[at].In[0]].Shape
		case "activation", "dropout":
		default:
			return nil
		}
	}
}

// layerNames gives each layer with weights, in the model's order, its name in
// the file: as they were given or, where none was, in the natural order of
// the names in the file.
func layerNames(g dsl.Graph, given []string, file map[string][]int) (map[int]string, error) {
	var nodes []int
	for _, par := range dsl.Tensors(g) {
		if len(nodes) == 0 || nodes[len(nodes)-1] != par.Node {
			nodes = append(nodes, par.Node)
		}
	}
	names, what := given, "names"
	if len(names) == 0 {
		what = "layers in the file"
		seen := map[string]bool{}
		for name := range file {
			layer := name[:max(strings.LastIndex(name, "."), 0)]
			if !seen[layer] {
				seen[layer], names = true, append(names, layer)
			}
		}
		sort.Slice(names, func(i, j int) bool { return natural(names[i], names[j]) })
	}
	if len(names) != len(nodes) {
		return nil, &dsl.Error{Where: "LoadWeights", What: what, Want: fmt.Sprintf("%d, one for each layer with weights: %s", len(nodes), few(titles(g, nodes))),
			Got: fmt.Sprintf("%d: %s", len(names), few(names))}
	}
	out := map[int]string{}
	for i, n := range nodes {
		out[n] = names[i]
	}
	return out, nil
}

// titles names nodes by their number and kind.
func titles(g dsl.Graph, nodes []int) []string {
	var out []string
	for _, n := range nodes {
		out = append(out, fmt.Sprint(n, " ", g.Nodes[n].Op.Kind()))
	}
	return out
}

// natural is the order in which "2" comes before "10".
func natural(a, b string) bool {
	for a != "" && b != "" {
		x, y := digits(a), digits(b)
		if x != "" && y != "" {
			m, n := strings.TrimLeft(x, "0"), strings.TrimLeft(y, "0")
			if len(m) != len(n) {
				return len(m) < len(n)
			}
			if m != n {
				return m < n
			}
			a, b = a[len(x):], b[len(y):]
			continue
		}
		if a[0] != b[0] {
			return a[0] < b[0]
		}
		a, b = a[1:], b[1:]
	}
	return a == "" && b != ""
}

// digits is the number that s starts with.
func digits(s string) string {
	n := 0
	for n < len(s) && s[n] >= '0' && s[n] <= '9' {
		n++
	}
	return s[:n]
}

// few lists the first of many.
func few(list []string) string {
	const most = 8
	if len(list) > most {
		return strings.Join(list[:most], ", ") + fmt.Sprintf(" and %d more", len(list)-most)
	}
	return strings.Join(list, ", ")
}
