package assist

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/seed-380714d4/fathom/dsl/session/stream"
	"github.com/seed-380714d4/fathom/kernel/cell"
	"github.com/seed-380714d4/fathom/kernel/cell/imports"
	"github.com/seed-380714d4/fathom/kernel/layout"
)

// earlier are the cells that the notebook of these tests has run.
var earlier = []struct {
	text string
	vars []string
}{
	{"type point struct {\n\tX, Y float64\n}\n\nfunc (p point) norm() float64 { return math.Hypot(p.X, p.Y) }", nil},
	{"func scale(p point, by float64) point { return point{p.X * by, p.Y * by} }", nil},
	{"here := point{1, 2}\nnumbers := []int{3, 4}\nnetwork := dsl.Input(4).Dense(2)\nstart := time.Now()", []string{"here", "numbers", "network", "start"}},
}

// notebook gives the tests' notebook and what finds sources.
func notebook(t testing.TB) (*cell.View, Asker) {
	t.Helper()
	nb, loader := bare(t)
	for i, e := range earlier {
		p, trouble := nb.Compile(i+1, e.text)
		if trouble != nil {
			t.Fatal(trouble.Report())
		}
		var vars []stream.Var
		for _, name := range e.vars {
			vars = append(vars, stream.Var{Name: name, File: name})
		}
		nb.Ran(p, vars, false)
	}
	return nb.View(), Asker{Position: loader.Position, Glance: func(name string) string {
		if name == "network" {
			return "4 → 2, 10 parameters"
		}
		return ""
	}}
}

// bare is an empty notebook, and what finds its packages.
func bare(t testing.TB) (*cell.Notebook, *imports.Loader) {
	t.Helper()
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	loader := imports.New(root, layout.Module)
	if err := loader.Start(); err != nil {
		t.Fatal(err)
	}
	return cell.New(cell.Env{Import: loader.Import, Std: imports.Std(), Module: layout.Module}), loader
}

// at takes the | out of text and tells where it was.
func at(text string) (string, int) {
	i := strings.Index(text, "|")
	return text[:i] + text[i+1:], i
}

func TestComplete(t *testing.T) {
	v, _ := notebook(t)
	for _, c := range []struct{ name, text, want, not string }{
		{"a package's functions", "fmt.Printl|", "Println", "Printf"},
		{"in any case", "fmt.println|", "Println", ""},
		{"by some letters", "strings.TrmPfx|", "TrimPrefix", ""},
		{"a package that is not commonly used", "unicode/utf8; |", "", "x"},
		{"a package's name", "str|", "strings strconv", "fmt"},
		{"Fathom's own", "dsl.MN|", "MNIST", ""},
		{"a method of a chain", "dsl.Input(28, 28, 1).Fla|", "Flatten", "Dense"},
		{"a method of an earlier variable", "network.|", "Dense Tanh Summary Train", ""},
		{"a field and a method of an own type", "here.|", "X Y norm", ""},
		{"an earlier variable", "num|", "numbers", "network"},
		{"an earlier function", "sc|", "scale", ""},
		{"an earlier type", "var p po|", "point", ""},
		{"a variable of this cell", "height := 3\nhei|", "height", ""},
		{"not one of a line below", "dep|\ndepth := 3", "", "depth"},
		{"a parameter in a func", "f := func(width int) int { return wid|", "width", ""},
		{"in an open call", "fmt.Println(here.|", "norm", ""},
		{"in an open call before another line", "fmt.Println(here.|\nx := 3", "norm", ""},
		{"before a line that is complete", "here.|\ny := 3\nfmt.Println(y)", "norm", ""},
		{"in the head of a loop", "for _, n := range numb|", "numbers", ""},
		{"in the head of an if", "if here.n|", "norm", ""},
		{"in a loop", "for _, n := range numbers {\n\tfmt.Println(n, here.n|\n}", "norm", ""},
		{"the loop's variable", "for _, item := range numbers {\n\tfmt.Println(it|", "item", ""},
		{"the fields of a literal", "p := point{|}", "X:_ Y:_", ""},
		{"fields that are not set", "p := point{X: 1, |}", "Y:_", "X:_"},
		{"an imported package by its other name", "import str \"strings\"\nstr.Tri|", "TrimSpace", ""},
		{"the path of an import", "import \"encoding/j|\"", "encoding/json", ""},
		{"a keyword", "fal|", "fallthrough false", ""},
		{"a builtin", "app|", "append", ""},
		{"a method of a result", "start.Sub(time.Now()).Sec|", "Seconds", ""},
		{"a magic", "%ti|", "%time %timeit", "%vars"},
		{"after a magic", "%time here.no|", "norm", ""},
		{"beside a magic", "%timeit\nhere.no|", "norm", ""},
		{"in a cell of GoNB's", "%%\nfmt.Printl|", "Println", ""},
		{"in a func main", "func main() {\n\tfmt.Printl|\n}", "Println", ""},
		{"not in a string", "fmt.Println(\"here.|\")", "", "norm"},
		{"not in a comment", "// here.|", "", "norm"},
		{"not in a number", "x := 3|", "", "here"},
		{"not for a name that is made", "func sca|", "", "scale"},
		{"after text of another script", "größe := \"äöü\"\ngrö|", "größe", ""},
		{"a method in a method", "func (p point) twice() float64 { return 2 * p.n|", "norm", ""},
		{"in a composite of a package", "[]dsl.Model{network.De|", "Dense", ""},
		{"nothing of ours", "fathom|", "", "fathomCursor"},
	} {
		t.Run(c.name, func(t *testing.T) {
			text, cursor := at(c.text)
			got := Complete(v, text, cursor)
			var names []string
			for _, m := range got.Matches {
				names = append(names, m.Text)
			}
			for _, want := range strings.Fields(c.want) {
				if !slices.Contains(names, strings.ReplaceAll(want, "_", " ")) {
					t.Errorf("want %s among %q", want, names)
				}
			}
			for _, not := range strings.Fields(c.not) {
				if slices.Contains(names, strings.ReplaceAll(not, "_", " ")) {
					t.Errorf("want no %s among %q", not, names)
				}
			}
		})
	}
}

func TestCompleteReplacesTheWord(t *testing.T) {
	v, _ := notebook(t)
	text, cursor := at("größe := 1; fmt.Pri|ntln")
	got := Complete(v, text, cursor)
	if text[got.Start:got.End] != "Pri" {
		t.Errorf("want Pri to be replaced, got %q", text[got.Start:got.End])
	}
}

func TestInspect(t *testing.T) {
	v, a := notebook(t)
	for _, c := range []struct{ name, text, want string }{
		{"a function", "fmt.Prin|tln(1)", "func fmt.Println(a ...any)"},
		{"its documentation", "fmt.Println|", "Spaces are always added between operands"},
		{"the function of the arguments", "fmt.Println(|", "func fmt.Println"},
		{"the function around the arguments", "strings.Repeat(\"x\", 3|)", "func strings.Repeat(s string, count int) string"},
		{"a package", "fm|t.Println()", "formatted I/O"},
		{"Fathom's own", "dsl.Inpu|t(28)", "func dsl.Input("},
		{"a method", "network.Den|se(3)", "Dense(units int)"},
		{"a variable", "net|work", "var network dsl.Model"},
		{"what it holds", "net|work", "10 parameters"},
		{"what its type is", "net|work", "Model is a network as a value"},
		{"an own type", "poi|nt{}", "type point struct"},
		{"its methods", "poi|nt{}", "norm() float64"},
		{"an own function", "scal|e(here, 2)", "func scale(p point, by float64) point"},
		{"a variable of this cell", "deep := map[string]int{}\nde|ep", "var deep map[string]int"},
		{"the first of two uses", "x := 1\nfmt.Println(x|)\n{ x := \"\"; _ = x }", "var x int"},
		{"the second of two", "x := 1\n_ = x\nfunc() { x := \"\"; fmt.Println(x|) }()", "var x string"},
		{"a constant", "math.P|i", "const math.Pi"},
		{"a builtin", "appen|d(numbers, 1)", "appends elements to the end"},
		{"a basic type", "var x floa|t64", "type float64"},
		{"a keyword", "defe|r f()", "when the surrounding function returns"},
		{"a cell that is broken further down", "fmt.Println|(1)\nfor {", "func fmt.Println"},
		{"a magic", "%time|it here.norm()", "again and again"},
	} {
		t.Run(c.name, func(t *testing.T) {
			text, cursor := at(c.text)
			d, ok := a.Inspect(v, text, cursor, false)
			if !ok || !strings.Contains(d.Text(), c.want) {
				t.Errorf("want %q, got %v\n%s", c.want, ok, d.Text())
			}
			if ok && !strings.HasPrefix(d.Markdown(), "```go\n") {
				t.Errorf("markdown: got\n%s", d.Markdown())
			}
		})
	}
	for _, text := range []string{"|", "nowhere|", "1 +| 2", "\"strings|\""} {
		text, cursor := at(text)
		if d, ok := a.Inspect(v, text, cursor, false); ok {
			t.Errorf("%q: want nothing, got %s", text, d.Text())
		}
	}
	if d, _ := a.Inspect(v, "strings.Repeat", 10, true); !strings.Contains(d.Rest, "panic(") {
		t.Errorf("with detail: want the source, got\n%s", d.Text())
	}
}

// TestLanguageIsDocumented: what the language and its figures offer is offered in
// cells, each with its documentation.
func TestLanguageIsDocumented(t *testing.T) {
	v, a := notebook(t)
	for _, before := range []string{"dsl.", "figure.", "network.", "network.Train(dsl.MNIST()).", "dsl.MNIST().", "dsl.SGD(0.1)."} {
		matches := Complete(v, before, len(before)).Matches
		if len(matches) < 2 {
			t.Errorf("after %s there are %d matches", before, len(matches))
		}
		for _, m := range matches {
			text := before + m.Text
			d, ok := a.Inspect(v, text, len(text), false)
			if !ok || d.Signature == "" || d.Doc == "" && m.Kind == "function" {
				t.Errorf("%s has no documentation: %v %+v", text, ok, d)
			}
		}
	}
}

// FuzzAssist: no text, and no place in it, is too much.
func FuzzAssist(f *testing.F) {
	v, a := notebook(f)
	for _, s := range []string{"fmt.Println(", "for { x.", "func (p point) f", "import \"", "%time x", "`", "point{X:", "}\n)", "x.\n.y", "type T struct {"} {
		f.Add(s, len(s))
	}
	f.Fuzz(func(t *testing.T, text string, cursor int) {
		c := Complete(v, text, cursor)
		if c.Start < 0 || c.End < c.Start || c.End > len(text) {
			t.Errorf("out of the text: %d to %d of %d", c.Start, c.End, len(text))
		}
		a.Inspect(v, text, cursor, false)
	})
}

func BenchmarkComplete(b *testing.B) {
	v, _ := notebook(b)
	for b.Loop() {
		Complete(v, "for i := range 3 {\n\tnetwork.", 27)
	}
}
