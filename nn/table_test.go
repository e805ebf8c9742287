package nn

import (
	"encoding/json"
	"fmt"
	"hash/crc32"
	"math"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"

	"github.com/seed-380714d4/fathom/dsl"
)

// layersReference is testdata/layers.json, which layers.py makes with PyTorch.
type layersReference struct {
	Versions map[string]string
	Zero     map[string][2]float64 // an activation and its derivative at 0
	Rows     []layersRow
}

type layersRow struct {
	Name, Mode   string
	Input, Shape []int
	Mean, Spread float64
	Tensors      []struct {
		Name      string
		Shape     []int
		Statistic bool
	}
	Output     []float64
	XGradient  []float64 `json:"x_gradient"`
	Gradients  [][]float64
	Statistics [][]float64
}

func readLayers(t *testing.T) layersReference {
	t.Helper()
	raw, err := os.ReadFile("testdata/layers.json")
	must(t, err)
	var ref layersReference
	must(t, json.Unmarshal(raw, &ref))
	t.Logf("against %v", ref.Versions)
	return ref
}

// valuesNamed are those of values() in layers.py.
func valuesNamed(name string, n int) []float64 {
	s, out := crc32.ChecksumIEEE([]byte(name)), make([]float64, n)
	for i := range out {
		s = 1664525*s + 1013904223
		out[i] = (float64((s>>8)*2>>14) - 1024) / 1024
	}
	return out
}

// start is what a row's tensor has at first.
func (r layersRow) start(name string, n int) []float64 {
	v := valuesNamed(r.Name+"/"+name, n)
	for i := range v {
		switch {
		case name == "x":
			v[i] = r.Mean + r.Spread*v[i]
		case strings.HasSuffix(name, "scale"), strings.HasSuffix(name, "running_variance"):
			v[i] = 1 + v[i]/2
		}
	}
	return v
}

// tableBench is a row on a device: what goes into its program, in order.
type tableBench struct {
	row    layersRow
	plan   *plan
	prog   *program
	inputs []*tensors.Tensor // tensors, x, cotangent, step, words
	mode   mode
	within float64
}

func newTableBench(t *testing.T, e *engine, row layersRow, m dsl.Model, dtype dtypes.DType) *tableBench {
	t.Helper()
	g := m.Graph()
	b := &tableBench{row: row, plan: &plan{graph: g, parameters: dsl.Tensors(g), dtype: dtype}, mode: toTrain, within: 1e-9}
	if row.Mode == "evaluate" {
		b.mode = toEvaluate
	}
	if dtype == dtypes.Float32 {
		b.within = 1e-4
	}
	for _, p := range b.plan.parameters {
		b.inputs = append(b.inputs, tensorOf(dtype, row.start(p.Name, p.Size()), p.Shape...))
	}
	out := append([]int{row.Input[0]}, g.Nodes[len(g.Nodes)-1].Shape...)
	for name, dims := range map[string][]int{"x": row.Input} {
		b.inputs = append(b.inputs, tensorOf(dtype, row.start(name, volume(dims)), dims...))
	}
	b.inputs = append(b.inputs, tensorOf(dtype, row.start("cotangent", volume(out)), out...),
		tensors.FromScalar(3.0), tensors.FromFlatDataAndDimensions([]uint32{7, 11, 2}, 3))
	var err error
	b.prog, err = e.compile("a row of the table", func(g *graph.Graph) []*graph.Node { return b.build(g, out) })
	must(t, err)
	return b
}

// build gives the output, Σ output·cotangent, its gradients by x and every
// tensor, and the new statistics.
func (b *tableBench) build(g *graph.Graph, out []int) []*graph.Node {
	in := &inputs{graph: g}
	way := b.plan.pass(in, b.mode)
	x := in.next(b.plan.dtype, b.row.Input...)
	cotangent := in.next(b.plan.dtype, out...)
	step := in.next(dtypes.Float64)
	way.lot = lotOf(in.next(dtypes.Uint32, 3), step)
	outputs := way.forward(b.plan.graph, x)
	y := outputs[len(outputs)-1]
	total := graph.ReduceAllSum(graph.Mul(y, cotangent))
	list := []*graph.Node{y, total}
	list = append(list, graph.Gradient(total, append([]*graph.Node{x}, way.list(b.plan)...)...)...)
	for _, p := range b.plan.parameters {
		if p.Statistic {
			now := way.statistics[p.Name]
			if now == nil {
				now = way.tensors[p.Name]
			}
			list = append(list, now)
		}
	}
	return list
}

func volume(dims []int) int {
	n := 1
	for _, d := range dims {
		n *= d
	}
	return n
}

// TestTable has one row for every layer and every connection: what dsl infers
// is what is compiled, the parameters are those of the formula, and output,
// gradients and running statistics are PyTorch's.
func TestTable(t *testing.T) {
	ref := readLayers(t)
	table := layersTable()
	for backend, e := range backends(t) {
		for _, row := range ref.Rows {
			build, ok := table[row.Name]
			if !ok {
				t.Fatalf("%s: want a model for the reference's row, got none", row.Name)
			}
			m := build(dsl.Input(row.Input[1:]...))
			must(t, m.Err())
			for _, dtype := range []dtypes.DType{dtypes.Float64, dtypes.Float32} {
				if backend == "go" && dtype == dtypes.Float32 {
					continue // it is the same code
				}
				t.Run(fmt.Sprintf("%s/%s/%s", backend, row.Name, dtype), func(t *testing.T) {
					if err := (&plan{graph: m.Graph()}).possible(e); err != nil {
						t.Skip(err)
					}
					b := newTableBench(t, e, row, m, dtype)
					b.compare(t, m)
					if dtype == dtypes.Float64 && backend != "go" {
						b.differences(t)
					}
				})
			}
		}
	}
}

// compare checks a row against its reference.
func (b *tableBench) compare(t *testing.T, m dsl.Model) {
	if !slices.Equal(m.Shape(), b.row.Shape) {
		t.Errorf("inferred shape: want %v, got %v", b.row.Shape, m.Shape())
	}
	count := 0
	if len(b.plan.parameters) != len(b.row.Tensors) {
		t.Fatalf("parameters: want %v, got %v", b.row.Tensors, b.plan.parameters)
	}
	for i, want := range b.row.Tensors {
		if got := b.plan.parameters[i]; got.Name != want.Name || !slices.Equal(got.Shape, want.Shape) || got.Statistic != want.Statistic {
			t.Errorf("parameter %d: want %v, got %+v", i, want, got)
		}
		if !want.Statistic {
			count += volume(want.Shape)
		}
	}
	if got := m.Summary().Parameters; got != count {
		t.Errorf("parameters in the summary: want %d, got %d", count, got)
	}
	out, err := b.prog.run(b.inputs...)
	must(t, err)
	if got := out[0].Shape().Dimensions[1:]; !slices.Equal(got, b.row.Shape) {
		t.Errorf("compiled shape: want %v, got %v", b.row.Shape, got)
	}
	b.close(t, "output", out[0], b.row.Output)
	b.close(t, "gradient of the input", out[2], b.row.XGradient)
	gradients, statistics := b.row.Gradients, b.row.Statistics
	for i, p := range b.plan.parameters {
		if p.Statistic {
			b.close(t, p.Name+" after the step", out[3+len(b.plan.parameters)], statistics[0])
			out, statistics = slices.Delete(out, 3+len(b.plan.parameters), 4+len(b.plan.parameters)), statistics[1:]
			continue
		}
		b.close(t, "gradient of "+p.Name, out[3+i], gradients[0])
		gradients = gradients[1:]
	}
}

func (b *tableBench) close(t *testing.T, what string, got *tensors.Tensor, want []float64) {
	t.Helper()
	values, err := valuesOf(got)
	must(t, err)
	closeTo(t, what, values, want, b.within)
}

// closeTo compares relative to the largest value that is wanted.
func closeTo(t *testing.T, what string, got, want []float64, within float64) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("%s: want %d values, got %d", what, len(want), len(got))
	}
	largest := 0.0
	for _, v := range want {
		largest = math.Max(largest, math.Abs(v))
	}
	for i := range want {
		if !near(got[i], want[i], within*math.Max(largest, 1e-3)) {
			t.Errorf("%s[%d]: want %v, got %v", what, i, want[i], got[i])
			return
		}
	}
}

// differences compares some of each gradient's values with central differences
// of the sum itself.
func (b *tableBench) differences(t *testing.T) {
	out, err := b.prog.run(b.inputs...)
	must(t, err)
	n := len(b.plan.parameters)
	for i := range n + 1 { // the tensors, and x behind them
		what, at := "x", 2
		if i < n {
			if b.plan.parameters[i].Statistic {
				continue
			}
			what, at = b.plan.parameters[i].Name, 3+i
		}
		gradient, err := valuesOf(out[at])
		must(t, err)
		if b.row.Name == "embedding" && what == "x" {
			continue // steps
		}
		for k := 0; k < len(gradient); k += 1 + len(gradient)/4 {
			want, smooth := b.slope(t, i, k)
			if smooth && !near(gradient[k], want, 1e-6*math.Max(1, math.Abs(want))) {
				t.Errorf("gradient of %s[%d]: want %v by differences, got %v", what, k, want, gradient[k])
			}
		}
	}
}

// slope is the central difference at value k of input i, and whether it is
// that of a smooth place: at a kink the two sides differ.
func (b *tableBench) slope(t *testing.T, i, k int) (slope float64, smooth bool) {
	const h = 1e-6
	down, middle, up := b.sumWith(t, i, k, -h), b.sumWith(t, i, k, 0), b.sumWith(t, i, k, h)
	return (up - down) / (2 * h), math.Abs((up-middle)-(middle-down))/h < 1e-3
}

// sumWith is Σ output·cotangent with h added to value k of input i.
func (b *tableBench) sumWith(t *testing.T, i, k int, h float64) float64 {
	t.Helper()
	values, err := valuesOf(b.inputs[i])
	must(t, err)
	values[k] += h
	moved := slices.Clone(b.inputs)
	moved[i] = tensorOf(b.plan.dtype, values, b.inputs[i].Shape().Dimensions...)
	out, err := b.prog.run(moved...)
	must(t, err)
	sum, err := valuesOf(out[1])
	must(t, err)
	return sum[0]
}

// TestActivationsAtZero compares each activation and its derivative with
// PyTorch's at 0, where some have a kink.
func TestActivationsAtZero(t *testing.T) {
	table := layersTable()
	for name, want := range readLayers(t).Zero {
		row := layersRow{Name: name, Input: []int{1, 1}}
		b := newTableBench(t, usual(t), row, table[name](dsl.Input(1)), dtypes.Float64)
		b.inputs[0], b.inputs[1] = tensorOf(dtypes.Float64, []float64{0}, 1, 1), tensorOf(dtypes.Float64, []float64{1}, 1, 1)
		out, err := b.prog.run(b.inputs...)
		must(t, err)
		for i, at := range []int{0, 2} {
			got, err := valuesOf(out[at])
			must(t, err)
			closeTo(t, name+[]string{"", "'"}[i]+"(0)", got, want[i:i+1], 1e-9)
		}
	}
}
