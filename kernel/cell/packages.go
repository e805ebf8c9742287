package cell

import (
	"go/types"
	"path"
	"slices"
	"sort"
	"strings"
)

// packages knows which import path a user means by a package's name.
type packages struct {
	env    Env
	byName map[string][]string // best guess first
}

// fathomPackages are known by their last element, relative to the module. nn
// and draw are named for those who want training or gonum/plot in the cell
// itself; they cost a slow link, so that nothing else brings them in.
var fathomPackages = []string{"dsl", "dsl/figure", "dsl/show", "dsl/claims", "dsl/session", "dsl/figure/draw", "nn"}

// preferred are the packages that notebook users mean by an ambiguous name.
var preferred = []string{"math/rand", "text/template", "text/scanner", "crypto/rand", "go/types", "runtime/pprof"}

func newPackages(env Env) *packages {
	p := &packages{env: env, byName: map[string][]string{}}
	for _, rel := range fathomPackages {
		p.add(env.Module + "/" + rel)
	}
	for _, std := range preferred {
		p.add(std)
	}
	sorted := append([]string(nil), env.Std...)
	sort.SliceStable(sorted, func(i, j int) bool { return rank(sorted[i]) < rank(sorted[j]) })
	for _, std := range sorted {
		p.add(std)
	}
	return p
}

// rank puts packages for everyday use before those of the toolchain.
func rank(importPath string) int {
	for _, rare := range []string{"go/", "debug/", "crypto/", "runtime/", "testing/", "html/", "image/color/", "index/"} {
		if strings.HasPrefix(importPath, rare) {
			return 2
		}
	}
	if base := path.Base(importPath); base == "v2" {
		return 1
	}
	return 0
}

func (p *packages) add(importPath string) {
	name := packageName(importPath)
	for _, known := range p.byName[name] {
		if known == importPath {
			return
		}
	}
	p.byName[name] = append(p.byName[name], importPath)
}

// packageName guesses a package's name from its path, by the usual rule.
func packageName(importPath string) string {
	base := path.Base(importPath)
	if len(base) > 1 && base[0] == 'v' && strings.Trim(base[1:], "0123456789") == "" {
		if dir := path.Dir(importPath); dir != "." {
			base = path.Base(dir)
		}
	}
	return base
}

// find gives the path meant by name when these members are taken from it: the
// first candidate that has them all, else the first. A member that ends in * is
// only begun.
func (p *packages) find(name string, members []string) (string, bool) {
	candidates := p.byName[name]
	for _, c := range candidates {
		if pkg, err := p.env.Import(c); err == nil && hasAll(pkg.Scope(), members) {
			return c, true
		}
	}
	for _, c := range candidates {
		if _, err := p.env.Import(c); err == nil {
			return c, true
		}
	}
	return "", false
}

func hasAll(scope *types.Scope, members []string) bool {
	for _, m := range members {
		begun, ok := strings.CutSuffix(m, "*")
		if !ok && scope.Lookup(m) == nil {
			return false
		}
		if ok && !slices.ContainsFunc(scope.Names(), func(n string) bool { return strings.HasPrefix(n, begun) }) {
			return false
		}
	}
	return true
}

// names lists all package names, for suggestions.
func (p *packages) names() []string {
	var out []string
	for name := range p.byName {
		out = append(out, name)
	}
	return out
}
