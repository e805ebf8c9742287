package cell

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestThin lists what a cell links that uses the whole language: linking is
// what a cell costs.
func TestThin(t *testing.T) {
	l := newLab(t)
	p, trouble := l.nb.Compile(1, "m := dsl.Input(28, 28).Flatten().Dense(10)\nfigure.GradientNorms(m.Inspect(dsl.MNIST().Batch(8)))")
	if trouble != nil {
		t.Fatal(trouble)
	}
	for name, b := range p.Files {
		l.write(name, string(b))
	}
	cmd := exec.Command("go", "list", "-deps", ".")
	cmd.Dir = l.dir
	cmd.Env = append(os.Environ(), "GOWORK="+filepath.Join(l.dir, "go.work"), "GOFLAGS=")
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	for _, path := range strings.Fields(string(out)) {
		for _, heavy := range []string{"net", "net/", "go/", "text/template", "html/template", "os/exec", "testing",
			"github.com/janpfeifer/", "gonum.org/", "github.com/gomlx/", "github.com/go-zeromq/"} {
			if path == heavy || strings.HasSuffix(heavy, "/") && strings.HasPrefix(path, heavy) {
				t.Errorf("a plain cell links %s", path)
			}
		}
	}
}

// TestOnlyWhatIsUsed: a cell that names neither the language nor an earlier
// declaration gets neither.
func TestOnlyWhatIsUsed(t *testing.T) {
	nb := newNotebook(t)
	for i, text := range []string{"m := dsl.Input(2)\nfunc f() string { return strings.ToUpper(\"x\") }", "x := 1", "fmt.Println(x)"} {
		p, trouble := nb.Compile(i+1, text)
		if trouble != nil {
			t.Fatal(trouble)
		}
		nb.Ran(p, varsOf(p), false)
		if i == 0 {
			continue
		}
		if s := show(p); strings.Contains(s, "/dsl") || strings.Contains(s, "ToUpper") {
			t.Errorf("cell %d brings along what it does not use:\n%s", i+1, s)
		}
	}
}
