package cell

import (
	"go/parser"
	"go/token"
	"testing"
)

// FuzzCompile: no text makes the compiler panic, what it emits is Go, and what
// it complains about lies in the cell.
func FuzzCompile(f *testing.F) {
	for _, s := range []string{"x := 1\nx", "func f() { y := 2 }\nf()", "type T struct{ a int }\nt := T{1}\nt", "import \"os\"\nos.Args",
		"a, b := 1, 2; a, b", "for i := range 3 { k := 1 }", "f := func() int { return z }\nz := 1", "switch x := any(1).(type) {}",
		"var (\na = 1\nb int\n)\nfunc g() int { return a + b }", "fmt.Println(", "`", "//line x:1\nx", "L: x := 1\ngoto L", "const (a = iota\nb)",
		"x.y.z", "import . \"strings\"\nToUpper(\"\")", "func (t T) M() {}\ntype T int\nT(1).M()", "_ = 1", "return", "x := x"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		nb := newNotebook(t)
		first, trouble := nb.Compile(1, "seen := 1\nfunc old(x int) int { return x + seen }\ntype Old struct{ A int }\nvar o Old")
		if trouble != nil {
			t.Fatal(trouble)
		}
		nb.Ran(first, varsOf(first), false)
		for n := 2; n < 4; n++ {
			p, trouble := nb.Compile(n, text)
			if trouble != nil {
				for _, pr := range trouble.problems {
					if src := nb.sources[pr.cell]; src == nil || pr.line < 1 || pr.line > len(src.start) || pr.col < 1 {
						t.Errorf("%q: %d:%d:%d is not in the cell", text, pr.cell, pr.line, pr.col)
					}
				}
				trouble.Report()
				return
			}
			for name, b := range p.Files {
				if _, err := parser.ParseFile(token.NewFileSet(), name, b, parser.AllErrors); err != nil {
					t.Errorf("%q: %s: %v\n%s", text, name, err, b)
				}
			}
			nb.Ran(p, varsOf(p), false)
		}
	})
}
