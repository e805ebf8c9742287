package cell

import (
	"strings"
	"testing"
)

// TestForeign: plain cells use what GoNB's own cells declare, and have GoNB
// forget what they declare anew.
func TestForeign(t *testing.T) {
	nb := newNotebook(t)
	n := 0
	cell := func(text string) *Program {
		t.Helper()
		n++
		p, trouble := nb.Compile(n, text)
		if trouble != nil {
			t.Fatalf("%s\n%s", text, strings.Join(trouble.Report().Traceback, "\n"))
		}
		nb.Ran(p, varsOf(p), false)
		return p
	}
	files := func(p *Program) string { return show(p) }
	removes := func(p *Program, want string) {
		t.Helper()
		got := ""
		if rest, ok := strings.CutPrefix(p.Text, "%rm "); ok {
			got, _, _ = strings.Cut(rest, "\n")
		}
		if got != want {
			t.Errorf("cell %d has GoNB remove %q, want %q", n, got, want)
		}
	}
	cell("func plain() int { return 1 }\ntype P struct{ X int }")
	p := cell("import \"fmt\"\n%env A=b\nfunc foreign(x int) string { return fmt.Sprint(x + plain()) }\ntype T struct{ A int }\nfunc (t T) M() int { return t.A }\nvar v = 3\n%%\nfmt.Println(foreign(1))")
	if !p.PassThrough || !strings.Contains(files(p), "func plain()") {
		t.Errorf("the declarations do not lie beside GoNB's cell:\n%s", files(p))
	}
	p = cell("foreign(2) + fmt.Sprint(T{1}.M(), v)")
	if s := files(p); strings.Contains(s, "func foreign") || !strings.Contains(s, "func plain") {
		t.Errorf("want what foreign needs, and foreign itself in main.go only:\n%s", s)
	}
	removes(p, "")
	p = cell("func foreign() int { return 2 }\nforeign()")
	removes(p, "foreign")
	removes(cell("foreign()"), "")
	removes(cell("v := 5\nv"), "")
	removes(cell("v + 1"), "v")
	p = cell("%%\n")
	if !strings.Contains(files(p), "func foreign() int") {
		t.Errorf("got\n%s", files(p))
	}
	p = cell("func plain() string { return \"gonb\" }\n%%\n")
	if strings.Contains(files(p), "func plain") {
		t.Errorf("plain is declared twice:\n%s", files(p))
	}
	cell("plain() + \"!\"")
	removes(cell("type T struct{ B int }\nT{B: 1}"), "T T~M")
}
