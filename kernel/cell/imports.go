package cell

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"sort"
	"strconv"
	"strings"
)

// imported is a package under the name that a file knows it by: a name, "." or
// "_".
type imported struct{ name, path string }

// resolve finds the imports that the cell may need: those the user wrote, here
// and in earlier cells, and those that a name before a dot means. What of them
// is used is seen after type-checking.
func (c *compiler) resolve() *Trouble {
	if trouble := c.written(); trouble != nil {
		return trouble
	}
	have := map[string]bool{}
	for _, im := range c.own {
		c.imports = append(c.imports, im)
		have[im.name] = true
	}
	for i := len(c.nb.imports) - 1; i >= 0; i-- {
		im := c.nb.imports[i]
		if im.name == "." || im.name == "_" {
			if !have[im.name+im.path] {
				c.imports = append(c.imports, im)
			}
			have[im.name+im.path] = true
			continue
		}
		if !have[im.name] && !c.taken(im.name) {
			c.imports = append(c.imports, im)
			have[im.name] = true
		}
	}
	names, members := selections(c.file)
	for _, name := range names {
		if have[name] || c.taken(name) {
			continue
		}
		if path, ok := c.nb.packages.find(name, members[name]); ok {
			c.imports = append(c.imports, imported{name, path})
		} else if path := wellKnown[name]; path != "" {
			if _, trouble := c.importOrFetch(path, 0); trouble == nil {
				c.imports = append(c.imports, imported{name, path})
			}
		}
	}
	return nil
}

// wellKnown are packages outside the standard library that GoNB's notebooks
// name without an import.
var wellKnown = map[string]string{"constraints": "golang.org/x/exp/constraints"}

// taken tells whether a name is a declaration's or a variable's, which go
// before packages that nobody imported by hand.
func (c *compiler) taken(name string) bool {
	for _, im := range c.own {
		if im.name == name {
			return true
		}
	}
	if c.declares(name) {
		return true
	}
	return c.nb.vars[name] != nil || c.nb.find(name) != nil
}

// written reads the import lines of the cell.
func (c *compiler) written() *Trouble {
	for _, it := range c.items {
		if it.kind != importItem {
			continue
		}
		fset := token.NewFileSet()
		text := "package main;" + c.src.text[it.start:it.end]
		file, err := parser.ParseFile(fset, "", text, parser.ImportsOnly|parser.SkipObjectResolution)
		if err != nil {
			continue // c.parse has spoken already
		}
		for _, spec := range file.Imports {
			at := it.start + fset.Position(spec.Path.Pos()).Offset - len("package main;")
			im, trouble := c.oneImport(spec, at)
			if trouble != nil {
				return trouble
			}
			c.own = append(c.own, im)
		}
	}
	return nil
}

func (c *compiler) oneImport(spec *ast.ImportSpec, at int) (imported, *Trouble) {
	path, err := strconv.Unquote(spec.Path.Value)
	if err != nil || path == "" {
		return imported{}, newTrouble(c.src, syntaxError, at, "this is no import path")
	}
	if path == "C" {
		return imported{}, newTrouble(c.src, importError, at, `C cannot be imported in a plain cell`).
			mend("put a line with %% before the cell's statements, and GoNB compiles the cell as it is")
	}
	pkg, trouble := c.importOrFetch(path, at)
	if trouble != nil {
		return imported{}, trouble
	}
	if spec.Name != nil {
		return imported{spec.Name.Name, path}, nil
	}
	return imported{pkg.Name(), path}, nil
}

// mendImport says what to do about a path that cannot be imported.
func (p *packages) mendImport(path string) string {
	var all []string
	for _, paths := range p.byName {
		all = append(all, paths...)
	}
	if near := nearest(path, all); near != "" {
		return fmt.Sprintf("did you mean %q?", near)
	}
	if first, _, _ := strings.Cut(path, "/"); strings.Contains(first, ".") {
		return fmt.Sprintf("a first line %s %s@vX.Y.Z names the module that has it", requireWord, moduleOf(path))
	}
	return "the standard library has no package of this path"
}

// selections lists the names that stand before a dot, and what is taken from
// each.
func selections(file *ast.File) ([]string, map[string][]string) {
	members := map[string][]string{}
	ast.Inspect(file, func(n ast.Node) bool {
		if sel, ok := n.(*ast.SelectorExpr); ok {
			if x, ok := sel.X.(*ast.Ident); ok {
				members[x.Name] = append(members[x.Name], sel.Sel.Name)
			}
		}
		return true
	})
	var names []string
	for name := range members {
		names = append(names, name)
	}
	sort.Strings(names)
	return names, members
}
