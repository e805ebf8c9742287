package cell

import (
	"fmt"
	"go/ast"
	"go/types"
	"slices"
	"strings"
)

// liveName is how generated code calls package live.
const liveName = "fathomlive"

const runFile = "fathom_run.go"

// varsText declares variables at package level, one a line.
func (c *compiler) varsText(vars []*variable) string {
	var b strings.Builder
	b.WriteString("package main\n\n")
	seen := map[string]bool{}
	for _, v := range vars {
		for _, im := range v.imports {
			if !seen[im.path] {
				b.WriteString(importBlock([]imported{im}))
			}
			seen[im.path] = true
		}
	}
	for i, v := range vars {
		fmt.Fprintf(&b, "//line %s:%d\nvar %s %s\n", varsFile, i+1, v.name, v.typ)
	}
	return b.String()
}

func varAt(vars []*variable, line int) *variable {
	if line >= 1 && line <= len(vars) {
		return vars[line-1]
	}
	return nil
}

// emit writes the files of the program.
func (c *compiler) emit() map[string][]byte {
	files := map[string][]byte{}
	c.nb.emitDecls(files, own(c.scope.decls))
	level, inside := c.placeVariables()
	if vars := c.withGlobals(level); len(vars) > 0 {
		files[varsFile] = []byte(c.varsText(vars))
	}
	var nodes []ast.Node
	for _, d := range c.raw.files[cellFile].Decls {
		nodes = append(nodes, d)
	}
	imports := c.usedImports(c.raw, nodes...)
	imports, head, tail := declareInside(imports, inside, c.load)
	imports = withSpin(imports, c.assemble(imports, c.edits, head, tail))
	text := c.assemble(imports, c.edits, head, tail)
	if strings.Contains(text, liveName+".") {
		text = c.assemble(append(imports, c.live()), c.edits, head, tail)
	}
	files[cellFile] = []byte(text)
	emitExits(files)
	files[runFile] = []byte(c.runText(level, files[exitsFile] != nil))
	emitStart(files, c.started())
	return files
}

// declareInside declares variables at the start of the cell's function, and
// opens a block in which the cell may declare their names anew.
func declareInside(imports []imported, vars []*variable, load func(*variable) string) (_ []imported, head, tail string) {
	if len(vars) == 0 {
		return imports, "", ""
	}
	all := append([]imported(nil), imports...)
	for _, v := range vars {
		for _, im := range v.imports {
			if !slices.Contains(all, im) {
				all = append(all, im)
			}
		}
		head += fmt.Sprintf("var %s %s; _ = %s\n%s\n", v.name, v.typ, v.name, load(v))
	}
	return all, "const " + insideName + " = 0\n" + head + "{\n", "}\n"
}

func (c *compiler) live() imported {
	return imported{liveName, c.nb.env.Module + "/kernel/cell/live"}
}

// runText is the function that GoNB's stub calls.
func (c *compiler) runText(loads []*variable, exits bool) string {
	var b strings.Builder
	errors, imports := errorTypesText(c.errorTypes())
	b.WriteString("package main\n\n" + importBlock(append(imports, c.live())))
	fmt.Fprintf(&b, "func %s() {\n%s", runName, errors)
	if c.final != nil && !c.final.usesTimers(c.nb.env.Module) {
		b.WriteString(liveName + ".Watch()\n")
	}
	if exits {
		fmt.Fprintf(&b, "%s = %s.Exits\n", exitsName, liveName)
	}
	if len(c.nb.stale) > 0 {
		fmt.Fprintf(&b, "%s.Remove(", liveName)
		for _, f := range c.nb.stale {
			fmt.Fprintf(&b, "%q, ", f)
		}
		b.WriteString(")\n")
	}
	for _, note := range c.notes {
		fmt.Fprintf(&b, "%s.Note(%q)\n", liveName, note)
	}
	for _, v := range loads {
		b.WriteString(c.load(v) + "\n")
	}
	fmt.Fprintf(&b, "%s()\n%s.End()\n}\n", bodyName, liveName)
	return b.String()
}

// load has a variable filled, with those that share its file.
func (c *compiler) load(v *variable) string {
	of := 0
	for _, o := range c.scope.vars {
		if o.file == v.file {
			of++
		}
	}
	return fmt.Sprintf("%s.Load(%q, &%s, %q, %d)", liveName, v.name, v.name, v.file, of)
}

// placeVariables tells which of the notebook's variables stand at package
// level, where functions see them, and which must stand inside the cell's
// function, because there their name means something else to another file: a
// builtin, or a package.
func (c *compiler) placeVariables() (level, inside []*variable) {
	taken := map[string]bool{}
	for _, d := range c.scope.decls {
		for _, im := range d.imports {
			taken[im.name] = true
		}
	}
	for _, v := range c.scope.vars {
		if taken[v.name] || types.Universe.Lookup(v.name) != nil {
			inside = append(inside, v)
		} else {
			level = append(level, v)
		}
	}
	return level, inside
}

// withGlobals adds the cell's own variables that functions use.
func (c *compiler) withGlobals(vars []*variable) []*variable {
	out := append([]*variable(nil), vars...)
	for _, t := range c.tops {
		if !t.global {
			continue
		}
		v, _ := describe(t.name, t.object.Type(), c.src.cell)
		replaced := false
		for i := range out {
			if out[i].name == t.name {
				out[i], replaced = v, true
			}
		}
		if !replaced {
			out = append(out, v)
		}
	}
	return out
}
