package nn

import (
	"encoding/json"
	"maps"
	"math"
	"os"
	"slices"
	"testing"

	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"

	"github.com/seed-380714d4/fathom/dsl"
)

// expressionCase is a case of testdata/expressions.json, which
// testdata/expressions.py makes with JAX.
type expressionCase struct {
	Name               string
	Inputs             []any
	Parameters         map[string]any
	Cotangent          any
	Output             any
	InputGradients     []any          `json:"input_gradients"`
	ParameterGradients map[string]any `json:"parameter_gradients"`
}

// kinked are cases with a value on a corner, where differences are no
// derivatives.
var kinked = []string{"pow of 0", "max", "min", "compare", "where", "abs sign", "relu", "stop", "reduce max", "reduce min", "where broadcast"}

// TestExpressions compares every operation's value and gradients, by inputs and
// by parameters, with JAX's, and with central differences.
func TestExpressions(t *testing.T) {
	raw, err := os.ReadFile("testdata/expressions.json")
	must(t, err)
	var ref struct{ Cases []expressionCase }
	must(t, json.Unmarshal(raw, &ref))
	seen := map[string]bool{}
	for backend, e := range backends(t) {
		for _, c := range ref.Cases {
			for dtype, within := range map[dtypes.DType]float64{dtypes.Float64: 1e-9, dtypes.Float32: 1e-4} {
				t.Run(backend+"/"+c.Name+"/"+dtype.String(), func(t *testing.T) {
					seen[c.Name] = true
					c.compare(t, e, dtype, within)
				})
			}
		}
	}
	for name := range expressions {
		if !seen[name] {
			t.Errorf("%s: want a reference, got none: add it to expressions.py", name)
		}
	}
}

// op is the case's expression in the language, for inputs of its shapes.
func (c expressionCase) op(t *testing.T) dsl.FuncOp {
	t.Helper()
	var models []dsl.Model
	for i, v := range c.Inputs {
		shape := nestedShape(v)[1:]
		x := dsl.Input(1).Apply(dsl.Func("input", func(x dsl.Expr) dsl.Expr { return x.Sum().Broadcast(shape...) }))
		if i > 0 { // of the same input, or they are no inputs of one network
			x = models[0].Apply(dsl.Func("other input", func(x dsl.Expr) dsl.Expr { return x.Sum().Reshape(1).Broadcast(shape...) }))
		}
		models = append(models, x)
	}
	f, there := expressions[c.Name]
	if !there {
		t.Fatalf("want the case in the test's table, got none")
	}
	m := models[0].Apply(f, models[1:]...)
	must(t, m.Err())
	nodes := m.Graph().Nodes
	last := nodes[len(nodes)-1]
	if want := nestedShape(c.Output)[1:]; !slices.Equal(last.Shape, want) {
		t.Errorf("inferred shape: want %v, got %v", want, last.Shape)
	}
	return last.Op.(dsl.FuncOp)
}

func nestedShape(v any) []int {
	list, ok := v.([]any)
	if !ok {
		return nil
	}
	return append([]int{len(list)}, nestedShape(list[0])...)
}

// compiled is the case's output, the sum weighted by the cotangent, and the
// gradients by all inputs and then all parameters.
func (c expressionCase) compiled(t *testing.T, e *engine, dtype dtypes.DType) (*program, []string) {
	t.Helper()
	op, names := c.op(t), slices.Sorted(maps.Keys(c.Parameters))
	prog, err := e.compile("the expression", func(g *graph.Graph) []*graph.Node {
		in := &inputs{graph: g}
		var xs []*graph.Node
		for _, v := range c.Inputs {
			xs = append(xs, in.next(dtype, nestedShape(v)...))
		}
		weights := map[string]*graph.Node{}
		all := append([]*graph.Node{}, xs...)
		for _, name := range names {
			weights[name] = in.next(dtype, nestedShape(c.Parameters[name])...)
			all = append(all, weights[name])
		}
		cotangent := in.next(dtype, nestedShape(c.Cotangent)...)
		out := express(op.Expr, xs, func(name string) *graph.Node { return weights[name] })
		total := graph.ReduceAllSum(graph.Mul(out, cotangent))
		return append([]*graph.Node{out, total}, graph.Gradient(total, all...)...)
	})
	must(t, err)
	return prog, names
}

// arguments are the case's values in the order of compiled's inputs.
func (c expressionCase) arguments(names []string) (values [][]float64, shapes [][]int) {
	add := func(v any) {
		values, shapes = append(values, flat(v)), append(shapes, nestedShape(v))
	}
	for _, v := range c.Inputs {
		add(v)
	}
	for _, name := range names {
		add(c.Parameters[name])
	}
	add(c.Cotangent)
	return values, shapes
}

func (c expressionCase) compare(t *testing.T, e *engine, dtype dtypes.DType, within float64) {
	prog, names := c.compiled(t, e, dtype)
	values, shapes := c.arguments(names)
	run := func() []*tensors.Tensor {
		var args []*tensors.Tensor
		for i, v := range values {
			args = append(args, tensorOf(dtype, v, shapes[i]...))
		}
		out, err := prog.run(args...)
		must(t, err)
		return out
	}
	out := run()
	b := &bench{within: within}
	b.close(t, "output", out[0], flat(c.Output))
	for i, want := range c.InputGradients {
		b.close(t, "gradient by an input", out[2+i], flat(want))
	}
	for i, name := range names {
		b.close(t, "gradient by "+name, out[2+len(c.Inputs)+i], flat(c.ParameterGradients[name]))
	}
	if dtype != dtypes.Float64 || slices.Contains(kinked, c.Name) {
		return
	}
	for i := range values[:len(values)-1] {
		gradient, err := valuesOf(out[2+i])
		must(t, err)
		for k := range values[i] {
			const h = 1e-5
			at := values[i][k]
			sum := func(v float64) float64 {
				values[i][k] = v
				s, err := valuesOf(run()[1])
				must(t, err)
				return s[0]
			}
			want := (sum(at+h) - sum(at-h)) / (2 * h)
			values[i][k] = at
			if !near(gradient[k], want, 1e-7*math.Max(1, math.Abs(want))) {
				t.Errorf("gradient of argument %d[%d]: want %v by differences, got %v", i, k, want, gradient[k])
			}
		}
	}
}
