package nn

import (
	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/compute/shapes"
	"github.com/gomlx/gomlx/core/graph"

	"github.com/seed-380714d4/fathom/dsl"
)

// augmenting is who asks a step's lot for the bits of augmentation k, as
// augmenting + k: no layer has so large a number.
const augmenting uint32 = 1 << 31

// augment changes the images of a training batch [N, H, W, C] at random.
func augment(l *lot, all []dsl.Augmentation, batch *graph.Node) *graph.Node {
	for k, a := range all {
		who := augmenting + uint32(k)
		switch a.Kind {
		case "flip":
			batch = randomFlip(l, who, batch)
		case "crop":
			batch = randomCrop(l, who, batch, a.Pad)
		}
	}
	return batch
}

// randomFlip mirrors an image where its bit is 1.
func randomFlip(l *lot, who uint32, batch *graph.Node) *graph.Node {
	n := batch.Shape().Dimensions[0]
	odd := graph.BitwiseAnd(l.bits(who, n, 1, 1, 1), graph.Const(batch.Graph(), uint32(1)))
	flip := graph.BroadcastToShape(graph.NotEqual(odd, graph.ZerosLike(odd)), shapes.Make(dtypes.Bool, batch.Shape().Dimensions...))
	return graph.Where(flip, graph.Reverse(batch, 2), batch)
}

// randomCrop moves each image by −pad to pad in both directions; what comes in
// is 0.
//
// It is done axis by axis, each with a Gather of whole rows: XLA on a CPU takes
// longer for each index than for what it moves. Of 128 images of 32×32×3 it is
// 1.7 ms.
func randomCrop(l *lot, who uint32, batch *graph.Node, pad int) *graph.Node {
	dims := batch.Shape().Dimensions
	places := float64(2*pad + 1)
	corner := graph.Floor(graph.MulScalar(l.uniform(who, shapes.Make(dtypes.Float32, 2, dims[0])), places))
	corner = graph.ConvertDType(corner, dtypes.Int32)
	at := func(i int) *graph.Node { return graph.Reshape(graph.Slice(corner, graph.AxisElem(i)), dims[0], 1) }
	batch = cropRows(batch, at(0), pad)
	batch = graph.TransposeAllAxes(batch, 0, 2, 1, 3) // [N, H, W, C] → [N, W, H, C]
	return graph.TransposeAllAxes(cropRows(batch, at(1), pad), 0, 2, 1, 3)
}

// cropRows gives each image [H, W, C], with a margin of pad rows above and
// below, its rows from corner [N, 1] on.
func cropRows(batch, corner *graph.Node, pad int) *graph.Node {
	g, dims := batch.Graph(), batch.Shape().Dimensions
	n, h, row := dims[0], dims[1], dims[2]*dims[3]
	margin := graph.PadAxis{Start: pad, End: pad}
	padded := graph.Pad(batch, graph.ScalarZero(g, batch.DType()), graph.PadAxis{}, margin, graph.PadAxis{}, graph.PadAxis{})
	count := func(axis int) *graph.Node { return graph.Iota(g, shapes.Make(dtypes.Int32, n, h), axis) }
	from := graph.Add(graph.MulScalar(count(0), float64(h+2*pad)), graph.Add(count(1), corner))
	taken := graph.Gather(graph.Reshape(padded, n*(h+2*pad), row), graph.Reshape(from, n*h, 1))
	return graph.Reshape(taken, dims...)
}
