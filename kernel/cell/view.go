package cell

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"maps"
	"slices"
	"sort"
)

// View is a notebook as it stood at one moment, for who looks at it while
// cells run: completion, documentation, lists of variables. It never changes.
type View struct {
	// Vars are the variables that later cells have, by name.
	Vars []ViewVar
	// Decls are what cells declared, in the notebook's order.
	Decls []ViewDecl

	packages *packages
	imports  []imported
	files    map[string][]byte
}

// ViewVar is a variable of an earlier cell.
type ViewVar struct {
	Name string
	Type string // as a person writes it
	Cell int
	File string // that holds its value, below the session's directory of values
}

// ViewDecl is a declaration of an earlier cell.
type ViewDecl struct {
	Name string // Type.Method for a method
	Kind string // "func", "type", "const" or "var"
	Cell int
}

// View takes a look at the notebook.
func (nb *Notebook) View() *View {
	v := &View{packages: nb.packages, imports: slices.Clone(nb.imports), files: map[string][]byte{}}
	nb.emitDecls(v.files, documented(nb.decls))
	for _, d := range nb.decls {
		for _, name := range d.viewNames() {
			v.Decls = append(v.Decls, ViewDecl{Name: name, Kind: d.kind(), Cell: d.cell})
		}
	}
	for _, name := range sortedKeys(nb.vars) {
		x := nb.vars[name]
		v.Vars = append(v.Vars, ViewVar{Name: name, Type: x.shown, Cell: x.cell, File: x.file})
		v.files[fmt.Sprintf("fathom_var_%s.go", name)] = fmt.Appendf(nil, "package main\n\n%s\nvar %s %s\n", importBlock(x.imports), name, x.typ)
	}
	return v
}

// documented puts the comments above declarations where they were; programs do
// without them.
func documented(decls []*decl) []*decl {
	out := slices.Clone(decls)
	for i, d := range out {
		if d.doc != "" {
			with := *d
			with.src = d.doc + d.src
			out[i] = &with
		}
	}
	return out
}

func (d *decl) viewNames() []string {
	if d.recv != "" {
		return []string{d.recv + "." + d.method}
	}
	return d.names
}

func (d *decl) kind() string {
	switch {
	case d.isType:
		return "type"
	case d.isValue || d.recv != "":
		return "func"
	}
	file, err := parseFragment(token.NewFileSet(), d.src)
	if err != nil || len(file.Decls) == 0 {
		return "func"
	}
	if g, ok := file.Decls[0].(*ast.GenDecl); ok {
		return g.Tok.String()
	}
	return "func"
}

// Files are the notebook's declarations and variables as Go files of one
// package main. Some may not compile: what they stood on may be gone.
func (v *View) Files() map[string][]byte { return maps.Clone(v.files) }

// Import is a package and the name that a cell knows it by.
type Import struct{ Name, Path string }

// Imports finds the packages that a cell may mean, as compiling it would:
// those that it imports itself, those that earlier cells did, and those of the
// names that stand before a dot, with what is taken from each.
func (v *View) Imports(own []Import, members map[string][]string) []Import {
	out := slices.Clone(own)
	have := map[string]bool{}
	for _, im := range own {
		have[im.Name] = true
	}
	for i := len(v.imports) - 1; i >= 0; i-- {
		im := v.imports[i]
		if im.name != "_" && !have[im.name] && !v.has(im.name) {
			out = append(out, Import{im.name, im.path})
			have[im.name] = im.name != "."
		}
	}
	for _, name := range sortedKeys(members) {
		if have[name] || v.has(name) {
			continue
		}
		if path, ok := v.packages.find(name, members[name]); ok {
			out = append(out, Import{name, path})
		}
	}
	return out
}

// has tells whether a variable or declaration has the name.
func (v *View) has(name string) bool {
	return slices.ContainsFunc(v.Vars, func(x ViewVar) bool { return x.Name == name }) ||
		slices.ContainsFunc(v.Decls, func(d ViewDecl) bool { return d.Name == name })
}

// Packages lists the names of packages that cells need not import.
func (v *View) Packages() []string {
	names := v.packages.names()
	sort.Strings(names)
	return names
}

// Paths lists the import paths that are known without asking the go command.
func (v *View) Paths() []string {
	var out []string
	for _, paths := range v.packages.byName {
		out = append(out, paths...)
	}
	sort.Strings(out)
	return slices.Compact(out)
}

// Package gives the package of a path.
func (v *View) Package(path string) (*types.Package, error) {
	return importerFunc(v.packages.env.Import).Import(path)
}
