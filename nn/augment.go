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
// A crop of the padded image with its corner at (dy, dx) has at (y, x) what the
// padded one has at (y + dy, x + dx). One Gather takes all of them, over the
// images laid in one row a pixel.
func randomCrop(l *lot, who uint32, batch *graph.Node, pad int) *graph.Node {
	g, dims := batch.Graph(), batch.Shape().Dimensions
	n, h, w, c := dims[0], dims[1], dims[2], dims[3]
	high, wide := h+2*pad, w+2*pad
	margin := graph.PadAxis{Start: pad, End: pad}
	padded := graph.Pad(batch, graph.ScalarZero(g, batch.DType()), graph.PadAxis{}, margin, margin, graph.PadAxis{})
	padded = graph.Reshape(padded, n*high*wide, c)

	places := float64(2*pad + 1)
	corner := graph.Floor(graph.MulScalar(l.uniform(who, shapes.Make(dtypes.Float32, 2, n, 1, 1)), places))
	corner = graph.ConvertDType(corner, dtypes.Int32)
	at := func(axis int) *graph.Node { return graph.Iota(g, shapes.Make(dtypes.Int32, n, h, w), axis) }
	take := func(i int) *graph.Node { return graph.Reshape(graph.Slice(corner, graph.AxisElem(i)), n, 1, 1) }
	y, x := graph.Add(at(1), take(0)), graph.Add(at(2), take(1))
	row := graph.Add(graph.MulScalar(graph.Add(graph.MulScalar(at(0), float64(high)), y), float64(wide)), x)
	return graph.Reshape(graph.Gather(padded, graph.Reshape(row, n*h*w, 1)), n, h, w, c)
}
