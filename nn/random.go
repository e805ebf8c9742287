package nn

import (
	"crypto/sha256"
	"encoding/binary"

	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/compute/shapes"
	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
)

// lot is the randomness of one step, as a graph. There is no random state: its
// bits are a function of the run's seed, the number of the step, who asks, and
// the place of each value. So a run that goes on from a checkpoint draws what
// it would have drawn, another layer disturbs nobody's bits, and every backend
// draws the same. Of the backend's own generators only some are so, and none
// of them alike on all.
type lot struct{ key [2]*graph.Node } // two words, uint32 scalars

// lotOf is the lot of the run that words [3] belongs to: its key, and how many
// steps were made when the state's count began; step is that count, from 0.
func lotOf(words, step *graph.Node) *lot {
	word := func(i int) *graph.Node { return graph.Reshape(graph.Slice(words, graph.AxisElem(i))) } // [1] → scalar
	made := graph.Add(word(2), graph.ConvertDType(step, dtypes.Uint32))
	a, b := threefry([2]*graph.Node{word(0), word(1)}, made, graph.ZerosLike(made))
	return &lot{[2]*graph.Node{a, b}}
}

// lotWords are the words that lotOf takes, of a run with this seed whose
// state's count began after skipped steps.
func lotWords(seed int64, skipped int) *tensors.Tensor {
	var b [8]byte
	binary.LittleEndian.PutUint64(b[:], uint64(seed))
	h := sha256.Sum256(append(b[:], "random bits of steps"...))
	return tensors.FromFlatDataAndDimensions([]uint32{binary.LittleEndian.Uint32(h[:]), binary.LittleEndian.Uint32(h[4:]), uint32(skipped)}, 3)
}

// bits gives a uint32 for each place of a shape to who asks.
func (l *lot) bits(who uint32, dims ...int) *graph.Node {
	g := l.key[0].Graph()
	n := 1
	for _, d := range dims {
		n *= d
	}
	half := (n + 1) / 2 // threefry gives two words at a time
	word := func(v uint32) *graph.Node { return graph.Const(g, v) }
	a, b := threefry(l.key, word(who), word(1))
	count := graph.Iota(g, shapes.Make(dtypes.Uint32, half), 0)
	x, y := threefry([2]*graph.Node{a, b}, count, graph.Add(count, word(uint32(half))))
	all := graph.Concatenate([]*graph.Node{x, y}, 0)
	return graph.Reshape(graph.Slice(all, graph.AxisRange(0, n)), dims...)
}

// uniform gives a number in [0, 1) for each place of a shape: the upper 24
// bits, which float32 has room for.
func (l *lot) uniform(who uint32, shape shapes.Shape) *graph.Node {
	bits := l.bits(who, shape.Dimensions...)
	upper := graph.BitwiseShiftRightLogical(bits, graph.Const(bits.Graph(), uint32(8)))
	return graph.MulScalar(graph.ConvertDType(upper, shape.DType), 1.0/(1<<24))
}

// threefry is Threefry-2x32 with 20 rounds: two words for a key and a counter.
//
// Source: Salmon, Moraes, Dror & Shaw 2011, "Parallel random numbers: as easy
// as 1, 2, 3"; it is JAX's generator, with whose words the tests compare.
func threefry(key [2]*graph.Node, x, y *graph.Node) (*graph.Node, *graph.Node) {
	g := x.Graph()
	word := func(v uint32) *graph.Node { return graph.Const(g, v) }
	keys := [3]*graph.Node{key[0], key[1], graph.BitwiseXor(graph.BitwiseXor(key[0], key[1]), word(0x1BD11BDA))}
	rotations := [2][4]uint32{{13, 15, 26, 6}, {17, 29, 16, 24}}
	x, y = graph.Add(x, keys[0]), graph.Add(y, keys[1])
	for i := range 5 {
		for _, r := range rotations[i%2] {
			x = graph.Add(x, y)
			y = graph.BitwiseOr(graph.BitwiseShiftLeft(y, word(r)), graph.BitwiseShiftRightLogical(y, word(32-r)))
			y = graph.BitwiseXor(x, y)
		}
		x = graph.Add(x, keys[(i+1)%3])
		y = graph.Add(graph.Add(y, keys[(i+2)%3]), word(uint32(i+1)))
	}
	return x, y
}
