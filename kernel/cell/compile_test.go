package cell

import (
	"fmt"
	"strings"
	"testing"

	"github.com/seed-380714d4/fathom/dsl/session/stream"
)

// varsOf is what a program says that did all that it promises.
func varsOf(p *Program) []stream.Var {
	var out []stream.Var
	for _, v := range p.vars {
		out = append(out, stream.Var{Name: v.name, Type: v.shown, File: fmt.Sprintf("%s.%d", v.name, p.cell)})
	}
	return out
}

func TestPassThrough(t *testing.T) {
	for _, c := range []struct {
		text string
		want bool
	}{
		{"%time", true}, {"!ls", true}, {"x := 1\n%%\nx", true}, {"func main() {}", true}, {"func  main ( ) {}", true},
		{"func mainly() {}", false}, {"s := `\n%x\n!y\nfunc main() {}`", false}, {"/*\n%x\n*/", false}, {"// a\n//\n", false},
		{"", false}, {"x := 5 %\n3", false}, {"s := \"`\"\n%x", true}, {"r := '`'\n!x", true}, {"a := \"\\\"`\"\n%x", true},
		{" %x", false}, {"fmt.Printf(`%d\n`, 1)", false},
	} {
		if got := passesThrough(c.text); got != c.want {
			t.Errorf("%q: got %v, want %v", c.text, got, c.want)
		}
	}
}

// TestCompiles is a table of cells that are fine, each by itself.
func TestCompiles(t *testing.T) {
	for name, text := range map[string]string{
		"empty":            "",
		"comments":         "// nothing\n/* at\nall */",
		"package name":     "packageCount := 3\npackageCount",
		"magic in raw":     "s := `\n%x\n!y\n`\ns",
		"own line":         "//line foo.go:7\nx := 1\n/*line bar:3:4*/ x",
		"unused import":    "import \"strings\"\nimport r \"math/rand\"\nx := 1",
		"unused variable":  "x := func() int { y := 1; var z int; return 2 }()\nfor i, a := 0, 1; i < 2; i++ { }\nfor k, v := range map[int]int{} { }",
		"unused in switch": "var v any = 1\nswitch w := v.(type) { case int: }\nswitch u := 3; { case true: }\nif b := 2; true { }",
		"unused in select": "c := make(chan int, 1)\nc <- 1\nselect { case v := <-c: \ndefault: }\nselect { case v, ok := <-c: _ = ok\ndefault: }",
		"unused in func":   "func f() {\n\ta := 1\n\tb, err := 2, 3\n\t_ = err\n}\nf()",
		"blank":            "_, err := fmt.Println()\n_ = err\nvar _ = 3",
		"groups":           "var (\n\ta = 1\n\tb, c = 2, \"x\"\n)\ntype (\n\tA struct{ B }\n\tB int\n)\nconst (\n\tk = iota\n\tl\n)",
		"mixed order":      "use(1)\nfunc use(x T) { fmt.Println(x) }\ntype T int",
		"method first":     "func (t T) M() int { return int(t) }\ntype T int\nT(3).M()",
		"func literal":     "func(x int) int { return x }(3)\nfunc() { }()",
		"global group":     "var (\n\tn = 1\n\tm, o int = 2, 3\n\tp []int\n)\nfunc f() int { return n + m + o + len(p) }\nn = 2\nf()",
		"global pair":      "n, err := strconv.Atoi(\"1\")\nfunc f() (int, error) { return n, err }\nf()",
		"global loop":      "total := 0\nfunc add(x int) { total += x }\nfor i := range 3 { add(i) }\ntotal",
		"generic type":     "type list[T any] struct{ items []T }\nfunc (l *list[T]) add(x T) { l.items = append(l.items, x) }\nvar l list[int]\nl.add(1)\nl",
		"label":            "outer:\nfor {\n\tfor {\n\t\tbreak outer\n\t}\n}",
		"goto":             "i := 0\nagain:\ni++\nif i < 3 { goto again }\ni",
		"return":           "x := 1\nif x > 0 { return }\nx",
		"defer":            "defer fmt.Println(1)\nx := 2",
		"semicolons":       "x := 1; y := 2; if x > 0 { y++ }; for i := 0; i < 2; i++ { y-- }; if z := y; z > 0 { } else if q := 1; q > 0 { }; y;",
		"list":             "1, \"a\", func() int { return 2 }(), map[string]int{\"a\": 1}",
		"untyped":          "1 << 3",
		"nil":              "nil",
		"receive":          "c := make(chan int, 1)\nc <- 1\n<-c",
		"unicode":          "größe := 3\n世界 := \"世\"\ngröße, 世界",
		"shadow builtin":   "len := 3\nlen",
		"shadow package":   "fmt := 3\nfmt",
		"shadow own":       "time := time.Now()\n_ = time.Unix()\nrand.Intn(3)",
		"rand v2":          "rand.IntN(3) + rand.N(4)",
		"dot import":       "import . \"strings\"\nToUpper(\"x\")",
		"dot unused":       "import . \"strings\"\n1",
		"blank import":     "import _ \"image/png\"\n1",
		"init":             "func init() { fmt.Println(\"i\") }\nx := 1",
		"recursive type":   "type node struct{ next *node; v int }\nn := &node{v: 1}\nn.next = n\nn.v",
		"local type":       "func() { type t struct{ a int }; x := t{1}; fmt.Println(x) }()",
		"long chain":       "m := dsl.Input(3).\n\tDense(4).\n\tTanh()\nm.Summary()",
		"errors":           "_, err := os.Open(\"x\")\nerr",
		"crlf":             "x := 1\r\nfmt.Println(x)\r\n",
		"defined twice":    "if true { x := 1; fmt.Println(x) }\nx := 2\nx",
		"closure capture":  "base := 3\nadd := func(x int) int { return x + base }\nbase = 4\nadd(1)",
		"chan":             "c := make(chan int)\ngo func() { c <- 1 }()\n<-c",
		"empty statement":  ";;x := 1;;",
		"const typed":      "const big = 1 << 40\nbig",
		"anonymous":        "x := struct{ A, b int }{1, 2}\nx.b",
		"fathom":           "show.Show(show.Text(\"x\"))",
	} {
		t.Run(strings.ReplaceAll(name, " ", "_"), func(t *testing.T) {
			p, trouble := newNotebook(t).Compile(1, text)
			if trouble != nil {
				t.Errorf("%s\n%s", text, strings.Join(trouble.Report().Traceback, "\n"))
				return
			}
			if p.PassThrough {
				t.Errorf("%s\npasses through", text)
			}
		})
	}
}

// TestRefusals: what cannot live on is said when a later cell names it, with
// the path to the part that cannot.
func TestRefusals(t *testing.T) {
	for _, c := range []struct{ first, name, want string }{
		{"type cfg struct{ mu sync.Mutex }\ntype T struct{ cfg cfg }\nx := &T{}", "x", "x.cfg.mu is a sync.Mutex, which keeps its content to itself"},
		{"c := make(chan int, 1)", "c", "c is a chan int"},
		{"var a any = 1", "a", "a is an any, which may hold anything"},
		{"l := []any{1}", "l", "l[…] is an any, which may hold anything"},
		{"m := map[string]func(){}", "m", "m[…] is a func()"},
		{"f := strings.NewReplacer(\"a\", \"b\").Replace", "f", "f is a func(s string) string"},
		{"c := make(chan int, 1)\nf := func() { c <- 1 }", "f", "f uses c, and c is a chan int"},
		{"r := strings.NewReader(\"x\")", "r", "r is a strings.Reader, which keeps its content to itself"},
		{"type S struct{ time.Time; F func() }\ns := S{}", "s", "s.F is a func()"},
	} {
		nb := newNotebook(t)
		p, trouble := nb.Compile(1, c.first)
		if trouble != nil {
			t.Errorf("%s\n%v", c.first, trouble)
			continue
		}
		nb.Ran(p, varsOf(p), false)
		_, trouble = nb.Compile(2, "y := 1\nfmt.Println(y, "+c.name+")")
		want := "cell 2, line 2: " + c.name + " cannot live on after cell 1: " + c.want
		if trouble == nil || trouble.Error() != want {
			t.Errorf("%s\n got %v\nwant %s", c.first, trouble, want)
		}
	}
}
