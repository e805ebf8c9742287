package nn

import (
	"math"
	"testing"

	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/compute/shapes"
	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"

	"github.com/seed-380714d4/fathom/dsl"
)

// TestThreefry compares with the known answers that the generator's authors
// publish (Random123, kat_vectors, "threefry 2x32 20").
func TestThreefry(t *testing.T) {
	for _, e := range backends(t) {
		prog, err := e.compile("threefry", func(g *graph.Graph) []*graph.Node {
			in := &inputs{graph: g}
			word := func() *graph.Node { return in.next(dtypes.Uint32) }
			key := [2]*graph.Node{word(), word()}
			x, y := threefry(key, word(), word())
			return []*graph.Node{x, y}
		})
		must(t, err)
		for _, c := range [][6]uint32{
			{0, 0, 0, 0, 0x6b200159, 0x99ba4efe},
			{math.MaxUint32, math.MaxUint32, math.MaxUint32, math.MaxUint32, 0x1cb996fc, 0xbb002be7},
			{0x13198a2e, 0x03707344, 0x243f6a88, 0x85a308d3, 0xc4923a9c, 0x483df7a0},
		} {
			var in []*tensors.Tensor
			for _, v := range c[:4] {
				in = append(in, tensors.FromScalar(v))
			}
			out, err := prog.run(in...)
			must(t, err)
			if x, y := out[0].Value().(uint32), out[1].Value().(uint32); x != c[4] || y != c[5] {
				t.Errorf("%s: %x: want %x %x, got %x %x", e.info.Backend, c[:4], c[4], c[5], x, y)
			}
		}
	}
}

// TestUniform: the numbers fill [0, 1) evenly, and those of another step, seed
// or node have nothing to do with them.
func TestUniform(t *testing.T) {
	const n = 20000
	prog, err := usual(t).compile("uniform numbers", func(g *graph.Graph) []*graph.Node {
		in := &inputs{graph: g}
		step := in.next(dtypes.Float64)
		l := lotOf(in.next(dtypes.Uint32, 3), step)
		return []*graph.Node{l.uniform(1, shapes.Make(dtypes.Float64, n)), l.uniform(2, shapes.Make(dtypes.Float64, n))}
	})
	must(t, err)
	var all [][]float64
	for _, at := range [][2]float64{{1, 0}, {1, 1}, {2, 0}} { // seed, step
		out, err := prog.run(tensors.FromScalar(at[1]), lotWords(int64(at[0]), 0))
		must(t, err)
		for _, o := range out {
			v, err := valuesOf(o)
			must(t, err)
			all = append(all, v)
		}
	}
	for i, a := range all {
		mean, squares := 0.0, 0.0
		for _, v := range a {
			if v < 0 || v >= 1 {
				t.Fatalf("want [0, 1), got %v", v)
			}
			mean, squares = mean+v/n, squares+v*v/n
		}
		if !near(mean, 0.5, 0.01) || !near(squares-mean*mean, 1.0/12, 0.002) {
			t.Errorf("stream %d: want mean 0.5, variance 0.0833, got %.4f, %.4f", i, mean, squares-mean*mean)
		}
		for k, b := range all[:i] {
			product := 0.0
			for j := range a {
				product += (a[j] - 0.5) * (b[j] - 0.5) * 12 / n
			}
			if math.Abs(product) > 0.03 { // four times its spread
				t.Errorf("streams %d and %d: correlation %.3f", k, i, product)
			}
		}
	}
}

// TestDropoutGoesOn: a run that goes on from a checkpoint, within an epoch,
// draws the masks that it would have drawn; another seed draws others.
func TestDropoutGoesOn(t *testing.T) {
	m := dsl.Input(2).Dense(16).BatchNorm().Tanh().Dropout(0.5).Dense(2)
	run := m.Train(spiral(40)).Optimizer(dsl.Adam(0.01)).BatchSize(8).Epochs(4).Seed(7)
	whole := trained(t, fresh(t, usual(t)), run.Request()).Reply.Digest
	r := fresh(t, usual(t))
	interruptedAt(t, r, run.Request(), 7)
	if got := trained(t, r, run.Request()).Reply.Digest; got != whole {
		t.Errorf("going on from step 7: want digest %.12s, got %.12s", whole, got)
	}
	// The same, where the state's count starts anew in the middle.
	half := run.Epochs(2).Continue(2).Optimizer(dsl.SGD(0.01))
	first := trained(t, fresh(t, usual(t)), half.Request()).Reply.Digest
	r = fresh(t, usual(t))
	interruptedAt(t, r, half.Request(), 13)
	if got := trained(t, r, half.Request()).Reply.Digest; got != first {
		t.Errorf("a continuation going on: want digest %.12s, got %.12s", first, got)
	}
}
