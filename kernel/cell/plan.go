package cell

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"
)

// plan decides what becomes of the cell's variables and of its last
// expression, as edits of its text.
func (c *compiler) plan() *Trouble {
	c.scope = c.reach()
	c.globals()
	c.functions()
	for _, t := range c.tops {
		if !t.fn && t.why == "" {
			t.keep, t.why = newVariable(t.name, t.object.Type(), c.src.cell)
		}
	}
	c.functionsStand()
	for _, t := range c.tops {
		if t.keep != nil && !t.fn {
			line, _ := c.src.place(t.item.start)
			c.edits = append(c.edits, edit{at: t.item.end,
				text: fmt.Sprintf("; %s.Track(%q, %d, &%s)", liveName, t.name, line, t.name)})
		}
	}
	c.showLast()
	c.endlessLoops()
	c.exits()
	c.startFunctions()
	return nil
}

// endlessLoops puts a call into loops that nothing ends and that call nothing:
// the compiler gives the jump of such a loop no line, and an interrupt could
// not say where the cell was. They do nothing that a call would slow down.
func (c *compiler) endlessLoops() {
	ast.Inspect(c.raw.files[cellFile], func(n ast.Node) bool {
		if f, ok := n.(*ast.ForStmt); ok && f.Cond == nil && endless(f.Body) {
			c.edits = append(c.edits, edit{at: c.at(c.raw, f.Body.Lbrace) + 1, text: " " + spin.name + ".Gosched();"})
		}
		return true
	})
}

func endless(body *ast.BlockStmt) bool {
	ends := false
	ast.Inspect(body, func(n ast.Node) bool {
		switch n.(type) {
		case *ast.BranchStmt, *ast.ReturnStmt, *ast.CallExpr:
			ends = true
		}
		return !ends
	})
	return !ends
}

// spin is the package of that call.
var spin = imported{alias("runtime"), "runtime"}

// withSpin adds the import of that call to those of a text that has one.
func withSpin(imports []imported, text string) []imported {
	if strings.Contains(text, " "+spin.name+".Gosched();") {
		return append(slices.Clone(imports), spin)
	}
	return imports
}

// reach is what of the notebook the cell really uses.
func (c *compiler) reach() scope {
	var names []string
	for _, n := range c.raw.files[cellFile].Decls {
		names = append(names, c.uses(c.raw, n)...)
	}
	for _, t := range c.tops { // the types of variables, named or not
		if v, _ := newVariable(t.name, t.object.Type(), c.src.cell); v != nil {
			names = append(names, v.deps...)
		}
	}
	used := map[string]bool{}
	for _, n := range names {
		if c.top(n) == nil || c.raw.outer(n) != nil && c.usesOld(n) {
			used[n] = true
		}
	}
	return c.nb.closureWithout(sortedKeys(used), false, c.hidden)
}

// usesOld tells whether the cell names the notebook's x although it has an x
// of its own.
func (c *compiler) usesOld(name string) bool {
	old := c.raw.outer(name)
	for id, o := range c.raw.info.Uses {
		if o == old && c.raw.in(id.Pos()) == cellFile {
			return true
		}
	}
	return false
}

// globals finds the variables of the cell that functions use, this cell's or
// earlier ones: they must be declared where functions see them.
func (c *compiler) globals() {
	wanted := map[string]bool{}
	for _, e := range c.raw.errors {
		if c.waits(e) {
			wanted[e.Msg[len("undefined: "):]] = true
		}
	}
	declared := map[string]bool{}
	for _, d := range c.scope.decls {
		for _, n := range d.names {
			declared[n] = true
		}
		for _, r := range d.refs {
			wanted[r] = true
		}
	}
	for _, t := range c.tops {
		if wanted[t.name] && !declared[t.name] && !c.declares(t.name) {
			c.makeGlobal(t)
		}
	}
}

// makeGlobal turns the declaration of t, and of what is declared with it, into
// an assignment.
func (c *compiler) makeGlobal(t *top) {
	if t.global {
		return
	}
	var together []*top
	for _, other := range c.tops {
		if other.stmt == t.stmt {
			together = append(together, other)
		}
	}
	for _, o := range together {
		v, why := describe(o.name, o.object.Type(), c.src.cell)
		old := c.scope.variable(o.name)
		if why != "" || types.Universe.Lookup(o.name) != nil || old != nil && c.usesOld(o.name) && old.typ != v.typ {
			return
		}
	}
	for _, o := range together {
		o.global = true
	}
	switch s := unlabelled(t.stmt).(type) {
	case *ast.AssignStmt:
		c.edits = append(c.edits, edit{at: c.at(c.raw, s.TokPos), del: 2, text: " ="})
	case *ast.DeclStmt:
		c.assignSpecs(s)
	}
}

// assignSpecs turns `var x T = v` into `x = v`. A variable without a value has
// its zero already.
func (c *compiler) assignSpecs(s *ast.DeclStmt) {
	start, end := c.at(c.raw, s.Pos()), c.at(c.raw, s.End())
	at := start
	cut := func(to int) {
		if to > at {
			c.edits = append(c.edits, edit{at: at, del: to - at, text: " "})
		}
		at = to
	}
	for _, spec := range s.Decl.(*ast.GenDecl).Specs {
		spec := spec.(*ast.ValueSpec)
		if len(spec.Values) == 0 {
			continue
		}
		names := c.at(c.raw, spec.Names[0].Pos())
		cut(names)
		at = c.at(c.raw, spec.Names[len(spec.Names)-1].End())
		values := c.at(c.raw, spec.Values[0].Pos())
		c.edits = append(c.edits, edit{at: at, del: values - at, text: " = "})
		at = c.at(c.raw, spec.Values[len(spec.Values)-1].End())
		c.edits = append(c.edits, edit{at: at, text: ";"})
	}
	cut(end)
}

// writes counts how often each object is written or has its address taken
// outside its declaration.
func writes(ch *checked, file *ast.File) map[types.Object]int {
	n := map[types.Object]int{}
	count := func(e ast.Expr) {
		if id, ok := ast.Unparen(e).(*ast.Ident); ok {
			if o := ch.info.Uses[id]; o != nil {
				n[o]++
			}
		}
	}
	ast.Inspect(file, func(node ast.Node) bool {
		switch s := node.(type) {
		case *ast.AssignStmt:
			for _, l := range s.Lhs {
				count(l)
			}
		case *ast.RangeStmt:
			if s.Tok == token.ASSIGN {
				count(s.Key)
				count(s.Value)
			}
		case *ast.UnaryExpr:
			if s.Op == token.AND {
				count(s.X)
			}
		}
		return true
	})
	return n
}
