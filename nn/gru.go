package nn

import (
	"github.com/gomlx/gomlx/core/graph"

	"github.com/seed-380714d4/fathom/dsl"
)

// gruCell is a step of a gated recurrent unit that resets after the recurrent
// product.
//
// Formula: [x_r x_z x_n] = x, the projected input, [a_r a_z a_n] = h·U + b';
// r = σ(x_r + a_r); z = σ(x_z + a_z); n = tanh(x_n + r ⊙ a_n);
// h' = (1 − z) ⊙ n + z ⊙ h. b' is there or not.
// Kept: r, z, n, a_n.
// Gradient: dx = [dn·a_n·r(1−r), dh'·(h−n)·z(1−z), dn], with
// dn = dh'·(1−z)·(1−n²); da = dx, but r ⊙ dn in its last block;
// dh = dh' ⊙ z + da·Uᵀ; dU = Σ hᵀ·da; db' = Σ da.
type gruCell struct{ units int }

func (gruCell) states() int { return 1 }
func (gruCell) kept() int   { return 4 }

func (c gruCell) forward(x *graph.Node, s, w []*graph.Node) ([]*graph.Node, *graph.Node) {
	h := s[0]
	a := graph.MatMul(h, w[0])
	if len(w) == 2 {
		a = graph.Add(a, w[1]) // [1, 3·H], the same for each sample
	}
	r := graph.Sigmoid(graph.Add(gate(x, 0, c.units), gate(a, 0, c.units)))
	z := graph.Sigmoid(graph.Add(gate(x, 1, c.units), gate(a, 1, c.units)))
	an := gate(a, 2, c.units)
	n := graph.Tanh(graph.Add(gate(x, 2, c.units), graph.Mul(r, an)))
	h = graph.Add(n, graph.Mul(z, graph.Sub(h, n)))
	return []*graph.Node{h}, graph.Concatenate([]*graph.Node{r, z, n, an}, 1)
}

func (gruCell) whole(_ past, d []*graph.Node) []*graph.Node { return d }

func (c gruCell) backward(p past, w, d []*graph.Node) (*graph.Node, []*graph.Node) {
	r, z, n, an := gate(p.keep, 0, c.units), gate(p.keep, 1, c.units), gate(p.keep, 2, c.units), gate(p.keep, 3, c.units)
	dn := graph.Mul(graph.Mul(d[0], oneMinus(z)), tanhSlope(n))
	dx := graph.Concatenate([]*graph.Node{
		graph.Mul(graph.Mul(dn, an), sigmoidSlope(r)),
		graph.Mul(graph.Mul(d[0], graph.Sub(p.before[0], n)), sigmoidSlope(z)),
		dn,
	}, 1)
	return dx, []*graph.Node{graph.Add(graph.Mul(d[0], z), timesTransposed(c.inner(p, dx), w[0]))}
}

// inner makes the gradient of h·U + b' of that of x.
func (c gruCell) inner(p past, dx *graph.Node) *graph.Node {
	dn := graph.Mul(gate(dx, 2, c.units), gate(p.keep, 0, c.units))
	return graph.Concatenate([]*graph.Node{gate(dx, 0, c.units), gate(dx, 1, c.units), dn}, 1)
}

func (c gruCell) weights(p past, w []*graph.Node, dx *graph.Node) []*graph.Node {
	da := c.inner(p, dx)
	out := []*graph.Node{outer(p.before[0], da)}
	if len(w) == 2 {
		out = append(out, graph.ReduceAndKeep(da, graph.ReduceSum, 0)) // [T·B, 3·H] → [1, 3·H]
	}
	return out
}

// gruBefore is a step of a gated recurrent unit that resets before the
// recurrent product. Its weights are those of r and z, and those of n.
//
// Formula: [x_r x_z x_n] = x; [r z] = σ([x_r x_z] + h·U_rz);
// n = tanh(x_n + (r ⊙ h)·U_n); h' = (1 − z) ⊙ n + z ⊙ h.
// Kept: r, z, n.
// Gradient: with dn = dh'·(1−z)·(1−n²) and m = dn·U_nᵀ, that of r ⊙ h:
// dx = [m·h·r(1−r), dh'·(h−n)·z(1−z), dn]; dh = dh' ⊙ z + m ⊙ r +
// [dx_r dx_z]·U_rzᵀ; dU_rz = Σ hᵀ·[dx_r dx_z]; dU_n = Σ (r ⊙ h)ᵀ·dn.
type gruBefore struct{ units int }

func (gruBefore) states() int { return 1 }
func (gruBefore) kept() int   { return 3 }

func (c gruBefore) forward(x *graph.Node, s, w []*graph.Node) ([]*graph.Node, *graph.Node) {
	h := s[0]
	rz := graph.Sigmoid(graph.Add(graph.Slice(x, graph.AxisRange(), graph.AxisRange(0, 2*c.units)), graph.MatMul(h, w[0])))
	r, z := gate(rz, 0, c.units), gate(rz, 1, c.units)
	n := graph.Tanh(graph.Add(gate(x, 2, c.units), graph.MatMul(graph.Mul(r, h), w[1])))
	h = graph.Add(n, graph.Mul(z, graph.Sub(h, n)))
	return []*graph.Node{h}, graph.Concatenate([]*graph.Node{rz, n}, 1)
}

func (gruBefore) whole(_ past, d []*graph.Node) []*graph.Node { return d }

func (c gruBefore) backward(p past, w, d []*graph.Node) (*graph.Node, []*graph.Node) {
	h, r, z, n := p.before[0], gate(p.keep, 0, c.units), gate(p.keep, 1, c.units), gate(p.keep, 2, c.units)
	dn := graph.Mul(graph.Mul(d[0], oneMinus(z)), tanhSlope(n))
	m := timesTransposed(dn, w[1])
	rz := graph.Concatenate([]*graph.Node{
		graph.Mul(graph.Mul(m, h), sigmoidSlope(r)),
		graph.Mul(graph.Mul(d[0], graph.Sub(h, n)), sigmoidSlope(z)),
	}, 1)
	dh := graph.Add(graph.Add(graph.Mul(d[0], z), graph.Mul(m, r)), timesTransposed(rz, w[0]))
	return graph.Concatenate([]*graph.Node{rz, dn}, 1), []*graph.Node{dh}
}

func (c gruBefore) weights(p past, _ []*graph.Node, dx *graph.Node) []*graph.Node {
	h := p.before[0]
	rz := graph.Slice(dx, graph.AxisRange(), graph.AxisRange(0, 2*c.units))
	return []*graph.Node{outer(h, rz), outer(graph.Mul(gate(p.keep, 0, c.units), h), gate(dx, 2, c.units))}
}

// gru is a layer of gated recurrent units.
//
// Formula, shapes, parameters: those of dsl.Model.GRU, batch axis first.
func gru(s *site) *graph.Node {
	o := s.op.(dsl.GRUOp)
	if o.ResetBefore {
		return s.recurrent(gruBefore{o.Units}, o.Recurrence)
	}
	return s.recurrent(gruCell{o.Units}, o.Recurrence)
}
