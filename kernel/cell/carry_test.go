package cell

import (
	"go/types"
	"strings"
	"testing"
)

// TestLanguageIsCarried: every exported struct of the language's packages is a
// value that lives on.
func TestLanguageIsCarried(t *testing.T) {
	c := &compiler{nb: newNotebook(t)}
	for _, rel := range []string{"dsl", "dsl/figure", "dsl/claims"} {
		pkg, err := loader().Import(module + "/" + rel)
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range pkg.Scope().Names() {
			o, ok := pkg.Scope().Lookup(name).(*types.TypeName)
			if !ok || !o.Exported() || types.IsInterface(o.Type()) {
				continue
			}
			if isFunc(o.Type()) || c.holdsFunc(o.Type()) {
				continue // it lives on as it was written: see TestFuncLivesOn
			}
			if _, why := newVariable("x", o.Type(), 1); why != "" {
				t.Errorf("%s.%s cannot live on: %s", rel, name, why)
			}
		}
	}
}

// TestFuncLivesOn: what dsl.Func gives holds a func, so that it is written
// again for later cells; unless it depends on what a cell computes.
func TestFuncLivesOn(t *testing.T) {
	for name, c := range map[string]struct{ first, later, shown string }{
		"a literal": {`f := dsl.Func("f", func(x dsl.Expr) dsl.Expr { return x.Exp() })`, "dsl.Input(2).Apply(f).Shape()", "[2]"},
		"a declared function": {"func square(x dsl.Expr) dsl.Expr { return x.Mul(x) }\nf := dsl.Func(\"square\", square)",
			"dsl.Input(2).Apply(f).Shape()", "[2]"},
		"a variable it uses": {"n := 2\nvar f = dsl.Func(\"f\", func(x dsl.Expr) dsl.Expr { return x.Broadcast(n, 3) })\nn = 4",
			"dsl.Input(3).Apply(f).Shape()", "[4 3]"},
		"assigned anew": {"f := dsl.Func(\"f\", func(x dsl.Expr) dsl.Expr { return x.Exp() })\nf = dsl.Func(\"g\", func(x dsl.Expr) dsl.Expr { return x.Log() })",
			"f.Name()", "g"},
		"computed": {"func made() dsl.Function { return dsl.Func(\"f\", func(x dsl.Expr) dsl.Expr { return x }) }\nf := made()", "f.Name()",
			"cell 2, line 1: f cannot live on after cell 1: f is a dsl.Function, which keeps its content to itself"},
	} {
		t.Run(name, func(t *testing.T) {
			l := newLab(t)
			if r := l.run(c.first); r.report != nil {
				t.Fatal(r.report.Value)
			}
			r := l.run(c.later)
			got := strings.Trim(r.text, "«»\n")
			if r.report != nil {
				got = r.report.Value
			}
			if got != c.shown {
				t.Errorf("%s\nshows %q, want %q", c.later, got, c.shown)
			}
		})
	}
}
