package cell

import (
	"strings"
	"testing"
)

// step is a cell and what it must print; displays stand in « ». With an error,
// the report's value must contain it.
type step struct{ text, want, err string }

func (l *lab) steps(steps []step) {
	l.t.Helper()
	for _, s := range steps {
		r := l.run(s.text)
		got := ""
		if r.report != nil {
			got = r.report.Value
		}
		if s.err == "" && r.report != nil || s.err != "" && !strings.Contains(got, s.err) {
			l.t.Errorf("cell %d:\n%s\n  says %q; want %q", l.n, s.text, got, s.err)
			if r.program != nil {
				l.t.Log(show(r.program))
			}
		}
		if r.text != s.want && s.want != "*" {
			l.t.Errorf("cell %d:\n%s\n prints %q\n   want %q", l.n, s.text, r.text, s.want)
		}
	}
}

func TestVariablesLiveOn(t *testing.T) {
	newLab(t).steps([]step{
		{"x := 5\ny, s := 2.5, \"a\\n\"\nvar list []int\nm := map[string][]float64{\"a\": {1, 2}}\nx", "«5»", ""},
		{"x + 1", "«6»", ""},
		{"x = 7; y *= 2\nm[\"b\"] = nil\nlist = append(list, x)", "", ""},
		{"fmt.Println(x, y, s, list, m)", "7 5 a\n [7] map[a:[1 2] b:[]]\n", ""},
		{"x := fmt.Sprint(x)\nx + \"!\"", "«7!»", ""},
		{"x", "«7»", ""},
		{"panic(x)", "*", "7"},
		{"var wg sync.WaitGroup\nch := make(chan int)\n_ = ch", "", ""},
		{"wg.Wait()", "", "wg cannot live on after cell 8: wg is a sync.WaitGroup, which keeps its content to itself"},
		{"type point struct{ x, y int }\np := &point{1, 2}\nfunc (p point) sum() int { return p.x + p.y }\np.sum()", "«3»", ""},
		{"p.x = 10\nq := []point{*p}", "", ""},
		{"p.sum(), q", "«12 [{10 2}]»", ""},
		{"type point struct{ x, y, z int }", "", ""},
		{"p", "", "p was dropped when cell 13 declared its type point anew"},
		{"n, err := strconv.Atoi(\"x\")\nn, err", "«0 strconv.Atoi: parsing \"x\": invalid syntax»", ""},
		{"err != nil, n", "«true 0»", ""},
		{"if x == \"7\" { return }\nx = \"no\"", "", ""},
		{"x", "«7»", ""},
		{"fmt.Fprintln(os.Stderr, \"err\")\nos.WriteFile(\"/nowhere/x\", nil, 0o600)", "err\n«open /nowhere/x: no such file or directory»", ""},
		{"x = \"changed\"\nvar none []int\nnone[3] = 1", "*", "index out of range"},
		{"x", "«7»", ""},
	})
}

func TestDeclarationsLiveOn(t *testing.T) {
	newLab(t).steps([]step{
		{"count := 0\nfunc inc() int { count++; return count }\ninc(); inc()\ncount", "«2»", ""},
		{"inc()", "«3»", ""},
		{"count", "«3»", ""},
		{"count := 10\ninc()", "«11»", ""},
		{"double := func(x int) int { return 2*x }\nadd := func(x int) int { return double(x) + count }\nadd(1)", "«13»", ""},
		{"add(4)", "«19»", ""},
		{"var fib func(int) int\nfib = func(n int) int { if n < 2 { return n }; return fib(n-1) + fib(n-2) }\nfib(10)", "«55»", ""},
		{"fib(11)", "«89»", ""},
		{"const ( a = iota; b; c )\nimport str \"strings\"\nc", "«2»", ""},
		{"b := \"x\"\nstr.ToUpper(b), c, a", "«X 2 0»", ""},
		{"func a() string { return \"func\" }\na(), b, c", "«func x 2»", ""},
		{"for i, v := range []int{1} { unused := 2 }\nif k := 3; true { }", "", ""},
		{"func gen[T any](x T) []T { return []T{x} }\ngen(1.5)", "«[1.5]»", ""},
		{"g := gen(\"a\")\ng", "«[a]»", ""},
		{"max := 3\nstrings := []string{\"q\"}", "", ""},
		{"max + len(strings), b", "«4 x»", ""},
		{"func biggest(x, y int) int { return max(x, len(fmt.Sprint(y))) }\nfunc split(s string) []string { return strings_.Fields(s) }\nimport strings_ \"strings\"", "", ""},
		{"max, strings_ := 5, 6", "", ""},
		{"max++; strings_ += 2\nbiggest(1, 100), max, strings_, split(\"a b\")", "«3 6 8 [a b]»", ""},
		{"max := fmt.Sprint(max)\nmax, strings_", "«6 8»", ""},
		{"max", "«6»", ""},
		{"double := 4\ndouble", "«4»", ""},
		{"import \"os\"\nfunc env() bool { return os.Getenv(\"x\") == \"\" }", "", ""},
		{"os := \"linux\"\nenv(), os", "«true linux»", ""},
		{"env(), os", "«true linux»", ""},
		{"double", "«4»", ""},
		{"type pair struct{ a, b int }\nkept := pair{1, 2}", "", ""},
		{"func late() string { return \"late\" }\nkept.a = 7\npanic(late())", "*", "late"},
		{"late(), kept", "«late {1 2}»", ""},
		{"type pair struct{ a, b, c int }\npanic(1)", "*", "1"},
		{"kept.b", "«2»", ""},
		{"late", "«func() string»", ""},
		{"os.Getpid()", "", "string has no method or field Getpid"},
		{"import \"os\"\nos.Getpid() > 0", "«true»", ""},
		{"kept;", "", ""},
	})
}

// TestStartFunctions: functions named init_x run before each cell, as in GoNB;
// init runs in its own cell only.
func TestStartFunctions(t *testing.T) {
	newLab(t).steps([]step{
		{"func init_a() {\n\tfmt.Println(\"a\")\n}", "a\n", ""},
		{"func init_b() { fmt.Println(\"b\", n) }\nn := 1", "a\nb 0\n", ""},
		{"func init() { fmt.Println(\"once\") }\n1", "*", ""},
		{"func init_a() { fmt.Println(\"A\") }\n2", "*", ""},
		{"init_b := 3\ninit_b", "*", ""},
		{"4", "A\n«4»", ""},
	})
}
