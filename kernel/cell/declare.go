package cell

import (
	"fmt"
	"slices"
	"sort"
	"strings"
)

// decl is a declaration that stays for later cells.
type decl struct {
	names   []string // what it declares; more than one for a group of constants
	recv    string   // of a method: its type
	method  string
	cell    int
	src     string     // Go text with //line directives
	doc     string     // the comment above it
	imports []imported // that it uses
	refs    []string   // names of the package level that it uses
	isType  bool
	shape   string // of a type: its text, to see whether a redefinition changes it
	isValue bool   // a func kept in a variable: it was made when the cell ran
	starts  bool   // a func init_x: it runs at the start of every cell
	once    bool   // func init: of plain cells it belongs to its own program only
	tuple   bool   // of GoNB's: variables that one call gives, which it keeps all or none
	foreign bool   // of a cell that GoNB ran: it stands in GoNB's main.go
}

// key tells declarations apart that may stand side by side.
func (d *decl) key() string {
	if d.recv != "" {
		return d.recv + "." + d.method
	}
	return strings.Join(d.names, ",")
}

func (d *decl) has(name string) bool {
	for _, n := range d.names {
		if n == name {
			return true
		}
	}
	return false
}

// replaces tells whether d takes variables away.
func (d *decl) replaces(dropped map[string]string) bool {
	return d.isValue || d.isType && len(dropped) > 0
}

// find gives the declaration of a name, or nil.
func (nb *Notebook) find(name string) *decl {
	for _, d := range nb.decls {
		if d.has(name) {
			return d
		}
	}
	return nil
}

// declare adds d; what had its names before is replaced.
func (nb *Notebook) declare(d *decl) {
	if d.once {
		if d.has("init") {
			nb.keepInit(d)
		}
		return
	}
	if d.recv != "" {
		nb.remove(func(old *decl) bool { return old.key() == d.key() })
	}
	for _, name := range d.names {
		if old := nb.find(name); old != nil && old.isType && !d.isType {
			nb.remove(func(m *decl) bool { return m.recv == name })
		}
		nb.undeclare(name)
		nb.forget(name, "")
	}
	nb.decls = append(nb.decls, d)
}

// undeclare takes a name out of the declarations. In a group of constants it
// becomes a blank, so that iota goes on counting.
func (nb *Notebook) undeclare(name string) {
	nb.remove(func(d *decl) bool { return (len(d.names) == 1 || d.tuple) && d.has(name) })
	if d := nb.find(name); d != nil {
		nb.remove(func(old *decl) bool { return old == d })
		nb.decls = append(nb.decls, d.without(func(n string) bool { return n == name }))
	}
}

// without is a group of constants with blanks for what is hidden.
func (d *decl) without(hidden func(string) bool) *decl {
	if len(d.names) < 2 || hidden == nil {
		return d
	}
	blanked := *d
	blanked.names = nil
	for _, n := range d.names {
		if hidden(n) {
			blanked.src = blankName(blanked.src, n)
		} else {
			blanked.names = append(blanked.names, n)
		}
	}
	return &blanked
}

func (nb *Notebook) remove(out func(*decl) bool) {
	var kept []*decl
	for _, d := range nb.decls {
		if !out(d) {
			kept = append(kept, d)
		}
	}
	nb.decls = kept
}

// scope is the part of a notebook that a cell can reach.
type scope struct {
	decls []*decl
	vars  []*variable
}

func (s scope) variable(name string) *variable {
	for _, v := range s.vars {
		if v.name == name {
			return v
		}
	}
	return nil
}

// closure finds what names need: their declarations, all methods of types
// among them, variables, and what these need in turn. Programs stay thin by it.
// With all, it is every declaration that stands without variables.
func (nb *Notebook) closure(names []string, all bool) scope {
	return nb.closureWithout(names, all, nil)
}

func (nb *Notebook) closureWithout(names []string, all bool, hidden func(key string) bool) scope {
	var s scope
	seen := map[string]bool{}
	included := map[*decl]bool{}
	var need func(name string)
	include := func(d *decl) {
		if included[d] || d.once || hidden != nil && hidden(d.key()) {
			return
		}
		included[d] = true
		for _, r := range d.refs {
			need(r)
		}
	}
	need = func(name string) {
		if seen[name] {
			return
		}
		seen[name] = true
		for _, d := range nb.decls {
			if d.has(name) && !(hidden != nil && hidden(name)) || d.recv == name {
				include(d)
			}
		}
		if v := nb.vars[name]; v != nil && !(hidden != nil && hidden(name)) {
			s.vars = append(s.vars, v)
			for _, dep := range v.deps {
				need(dep)
			}
			for _, other := range nb.vars { // what shares its memory comes along
				if other.file == v.file {
					need(other.name)
				}
			}
		}
	}
	for _, name := range names {
		need(name)
	}
	for _, d := range nb.decls {
		if all && !nb.needsVariables(d) || d.starts || d.foreign && !(hidden != nil && slices.ContainsFunc(d.names, hidden)) {
			include(d) // what stands in main.go is there whether it is named or not
		}
	}
	for _, d := range nb.decls { // in the order of the notebook
		if included[d] {
			s.decls = append(s.decls, d.without(hidden))
		}
	}
	sort.Slice(s.vars, func(i, j int) bool { return s.vars[i].name < s.vars[j].name })
	return s
}

func (nb *Notebook) needsVariables(d *decl) bool {
	names := append([]string(nil), d.refs...)
	names = append(names, d.names...)
	return len(nb.closure(names, false).vars) > 0
}

// emitDecls writes one file for each declaration: each has its own imports.
func (nb *Notebook) emitDecls(files map[string][]byte, decls []*decl) {
	for i, d := range decls {
		files[declFile(i)] = []byte("package main\n\n" + importBlock(d.imports) + d.src)
	}
	emitExits(files)
}

func declFile(i int) string { return fmt.Sprintf("fathom_decl%04d.go", i) }

func importBlock(imports []imported) string {
	var b strings.Builder
	for _, im := range imports {
		fmt.Fprintf(&b, "import %s %q\n", im.name, im.path)
	}
	return b.String()
}
