package cell

import (
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
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
		if p, trouble := newNotebook(t).Compile(1, text); trouble != nil && isFunctionBody(text) {
			t.Errorf("%q compiles as the body of a function, but not as a cell: %v", text, trouble)
		} else if trouble == nil && p == nil {
			t.Errorf("%q: neither a program nor a trouble", text)
		}
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
				fset := token.NewFileSet()
				file, err := parser.ParseFile(fset, name, b, parser.AllErrors)
				if err != nil {
					t.Errorf("%q: %s: %v\n%s", text, name, err, b)
					continue
				}
				ast.Inspect(file, func(node ast.Node) bool {
					if node == nil {
						return false
					}
					at := fset.Position(node.Pos())
					if c, ok := cellNumber(at.Filename); ok && (at.Line < 1 || at.Line > len(nb.sources[c].start)) {
						t.Errorf("%q: %s says that something is at %v", text, name, at)
					}
					return true
				})
			}
			nb.Ran(p, varsOf(p), false)
		}
	})
}

// isFunctionBody tells whether text compiles as the body of a function that
// needs no import.
func isFunctionBody(text string) bool {
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, "", "package p\n\nfunc _() {\n"+text+"\n}\n", parser.SkipObjectResolution)
	if err != nil || len(file.Decls) != 1 {
		return false
	}
	conf := types.Config{Error: func(error) {}}
	_, err = conf.Check("p", fset, []*ast.File{file}, nil)
	return err == nil
}
