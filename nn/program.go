package nn

import (
	"fmt"

	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/compute/shapes"
	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"

	"github.com/seed-380714d4/fathom/dsl"
)

// program is a compiled graph: tensors in, tensors out, nothing kept.
type program struct{ graph *graph.Graph }

// compile builds a graph and compiles it. what names it in errors.
func (e *engine) compile(what string, build func(*graph.Graph) []*graph.Node) (*program, error) {
	var p *program
	err := guard("compiling "+what, func() {
		g := graph.NewGraph(e.backend, what)
		if err := g.Compile(build(g)...); err != nil {
			panic(err)
		}
		p = &program{g}
	})
	return p, err
}

// run executes the program. It takes none of its inputs over: donating them
// saves nothing, since go-xla declares no aliases between inputs and outputs,
// and the weights before a step are what a NaN is traced with.
func (p *program) run(inputs ...*tensors.Tensor) (out []*tensors.Tensor, err error) {
	args := make([]any, len(inputs))
	for i, t := range inputs {
		args[i] = t
	}
	err = guard("running "+p.graph.Name(), func() { out = p.graph.Run(args...) })
	return out, err
}

// release frees tensors at once: the garbage collector sees only their handles.
func release(list ...*tensors.Tensor) {
	for _, t := range list {
		if t != nil && t.Ok() {
			_ = t.FinalizeAll() // it can fail only where the backend is gone
		}
	}
}

// precision is the type that a network computes in.
func precision(name string) (dtypes.DType, error) {
	switch name {
	case "", "float32":
		return dtypes.Float32, nil
	case "float64":
		return dtypes.Float64, nil
	}
	return dtypes.InvalidDType, &dsl.Error{Where: "precision", What: "name", Want: "dsl.Float32 or dsl.Float64", Got: fmt.Sprintf("%q", name)}
}

// tensorOf rounds values to a type and shape.
func tensorOf(dtype dtypes.DType, values []float64, dims ...int) *tensors.Tensor {
	if dtype == dtypes.Float64 {
		return tensors.FromFlatDataAndDimensions(values, dims...)
	}
	rounded := make([]float32, len(values))
	for i, v := range values {
		rounded[i] = float32(v)
	}
	return tensors.FromFlatDataAndDimensions(rounded, dims...)
}

// valuesOf copies a tensor of floats to the host.
func valuesOf(t *tensors.Tensor) (values []float64, err error) {
	err = guard("reading a tensor", func() {
		t.MustConstFlatData(func(flat any) {
			switch flat := flat.(type) {
			case []float32:
				values = make([]float64, len(flat))
				for i, v := range flat {
					values[i] = float64(v)
				}
			case []float64:
				values = append(values, flat...)
			}
		})
	})
	return values, err
}

// inputs makes the graph's parameters in the order in which run takes them.
type inputs struct {
	graph *graph.Graph
	n     int
}

func (in *inputs) next(dtype dtypes.DType, dims ...int) *graph.Node {
	in.n++
	return graph.Parameter(in.graph, fmt.Sprintf("input%d", in.n), shapes.Make(dtype, dims...))
}
