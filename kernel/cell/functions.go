package cell

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
)

// function is a func literal, or a dsl.Func of one, that the cell gives to a
// variable of its top level, or to one of an earlier cell: it lives on as a
// declaration.
type function struct {
	name    string
	literal ast.Expr
	typ     types.Type
	object  types.Object
	decl    *decl
}

// functions finds the func literals that live on, and says of other funcs why
// they do not.
func (c *compiler) functions() {
	given := map[types.Object]int{}
	last := map[types.Object]ast.Expr{}
	var order []types.Object
	give := func(id *ast.Ident, e ast.Expr) {
		o := c.raw.info.Uses[id]
		if o == nil {
			o = c.raw.info.Defs[id]
		} else if c.writtenOut(e) {
			given[o]++
		}
		if o != nil && c.writtenOut(e) {
			if last[o] == nil {
				order = append(order, o)
			}
			last[o] = e
		}
	}
	for _, s := range body(c.raw.files[cellFile]) {
		eachValue(unlabelled(s), give)
	}
	written := writes(c.raw, c.raw.files[cellFile])
	for _, o := range order {
		lit := last[o]
		if written[o] > given[o] || !isFunc(o.Type()) && !c.holdsFunc(o.Type()) {
			continue // it may hold another func when the cell ends
		}
		c.literals = append(c.literals, function{name: o.Name(), literal: lit, typ: o.Type(), object: o})
		if t := c.top(o.Name()); t != nil && t.object == o {
			t.fn = true
		}
	}
	c.lost = map[string]string{}
	for o, n := range written {
		if d := c.nb.find(o.Name()); d != nil && d.isValue && c.raw.isOuter(o) && (last[o] == nil || n > given[o]) {
			c.lost[o.Name()] = fmt.Sprintf("%s is a func that was not written out where it was assigned", o.Name())
		}
	}
}

func isFunc(t types.Type) bool {
	_, ok := t.Underlying().(*types.Signature)
	return ok
}

// writtenOut tells whether an expression can stand as a declaration, and be
// evaluated anew in each cell: a func literal, or a call of dsl.Func whose
// arguments are such, declared functions or constants.
func (c *compiler) writtenOut(e ast.Expr) bool {
	if _, ok := e.(*ast.FuncLit); ok {
		return true
	}
	call, ok := e.(*ast.CallExpr)
	if !ok || !c.holdsFunc(c.raw.info.TypeOf(call)) {
		return false
	}
	callee, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
	if !ok || callee.Sel.Name != "Func" {
		return false
	}
	for _, arg := range call.Args {
		arg = ast.Unparen(arg)
		_, literal := arg.(*ast.FuncLit)
		id, named := arg.(*ast.Ident)
		if named {
			_, named = c.raw.info.Uses[id].(*types.Func)
		}
		if !literal && !named && c.raw.info.Types[arg].Value == nil {
			return false
		}
	}
	return true
}

// holdsFunc tells whether t is what dsl.Func gives: a value with a func in it,
// which cannot be carried, but means the same wherever it is written.
func (c *compiler) holdsFunc(t types.Type) bool {
	n, ok := t.(*types.Named)
	return ok && n.Obj().Name() == "Function" && n.Obj().Pkg() != nil && n.Obj().Pkg().Path() == c.nb.env.Module+"/dsl"
}

// eachValue calls give for each name that a statement gives a value of its own.
func eachValue(s ast.Stmt, give func(*ast.Ident, ast.Expr)) {
	switch s := s.(type) {
	case *ast.AssignStmt:
		if len(s.Lhs) != len(s.Rhs) || s.Tok != token.DEFINE && s.Tok != token.ASSIGN {
			return
		}
		for i, l := range s.Lhs {
			if id, ok := l.(*ast.Ident); ok {
				give(id, ast.Unparen(s.Rhs[i]))
			}
		}
	case *ast.DeclStmt:
		g, ok := s.Decl.(*ast.GenDecl)
		if !ok || g.Tok != token.VAR {
			return
		}
		for _, spec := range g.Specs {
			v := spec.(*ast.ValueSpec)
			for i, id := range v.Names {
				if len(v.Values) == len(v.Names) {
					give(id, ast.Unparen(v.Values[i]))
				}
			}
		}
	}
}

// functionsStand keeps those literals whose captured variables live on too: in
// later cells a function reads and writes the notebook's variables, as it did
// in the cell that made it.
func (c *compiler) functionsStand() {
	for again := true; again; {
		again = false
		for i, f := range c.literals {
			why := c.capturesLost(f)
			if why == "" {
				continue
			}
			c.lost[f.name] = why
			if t := c.top(f.name); t != nil && t.object == f.object {
				t.fn, t.why = false, why
			}
			c.literals = append(c.literals[:i:i], c.literals[i+1:]...)
			again = true
			break
		}
	}
}

func (c *compiler) capturesLost(f function) string {
	if _, why := describe(f.name, f.typ, c.src.cell); why != "" {
		return why
	}
	for _, name := range c.uses(c.raw, f.literal) {
		if t := c.top(name); t != nil && t.why != "" && t.name != f.name {
			return fmt.Sprintf("%s uses %s, and %s", f.name, name, t.why)
		}
	}
	return ""
}

// functionDecl writes a literal as a declaration. It is assigned in an init,
// since a variable whose initialiser uses the variable itself is a cycle.
func (c *compiler) functionDecl(f function) *decl {
	v, _ := describe(f.name, f.typ, c.src.cell)
	start, end := c.at(c.raw, f.literal.Pos()), c.at(c.raw, f.literal.End())
	d := &decl{names: []string{f.name}, cell: c.src.cell, isValue: true}
	d.src = fmt.Sprintf("var %s %s\n\nfunc init() { %s = %s%s\n}\n", f.name, v.typ, f.name,
		c.src.inline(start), render(c.src, start, end, before(c.edits, end)))
	d.imports = withSpin(append(c.usedImports(c.raw, f.literal), v.imports...), d.src)
	for _, name := range append(c.uses(c.raw, f.literal), v.deps...) {
		if name != f.name {
			d.refs = append(d.refs, name)
		}
	}
	return d
}
