package front

import "testing"

func TestCompleteness(t *testing.T) {
	for _, c := range []struct {
		name, code, want string
		depth            int
	}{
		{"empty", "", "complete", 0},
		{"statement", "x := 1", "complete", 0},
		{"expression", "a + b", "complete", 0},
		{"open brace", "for i := range 3 {", "incomplete", 1},
		{"two open", "f(func() {", "incomplete", 2},
		{"closed", "for i := range 3 {\n}", "complete", 0},
		{"open call", "fmt.Println(1,", "incomplete", 1},
		{"operator", "x := 1 +", "incomplete", 0},
		{"a chain goes on", "m := dsl.Input(3).", "incomplete", 0},
		{"increment", "i++", "complete", 0},
		{"raw string", "s := `a\nb", "incomplete", 0},
		{"comment", "/* a", "incomplete", 0},
		{"string", "s := \"a", "invalid", 0},
		{"too many closed", "f())", "invalid", 0},
		{"no Go", "x = = 1", "invalid", 0},
		{"function", "func f() int { return 1 }", "complete", 0},
		{"generic function", "func f[T any](x T) T { return x }\nf(1)", "complete", 0},
		{"method", "type T int\nfunc (t T) f() {}\nvar x T\nx.f()", "complete", 0},
		{"function and statements", "x := 1\nfunc f() int { return 1 }\nf()", "complete", 0},
		{"function literal called", "func() int { return 1 }()", "complete", 0},
		{"function literal", "f := func(n int) int { return n }\nf(1)", "complete", 0},
		{"import", "import \"fmt\"\nfmt.Println(1)", "complete", 0},
		{"imports", "import (\n\"fmt\"\n\"os\"\n)\nfmt.Println(os.Args)", "complete", 0},
		{"magic", "%%\nx := (", "complete", 0},
		{"shell", "!ls (", "complete", 0},
		{"not UTF-8", "x := \"\xff\"", "invalid", 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, depth := completeness(c.code)
			if got != c.want || depth != c.depth {
				t.Errorf("want %s %d, got %s %d", c.want, c.depth, got, depth)
			}
		})
	}
}

func FuzzCompleteness(f *testing.F) {
	f.Add("func f() {")
	f.Add("import (\"a\"")
	f.Add("func (t T)")
	f.Fuzz(func(t *testing.T, code string) {
		status, depth := completeness(code)
		if status == "" || depth < 0 {
			t.Errorf("got %q %d", status, depth)
		}
	})
}
