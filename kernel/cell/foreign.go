package cell

import (
	"go/ast"
	"go/parser"
	"go/token"
	"slices"
	"strings"
)

// foreignDecls reads what a cell that GoNB runs declares. GoNB keeps it in its
// main.go from then on, so plain cells can use it, and must not declare it a
// second time. What cannot be read is GoNB's own affair.
func (nb *Notebook) foreignDecls(number int, text string) []*decl {
	src := newSource(number, foreignGo(text))
	fset := token.NewFileSet()
	file, err := parseFragment(fset, src.text)
	if err != nil {
		return nil
	}
	at := func(p token.Pos) int { return fset.PositionFor(p, false).Offset - len(fragmentHead) }
	imports := nb.foreignImports(file)
	var out []*decl
	add := func(n ast.Node, keyword string) *decl {
		d := &decl{cell: number, foreign: true, imports: imports, refs: identifiers(n)}
		d.doc = CommentAbove(src.text, at(n.Pos()))
		d.src = keyword + src.inline(at(n.Pos())) + src.text[at(n.Pos()):at(n.End())] + "\n"
		out = append(out, d)
		return d
	}
	for _, n := range file.Decls {
		switch n := n.(type) {
		case *ast.FuncDecl:
			if n.Recv != nil {
				d := add(n, "")
				d.recv, d.method = receiver(n), n.Name.Name
			} else if n.Name.Name != "main" && n.Name.Name != "_" {
				d := add(n, "")
				d.names, d.once = []string{n.Name.Name}, n.Name.Name == "init"
			}
		case *ast.GenDecl:
			switch n.Tok {
			case token.TYPE:
				for _, s := range n.Specs {
					d := add(s, "type ")
					d.names, d.isType = []string{s.(*ast.TypeSpec).Name.Name}, true
					d.shape = src.text[at(s.Pos()):at(s.End())]
				}
			case token.CONST:
				add(n, "").names = declaredNames(n)
			case token.VAR:
				for _, s := range n.Specs {
					if v := s.(*ast.ValueSpec); len(namesOf(v)) > 0 {
						d := add(s, "var ")
						d.names, d.tuple = namesOf(v), len(v.Values) == 1 && len(v.Names) > 1
					}
				}
			}
		}
	}
	for _, d := range out {
		d.imports = slices.DeleteFunc(slices.Clone(imports), func(im imported) bool { return d.has(im.name) })
	}
	return out
}

// namesOf lists what a line of variables declares; a blank is nobody's name.
func namesOf(v *ast.ValueSpec) []string {
	var names []string
	for _, id := range v.Names {
		if id.Name != "_" {
			names = append(names, id.Name)
		}
	}
	return names
}

// foreignGo blanks what is not Go at package level: commands, and what follows
// %%, which is the body of GoNB's main.
func foreignGo(text string) string {
	lines := strings.Split(text, "\n")
	for i, l := range lines {
		if strings.HasPrefix(l, "%%") || strings.HasPrefix(l, "%main") {
			return strings.Join(lines[:i], "\n")
		}
		if strings.HasPrefix(l, "%") || strings.HasPrefix(l, "!") || strings.HasPrefix(l, "package ") {
			lines[i] = ""
		}
	}
	return strings.Join(lines, "\n")
}

// foreignImports finds the packages that the cell's declarations use, as
// GoNB's goimports does: written ones first, then by name.
func (nb *Notebook) foreignImports(file *ast.File) []imported {
	var out []imported
	have := map[string]bool{}
	for _, spec := range file.Imports {
		path := strings.Trim(spec.Path.Value, "`\"")
		pkg, err := nb.env.Import(path)
		if err != nil {
			continue
		}
		im := imported{pkg.Name(), path}
		if spec.Name != nil {
			im.name = spec.Name.Name
		}
		out, have[im.name] = append(out, im), true
	}
	names, members := selections(file)
	for _, name := range names {
		if !have[name] && nb.find(name) == nil {
			if path, ok := nb.packages.find(name, members[name]); ok {
				out = append(out, imported{name, path})
			}
		}
	}
	return out
}

// identifiers lists the names in a node: what it may refer to.
func identifiers(n ast.Node) []string {
	seen := map[string]bool{}
	ast.Inspect(n, func(n ast.Node) bool {
		if id, ok := n.(*ast.Ident); ok {
			seen[id.Name] = true
		}
		return true
	})
	return sortedKeys(seen)
}

// keys are the names by which GoNB knows what d declares.
func (d *decl) keys() []string {
	if d.recv != "" {
		return []string{d.recv + "~" + d.method}
	}
	return d.names
}

// hold records what GoNB may have in its main.go.
func (nb *Notebook) hold(decls []*decl) {
	for _, d := range decls {
		for _, k := range d.keys() {
			nb.held[k] = true
		}
	}
}

// toRemove lists what GoNB must forget before this program is built: what it
// holds and the program declares, and what no longer compiles beside it.
func (c *compiler) toRemove(level []*variable) []string {
	names := map[string]bool{}
	for _, d := range append(c.declarations(), c.scope.decls...) {
		if !d.foreign {
			for _, k := range d.keys() {
				names[k] = c.nb.held[k]
			}
		}
	}
	for _, v := range c.withGlobals(level) {
		names[v.name] = c.nb.held[v.name]
	}
	for key := range c.without {
		key = strings.Replace(key, ".", "~", 1)
		names[key] = c.nb.held[key]
	}
	return slices.DeleteFunc(sortedKeys(names), func(n string) bool { return !names[n] })
}

// own are the declarations that Fathom writes itself.
func own(decls []*decl) []*decl {
	return slices.DeleteFunc(slices.Clone(decls), func(d *decl) bool { return d.foreign })
}

// fragmentHead makes a file of declarations.
const fragmentHead = "package main\n"

func parseFragment(fset *token.FileSet, src string) (*ast.File, error) {
	return parser.ParseFile(fset, "", fragmentHead+src, parser.SkipObjectResolution)
}
