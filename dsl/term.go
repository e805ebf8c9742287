package dsl

import (
	"fmt"
	"slices"
	"strings"
)

// rule is what dsl knows of an operation: how many terms it reads (-1 for one
// or more), what it is called, and its shape for theirs.
type rule struct {
	reads int
	title string
	infer func(t Term, in [][]int) ([]int, *Error)
}

// terms are the operations of expressions.
var terms = map[string]rule{
	"input":  {0, "Input", inferInput},
	"scalar": {0, "Scalar", func(Term, [][]int) ([]int, *Error) { return []int{}, nil }},
	"param":  {0, "Param", inferParam},

	"neg": each("Neg"), "exp": each("Exp"), "log": each("Log"), "log1p": each("Log1p"), "sqrt": each("Sqrt"),
	"abs": each("Abs"), "sign": each("Sign"), "sin": each("Sin"), "cos": each("Cos"), "tanh": each("Tanh"),
	"sigmoid": each("Sigmoid"), "erf": each("Erf"), "relu": each("ReLU"), "stop-gradient": each("StopGradient"),

	"add": both("Add"), "sub": both("Sub"), "mul": both("Mul"), "div": both("Div"), "pow": both("Pow"),
	"max": both("Max"), "min": both("Min"), "greater": both("Greater"), "greater-or-equal": both("GreaterOrEqual"),
	"less": both("Less"), "less-or-equal": both("LessOrEqual"), "equal": both("Equal"),
	"where": {3, "Where", broadcast},

	"sum": {1, "Sum", reduced}, "mean": {1, "Mean", reduced},
	"reduce-max": {1, "ReduceMax", reduced}, "reduce-min": {1, "ReduceMin", reduced},

	"reshape": {1, "Reshape", inferReshape}, "squeeze": {1, "Squeeze", inferSqueeze},
	"transpose": {1, "Transpose", inferTranspose}, "slice": {1, "Slice", inferSlice},
	"concat": {-1, "Concat", inferConcat}, "broadcast": {1, "Broadcast", inferBroadcast},
	"matmul": {2, "MatMul", inferMatMul},
}

func each(title string) rule {
	return rule{1, title, func(_ Term, in [][]int) ([]int, *Error) { return in[0], nil }}
}

func both(title string) rule { return rule{2, title, broadcast} }

func (t Term) title() string {
	if r, ok := terms[t.Op]; ok {
		return r.title
	}
	return t.Op
}

// infer is the term's shape for those that it reads.
func (t Term) infer(in [][]int) ([]int, *Error) {
	r, ok := terms[t.Op]
	if !ok {
		return nil, &Error{What: "operation of an expression", Want: "one that this version has", Got: fmt.Sprintf("%q", t.Op)}
	}
	if r.reads >= 0 && len(in) != r.reads || r.reads < 0 && len(in) == 0 {
		return nil, &Error{What: "operands", Want: fmt.Sprint(r.reads), Got: fmt.Sprint(len(in))}
	}
	return r.infer(t, in)
}

func inferInput(t Term, _ [][]int) ([]int, *Error) {
	if len(t.Ints) == 0 || t.Ints[0] < 0 {
		return nil, &Error{What: "input of an expression", Want: "its number and shape", Got: fmt.Sprint(t.Ints)}
	}
	return t.Ints[1:], positive(t.Ints[1:])
}

func inferParam(t Term, _ [][]int) ([]int, *Error) {
	outside := strings.IndexFunc(t.Name, func(r rune) bool {
		return r != '_' && (r < '0' || r > '9') && (r < 'a' || r > 'z') && (r < 'A' || r > 'Z')
	})
	if t.Name == "" || outside >= 0 {
		return nil, &Error{What: "name", Want: "letters, digits and underscores", Got: fmt.Sprintf("%q", t.Name)}
	}
	if e := positive(t.Ints); e != nil {
		return nil, e
	}
	if t.Init == nil {
		return nil, &Error{What: "initialiser", Want: "one of the package's", Got: "none"}
	}
	if e := t.Init.check(); e != nil {
		return nil, e
	}
	if len(t.Ints) < 2 && (t.Init.Kind == "orthogonal" || t.Init.Kind == "identity") {
		return nil, &Error{What: "dimensions for " + t.Init.String(), Want: "two or more", Got: fmt.Sprint(t.Ints)}
	}
	return t.Ints, nil
}

// positive refuses lengths below 1, and more values than a tensor can have.
func positive(dims []int) *Error {
	n := 1
	for _, d := range dims {
		if d < 1 {
			return &Error{What: "dimensions", Want: "1 or more each", Got: fmt.Sprint(dims)}
		}
		if n *= d; n > 1<<31 || d > 1<<31 {
			return &Error{What: "dimensions", Want: "at most 2,147,483,648 values", Got: fmt.Sprint(dims)}
		}
	}
	return nil
}

// broadcast is the shape to which all of in can be repeated.
func broadcast(_ Term, in [][]int) ([]int, *Error) {
	out := in[0]
	for _, s := range in[1:] {
		both, ok := broadcastTwo(out, s)
		if !ok {
			return nil, &Error{What: "shapes", Want: fmt.Sprintf("%v, or 1 where they differ, the last axes aligned", out), Got: fmt.Sprint(s),
				Mend: "Reshape one of them so that its axes stand below the other's"}
		}
		out = both
	}
	return out, positive(out)
}

func broadcastTwo(a, b []int) ([]int, bool) {
	if len(a) < len(b) {
		a, b = b, a
	}
	out := append([]int{}, a...)
	for i, d := range b {
		at := len(a) - len(b) + i
		switch {
		case out[at] == 1:
			out[at] = d
		case d != 1 && d != out[at]:
			return nil, false
		}
	}
	return out, true
}

// axesOf refuses axes that are not there, or stand twice.
func axesOf(axes []int, shape []int) *Error {
	for i, a := range axes {
		if a < 0 || a >= len(shape) || slices.Contains(axes[:i], a) {
			return &Error{What: "axes", Want: fmt.Sprintf("of %v, from 0, each once; there is none for the batch", shape), Got: fmt.Sprint(axes)}
		}
	}
	return nil
}

func reduced(t Term, in [][]int) ([]int, *Error) {
	if e := axesOf(t.Ints, in[0]); e != nil {
		return nil, e
	}
	out := append([]int{}, in[0]...)
	for _, a := range t.Ints {
		out[a] = 1
	}
	return out, nil
}

func inferSqueeze(t Term, in [][]int) ([]int, *Error) {
	if e := axesOf(t.Ints, in[0]); e != nil {
		return nil, e
	}
	out := []int{}
	for i, d := range in[0] {
		switch {
		case !slices.Contains(t.Ints, i):
			out = append(out, d)
		case d != 1:
			return nil, &Error{What: fmt.Sprintf("length of axis %d", i), Want: "1", Got: fmt.Sprint(d), Mend: "reduce it first, or use Reshape"}
		}
	}
	return out, nil
}

func inferReshape(t Term, in [][]int) ([]int, *Error) {
	if e := positive(t.Ints); e != nil {
		return nil, e
	}
	if size(t.Ints) != size(in[0]) {
		return nil, &Error{What: "dimensions", Want: fmt.Sprintf("%d values, as in %v", size(in[0]), in[0]), Got: fmt.Sprint(t.Ints)}
	}
	return t.Ints, nil
}

func inferTranspose(t Term, in [][]int) ([]int, *Error) {
	if e := axesOf(t.Ints, in[0]); e != nil {
		return nil, e
	}
	if len(t.Ints) != len(in[0]) {
		return nil, &Error{What: "axes", Want: fmt.Sprintf("all %d of %v", len(in[0]), in[0]), Got: fmt.Sprint(t.Ints)}
	}
	out := make([]int, len(t.Ints))
	for i, a := range t.Ints {
		out[i] = in[0][a]
	}
	return out, nil
}

func inferSlice(t Term, in [][]int) ([]int, *Error) {
	if len(t.Ints) != 3 {
		return nil, &Error{What: "arguments", Want: "axis, from, to", Got: fmt.Sprint(t.Ints)}
	}
	axis, from, to := t.Ints[0], t.Ints[1], t.Ints[2]
	if e := axesOf([]int{axis}, in[0]); e != nil {
		return nil, e
	}
	if from < 0 || to > in[0][axis] || from >= to {
		return nil, &Error{What: "bounds", Want: fmt.Sprintf("from 0 up to %d, the length of axis %d", in[0][axis], axis), Got: fmt.Sprintf("%d to %d", from, to)}
	}
	out := append([]int{}, in[0]...)
	out[axis] = to - from
	return out, nil
}

func inferConcat(t Term, in [][]int) ([]int, *Error) {
	if len(t.Ints) != 1 {
		return nil, &Error{What: "arguments", Want: "an axis", Got: fmt.Sprint(t.Ints)}
	}
	axis := t.Ints[0]
	if e := axesOf([]int{axis}, in[0]); e != nil {
		return nil, e
	}
	out := append([]int{}, in[0]...)
	for _, s := range in[1:] {
		alike := len(s) == len(out)
		for i := 0; alike && i < len(s); i++ {
			alike = i == axis || s[i] == out[i]
		}
		if !alike {
			return nil, &Error{What: "shapes", Want: fmt.Sprintf("as %v but for axis %d", in[0], axis), Got: fmt.Sprint(s)}
		}
		out[axis] += s[axis]
	}
	return out, nil
}

func inferBroadcast(t Term, in [][]int) ([]int, *Error) {
	if e := positive(t.Ints); e != nil {
		return nil, e
	}
	if out, ok := broadcastTwo(t.Ints, in[0]); !ok || !slices.Equal(out, t.Ints) {
		return nil, &Error{What: "dimensions", Want: fmt.Sprintf("what %v can be repeated to: its last axes, or others where it has 1", in[0]), Got: fmt.Sprint(t.Ints)}
	}
	return t.Ints, nil
}

func inferMatMul(_ Term, in [][]int) ([]int, *Error) {
	a, b := in[0], in[1]
	if len(a) == 0 || len(b) == 0 {
		return nil, &Error{What: "shapes", Want: "a vector or a matrix on either side", Got: fmt.Sprintf("%v and %v", a, b), Mend: "use Mul for numbers"}
	}
	rows, inner := a[:len(a)-1], b[max(len(b)-2, 0)]
	if a[len(a)-1] != inner {
		return nil, &Error{What: "inner lengths", Want: fmt.Sprintf("equal ones, the last axis of %v", a), Got: fmt.Sprintf("%d of %v", inner, b),
			Mend: "Transpose one of them"}
	}
	var before, other, out []int
	if len(rows) > 0 {
		before, rows = rows[:len(rows)-1], rows[len(rows)-1:]
	}
	if len(b) > 2 {
		other = b[:len(b)-2]
	}
	out, ok := broadcastTwo(before, other)
	if !ok {
		return nil, &Error{What: "axes before the matrices", Want: fmt.Sprintf("%v, or 1 where they differ", before), Got: fmt.Sprint(other)}
	}
	out = append(out, rows...)
	if len(b) > 1 {
		out = append(out, b[len(b)-1])
	}
	return out, positive(out)
}
