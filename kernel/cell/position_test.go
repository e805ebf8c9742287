package cell

import (
	"strings"
	"testing"
)

// TestPositions puts one mistake at each place of cells that go through every
// kind of rewriting, and looks for it where it was put.
func TestPositions(t *testing.T) {
	for _, text := range []string{
		"x := 1; y := 2; §\nz := x + y\nz",
		"var (\n\ta = 1\n\tb, c int = 2, §\n)\nfunc f() int { return a + b + c }",
		"n, err := strconv.Atoi(\"1\"); fmt.Println(n, §, err)\nfunc f() int { return n }",
		"for i, v := range []int{1} { unused := 2; fmt.Println(§) }",
		"switch w := any(1).(type) { case int: fmt.Println(§) }",
		"select { default: a := 1; fmt.Println(§) }",
		"f := func() { q := 1; fmt.Println(§) }; g := 2; fmt.Println(g, §)",
		"größe := 1; fmt.Println(größe, §)",
		"import \"os\"; x := 1; fmt.Println(§)\nfmt.Println(x)",
		"type T struct{ A §; B int }\nvar t T",
		"func f() {\n\ta := 1; b := 2; fmt.Println(§)\n}",
		"// a comment\n\n/* and\nmore */ x := 1; fmt.Println(x, §)",
		"//line foo:9\nfmt.Println(§)",
		"1, 2,\n\t§",
		"fmt.Println(\n\t1,\n\t§,\n)",
		"if k := 3; k > §{ }",
		"const (\n\ta = iota\n\tb = §\n)\na",
	} {
		const wrong = "wrong0"
		text := strings.Replace(text, "§", wrong, 1)
		text = strings.Replace(text, ", §", "", 1)
		_, trouble := newNotebook(t).Compile(1, text)
		if trouble == nil {
			t.Errorf("%s\ncompiles", text)
			continue
		}
		src := newSource(1, text)
		line, col := src.place(strings.Index(text, wrong))
		p := trouble.problems[0]
		if p.line != line || p.col != col || !strings.Contains(p.message, wrong) {
			t.Errorf("%s\n got %d:%d %s\nwant %d:%d", text, p.line, p.col, p.message, line, col)
		}
	}
}
