package cell

import (
	"fmt"
	"go/ast"
	"slices"
	"strings"
)

// Functions named init and init_x run before the first line of a program, in
// the order of their names, as in GoNB: from one func init in a file of its own,
// which comes after the files that give funcs of earlier cells their values.
// An init_x runs before every cell from now on. A plain cell's init runs in its
// own cell, for what it left lives on and needs no second start; GoNB's own
// cells, which keep nothing, have the latest.
const (
	startFile = "fathom_start.go"
	startName = "fathomInit" // begins what init is called in a program
)

// startFunctions gives the cell's inits names by which they can be called.
func (c *compiler) startFunctions() {
	n := 0
	for _, d := range c.raw.files[cellFile].Decls {
		if f, ok := d.(*ast.FuncDecl); ok && f.Recv == nil && f.Name.Name == "init" {
			n++
			c.edits = append(c.edits, edit{at: c.at(c.raw, f.Name.Pos()), del: len("init"), text: fmt.Sprint(startName, n)})
		}
	}
}

// isInit tells whether a function is an init, called whatever it is.
func isInit(name string) bool { return name == "init" || strings.HasPrefix(name, startName) }

func starts(f *ast.FuncDecl) bool {
	return f.Recv == nil && strings.HasPrefix(f.Name.Name, "init_") && f.Type.TypeParams == nil &&
		f.Type.Params.NumFields() == 0 && f.Type.Results.NumFields() == 0
}

// started lists what runs before the cell's first line.
func (c *compiler) started() []string {
	inits := 0
	names := startsOf(c.scope.decls)
	for _, d := range c.raw.files[cellFile].Decls {
		if f, ok := d.(*ast.FuncDecl); ok && f.Recv == nil {
			if f.Name.Name == "init" {
				inits++
				names = append(names, fmt.Sprint(startName, inits))
			} else if starts(f) {
				names = append(names, f.Name.Name)
			}
		}
	}
	return names
}

// startsOf lists the functions among declarations that run before every cell.
func startsOf(decls []*decl) []string {
	var names []string
	for _, d := range own(decls) {
		if d.starts {
			names = append(names, d.names[0])
		}
	}
	return names
}

// emitStart writes the file that calls them; inits are first by their name.
func emitStart(files map[string][]byte, names []string) {
	if len(names) == 0 {
		return
	}
	slices.Sort(names)
	files[startFile] = []byte("package main\n\nfunc init() {\n\t" + strings.Join(names, "()\n\t") + "()\n}\n")
}

// keepInit keeps a plain cell's init for cells of GoNB's own; one that such a
// cell declares stands in GoNB's main.go.
func (nb *Notebook) keepInit(d *decl) {
	nb.inits = slices.DeleteFunc(nb.inits, func(old *decl) bool { return d.foreign || old.cell != d.cell })
	if !d.foreign {
		nb.inits = append(nb.inits, d)
	}
}

// initsBeside gives the inits that run in a cell of GoNB's own which declares
// these: they need no variables.
func (nb *Notebook) initsBeside(foreign []*decl) (inits []*decl, names []string) {
	if slices.ContainsFunc(foreign, func(d *decl) bool { return d.once }) {
		return nil, nil
	}
	for i, d := range nb.inits {
		if !nb.needsVariables(d) {
			inits, names = append(inits, d), append(names, fmt.Sprint(startName, i+1))
		}
	}
	return inits, names
}
