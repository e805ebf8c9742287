package nn

import (
	"fmt"

	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"

	"github.com/seed-380714d4/fathom/nn/data"
)

// examples is a split of a data set on the device, as small as it came: bytes
// stay bytes, and a batch is standardised when it is taken out.
type examples struct {
	set     *data.Set
	n       int
	inputs  *tensors.Tensor // [N, F], bytes or floats
	targets *tensors.Tensor // labels [N] or [N, T], or values [N, targets]
}

// upload puts a split on the device.
func (e *engine) upload(set *data.Set, s data.Split, dtype dtypes.DType) (*examples, error) {
	out := &examples{set: set, n: s.N}
	err := guard("putting the data on the device", func() {
		if s.Bytes != nil {
			out.inputs = tensors.FromFlatDataAndDimensions(s.Bytes, s.N, len(s.Bytes)/s.N)
		} else {
			out.inputs = tensorOf(dtype, s.Floats, s.N, len(s.Floats)/s.N)
		}
		switch {
		case set.Steps > 0:
			out.targets = tensors.FromFlatDataAndDimensions(s.Labels, s.N, set.Steps)
		case s.Labels != nil:
			out.targets = tensors.FromFlatDataAndDimensions(s.Labels, s.N)
		default:
			out.targets = tensorOf(dtype, s.Values, s.N, set.Targets)
		}
		for _, t := range []*tensors.Tensor{out.inputs, out.targets} {
			if err := t.ToDevice(e.backend, 0); err != nil {
				panic(err)
			}
		}
	})
	return out, err
}

func (x *examples) release() { release(x.inputs, x.targets) }

// parameters declares the split as inputs of a graph.
func (x *examples) parameters(in *inputs) (inputs, targets *graph.Node) {
	a, b := x.inputs.Shape(), x.targets.Shape()
	return in.next(a.DType, a.Dimensions...), in.next(b.DType, b.Dimensions...)
}

// batch takes the examples with the numbers rows [B] out of a split:
// their inputs [B, Shape…] in dtype, standardised, and their targets.
func (x *examples) batch(inputs, targets, rows *graph.Node, dtype dtypes.DType) (batch, wanted *graph.Node) {
	rows = graph.ExpandDims(rows, -1) // [B] → [B, 1]
	batch = graph.ConvertDType(graph.Gather(inputs, rows), dtype)
	if x.inputs.DType() == dtypes.Uint8 {
		batch = x.scaled(graph.DivScalar(batch, 255))
	}
	dims := append([]int{rows.Shape().Dimensions[0]}, x.set.Shape...)
	return graph.Reshape(batch, dims...), graph.Gather(targets, rows) // [B, F] → [B, Shape…]
}

// scaled are pixels from 0 to 1 as the set wants them, [B, F].
func (x *examples) scaled(batch *graph.Node) *graph.Node {
	mean, std := x.set.Mean, x.set.Std
	switch {
	case !x.set.Scaled:
		return batch
	case len(mean) == 1:
		return graph.DivScalar(graph.SubScalar(batch, mean[0]), std[0])
	}
	dims := batch.Shape().Dimensions
	pixels := graph.Reshape(batch, -1, len(mean)) // [B, H·W·C] → [B·H·W, C]
	channel := func(v []float64) *graph.Node {
		return graph.Reshape(graph.ConstAsDType(batch.Graph(), batch.DType(), v), 1, len(v))
	}
	return graph.Reshape(graph.Div(graph.Sub(pixels, channel(mean)), channel(std)), dims...)
}

// classes tells whether the targets are labels, so that there is an accuracy.
func (x *examples) classes() bool { return x.targets.DType() == dtypes.Int32 }

// kind is what of the split decides an executable, besides its length.
func (x *examples) kind() string {
	return fmt.Sprintf("%v %s %s %v %v %v", x.set.Shape, x.inputs.Shape(), x.targets.Shape(), x.set.Scaled, x.set.Mean, x.set.Std)
}
