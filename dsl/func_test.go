package dsl_test

import (
	"encoding/json"
	"errors"
	"math"
	"reflect"
	"testing"

	"github.com/seed-380714d4/fathom/dsl"
)

func swish(x dsl.Expr) dsl.Expr { return x.Mul(x.Sigmoid()) }

// last is the operation of the model's last layer.
func last(t *testing.T, m dsl.Model) dsl.FuncOp {
	t.Helper()
	if err := m.Err(); err != nil {
		t.Fatal(err)
	}
	nodes := m.Graph().Nodes
	return nodes[len(nodes)-1].Op.(dsl.FuncOp)
}

// TestOneSpelling: what computes the same by the same terms is one expression,
// however it was written.
func TestOneSpelling(t *testing.T) {
	in := dsl.Input(4)
	usual := last(t, in.Apply(dsl.Func("a", func(x dsl.Expr) dsl.Expr {
		gate, value := x.Sigmoid(), x.Tanh()
		return gate.Mul(value).Add(gate)
	})))
	same := map[string]func(x dsl.Expr) dsl.Expr{
		"other names":           func(y dsl.Expr) dsl.Expr { s, u := y.Sigmoid(), y.Tanh(); return s.Mul(u).Add(s) },
		"parts in other order":  func(x dsl.Expr) dsl.Expr { v := x.Tanh(); g := x.Sigmoid(); return g.Mul(v).Add(g) },
		"a part written twice":  func(x dsl.Expr) dsl.Expr { return x.Sigmoid().Mul(x.Tanh()).Add(x.Sigmoid()) },
		"a part that is unused": func(x dsl.Expr) dsl.Expr { x.Exp(); g := x.Sigmoid(); return g.Mul(x.Tanh()).Add(g) },
	}
	for name, f := range same {
		if got := last(t, in.Apply(dsl.Func("b", f))); !reflect.DeepEqual(got.Expr, usual.Expr) {
			t.Errorf("%s: want %v, got %v", name, usual.Expr, got.Expr)
		}
	}
	other := last(t, in.Apply(dsl.Func("a", func(x dsl.Expr) dsl.Expr { g := x.Sigmoid(); return g.Mul(x.Tanh()).Add(x) })))
	if reflect.DeepEqual(other.Expr, usual.Expr) {
		t.Error("another expression is spelled alike")
	}
}

// TestSharedTermsStayShared: doubled 60 times over, x would be 2^60 terms.
func TestSharedTermsStayShared(t *testing.T) {
	m := dsl.Input(4).Apply(dsl.Func("doubled", func(x dsl.Expr) dsl.Expr {
		for range 60 {
			x = x.Add(x)
		}
		return x
	}))
	if n := len(last(t, m).Expr.Terms); n != 61 {
		t.Errorf("terms: want 61, got %d", n)
	}
	long := dsl.Input(4).Apply(dsl.Func("long", func(x dsl.Expr) dsl.Expr {
		y := x
		for i := range 50_000 {
			y = y.Mul(0.5).Add(float64(i))
		}
		return y
	}))
	if n := len(last(t, long).Expr.Terms); n < 100_000 {
		t.Errorf("terms of a long expression: want 100,000 or more, got %d", n)
	}
}

// TestFuncsTravel: a model with Funcs, and a training with a loss of one's own,
// are read as they were written.
func TestFuncsTravel(t *testing.T) {
	m := dsl.Input(4).Dense(3).Activation(dsl.Func("swish", swish)).Apply(dsl.Func("most", func(x dsl.Expr) dsl.Expr {
		w := dsl.Param("w", dsl.HeNormal(), x.Dim(-1), 2)
		return dsl.Where(x.MatMul(w).Greater(math.Inf(-1)), x.MatMul(w), math.Inf(1)).Slice(-1, 0, 2).Transpose().Mul(dsl.Param("a", dsl.Constant(1)))
	}))
	run := m.Train(dsl.SlicesRegression([][]float64{{1, 2, 3, 4}}, [][]float64{{0, 1}})).Loss(dsl.Func("loss", func(y, t dsl.Expr) dsl.Expr { return y.Sub(t).Abs().Mean() }))
	text, err := json.Marshal(run)
	if err != nil {
		t.Fatal(err)
	}
	var read dsl.Training
	if err := json.Unmarshal(text, &read); err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(read.Request(), run.Request()) {
		t.Errorf("want %+v, got %+v", run.Request(), read.Request())
	}
	if p := dsl.Parameters(m.Graph()); len(p) != 4 || p[2].Name != "3.func.w" || p[2].FanIn != 3 || p[2].FanOut != 2 || p[3].Size() != 1 {
		t.Errorf("parameters: got %+v", p)
	}
}

// TestReplaceFunc: activations of one's own stand where the package's do.
func TestReplaceFunc(t *testing.T) {
	f := dsl.Func("swish", swish)
	relu := dsl.Input(4).Dense(3).ReLU().Dense(2).ReLU()
	own := relu.Replace(dsl.ReLU, f)
	if own.Err() != nil || own.Summary().Rows[2].Title != "swish" || own.Summary().Rows[4].Title != "swish" {
		t.Fatalf("want swish in the place of ReLU, got\n%v", own)
	}
	if back := own.Replace(dsl.Func("another name", swish), dsl.ReLU); !reflect.DeepEqual(back.Graph(), relu.Graph()) {
		t.Errorf("want ReLU again, got\n%v", back)
	}
}

func TestFuncMistakes(t *testing.T) {
	f := func(body func(x dsl.Expr) dsl.Expr) error { return dsl.Input(4, 3).Apply(dsl.Func("f", body)).Err() }
	p := func(name string, dims ...int) dsl.Expr { return dsl.Param(name, dsl.Zeros(), dims...) }
	two := dsl.Func("two", func(x, y dsl.Expr) dsl.Expr { return x.Add(y) })
	data := dsl.SlicesRegression([][]float64{{1}}, [][]float64{{2}})
	for _, c := range []struct {
		name, want string
		err        error
	}{
		{"shapes", "dsl: layer 1 f: Add (cell 4, line 7): shapes; want [4 3], or 1 where they differ, the last axes aligned, got [4]; Reshape one of them so that its axes stand below the other's",
			f(func(x dsl.Expr) dsl.Expr { return x.Exp().Add(p("b", 4)) })},
		{"inner lengths", "dsl: layer 1 f: MatMul (cell 4, line 7): inner lengths; want equal ones, the last axis of [4 3], got 4 of [4 2]; Transpose one of them",
			f(func(x dsl.Expr) dsl.Expr { return x.MatMul(p("w", 4, 2)) })},
		{"the batch axis", "dsl: layer 1 f: Sum (cell 4, line 7): axes; want of [4 3], from 0, each once; there is none for the batch, got [2]",
			f(func(x dsl.Expr) dsl.Expr { return x.Sum(2) })},
		{"an axis twice", "dsl: layer 1 f: Mean (cell 4, line 7): axes; want of [4 3], from 0, each once; there is none for the batch, got [1 1]",
			f(func(x dsl.Expr) dsl.Expr { return x.Mean(-1, 1) })},
		{"reshape", "dsl: layer 1 f: Reshape (cell 4, line 7): dimensions; want 12 values, as in [4 3], got [5]",
			f(func(x dsl.Expr) dsl.Expr { return x.Reshape(5) })},
		{"squeeze", "dsl: layer 1 f: Squeeze (cell 4, line 7): length of axis 1; want 1, got 3; reduce it first, or use Reshape",
			f(func(x dsl.Expr) dsl.Expr { return x.Squeeze(-1) })},
		{"transpose", "dsl: layer 1 f: Transpose (cell 4, line 7): axes; want all 2 of [4 3], got [0]",
			f(func(x dsl.Expr) dsl.Expr { return x.Transpose(0) })},
		{"slice", "dsl: layer 1 f: Slice (cell 4, line 7): bounds; want from 0 up to 3, the length of axis 1, got 2 to 2",
			f(func(x dsl.Expr) dsl.Expr { return x.Slice(-1, 2, 2) })},
		{"concat", "dsl: layer 1 f: Concat (cell 4, line 7): shapes; want as [4 3] but for axis 1, got [5 3]",
			f(func(x dsl.Expr) dsl.Expr { return x.Concat(1, p("w", 5, 3)) })},
		{"broadcast", "dsl: layer 1 f: Broadcast (cell 4, line 7): dimensions; want what [4 3] can be repeated to: its last axes, or others where it has 1, got [8 3]",
			f(func(x dsl.Expr) dsl.Expr { return x.Broadcast(8, 3) })},
		{"no number", "dsl: layer 1 f: Mul (cell 4, line 7): operand; want a dsl.Expr or a number, got string",
			f(func(x dsl.Expr) dsl.Expr { return x.Mul("2") })},
		{"an empty operand", "dsl: layer 1 f: Mul (cell 4, line 7): operand; want an input of the Func, or made from one, from dsl.Param or from dsl.Scalar, got an empty dsl.Expr",
			f(func(x dsl.Expr) dsl.Expr { return x.Mul(dsl.Expr{}) })},
		{"an empty result", "dsl: layer 1 f (cell 4, line 7): result; want an expression, got an empty dsl.Expr",
			f(func(x dsl.Expr) dsl.Expr { return dsl.Expr{} })},
		{"a number as layer", "dsl: layer 1 f (cell 4, line 7): shape of the result; want one axis or more, got []; end the function with Reshape(1)",
			f(func(x dsl.Expr) dsl.Expr { return x.Sum().Squeeze(0, 1) })},
		{"a parameter's name", `dsl: layer 1 f: Param (cell 4, line 7): name; want letters, digits and underscores, got "a b"`,
			f(func(x dsl.Expr) dsl.Expr { return x.Mul(p("a b")) })},
		{"a parameter's dimensions", "dsl: layer 1 f: Param (cell 4, line 7): dimensions; want 1 or more each, got [0 2]",
			f(func(x dsl.Expr) dsl.Expr { return x.MatMul(p("w", x.Dim(2), 2)) })},
		{"a parameter's initialiser", "dsl: layer 1 f: Param (cell 4, line 7): dimensions for Orthogonal(1); want two or more, got [3]",
			f(func(x dsl.Expr) dsl.Expr { return x.Mul(dsl.Param("w", dsl.Orthogonal(1), 3)) })},
		{"one name for two", `dsl: layer 1 f: Param (cell 4, line 7): two parameters with the name "w"; want one, [3] Zeros, got another, [4 1] Zeros; give them different names`,
			f(func(x dsl.Expr) dsl.Expr { return x.Mul(p("w", 3)).Add(p("w", 4, 1)) })},
		{"inputs", "dsl: layer 1 two (cell 4, line 7): inputs; want 2, as its function takes, got 1", dsl.Input(4).Apply(two).Err()},
		{"no name", `dsl: Func (cell 4, line 7): name; want one that summaries can show, such as "swish", got ""`, dsl.Input(4).Apply(dsl.Func("", swish)).Err()},
		{"no function", "dsl: Func f (cell 4, line 7): function; want one from dsl.Expr to dsl.Expr, got nil",
			dsl.Input(4).Apply(dsl.Func("f", (func(dsl.Expr) dsl.Expr)(nil))).Err()},
		{"no input", "dsl: Apply (cell 4, line 7): no input before it; start the model with dsl.Input(…)", dsl.Model{}.Apply(dsl.Func("f", swish)).Err()},
		{"an activation that changes the shape", "dsl: layer 1 sum (cell 4, line 7): shape of an activation's result; want [4], as its input, got [1]; use Apply for a layer that changes the shape",
			dsl.Input(4).Activation(dsl.Func("sum", func(x dsl.Expr) dsl.Expr { return x.Sum() })).Err()},
		{"a replacement that changes the shape", "dsl: Replace (cell 4, line 7): shape of an activation's result; want [4], as its input, got [1]; use Apply for a layer that changes the shape",
			dsl.Input(4).ReLU().Replace(dsl.ReLU, dsl.Func("sum", func(x dsl.Expr) dsl.Expr { return x.Sum() })).Err()},
		{"a loss of many numbers", "dsl: Loss l (cell 4, line 7): shape of the result; want one number for each sample, got [3]; end the function with Mean() or Sum()",
			dsl.Input(1).Dense(1).Train(data).Loss(dsl.Func("l", func(y, t dsl.Expr) dsl.Expr { return y.Sub(t).Broadcast(3) })).Err()},
		{"a loss with parameters", "dsl: Loss l (cell 4, line 7): parameters of a loss; want none, got w; put what is trained into the model",
			dsl.Input(1).Dense(1).Train(data).Loss(dsl.Func("l", func(y, t dsl.Expr) dsl.Expr { return y.Sub(t).Mul(p("w")) })).Err()},
		{"a loss of one input", "dsl: Loss swish (cell 4, line 7): inputs; want 1, as its function takes, got 2",
			dsl.Input(1).Dense(1).Train(data).Loss(dsl.Func("swish", swish)).Err()},
	} {
		t.Run(c.name, func(t *testing.T) {
			var e *dsl.Error
			if !errors.As(c.err, &e) {
				t.Fatalf("want a *dsl.Error, got %v", c.err)
			}
			if e.File != "func_test.go" || e.Line == 0 {
				t.Errorf("place: want a line of this file, got %s:%d", e.File, e.Line)
			}
			at := *e
			at.Cell, at.Line, at.File = 4, 7, ""
			if got := at.Error(); got != c.want {
				t.Errorf("\nwant %s\ngot  %s", c.want, got)
			}
		})
	}
}
