package cell

import (
	"go/ast"
	"go/token"
	"go/types"
)

// top is a variable that the cell declares at its top level.
type top struct {
	name   string
	object types.Object
	stmt   ast.Stmt // that declares it
	item   item
	global bool      // declared at package level, because functions use it
	keep   *variable // how it lives on
	why    string    // why it does not
	fn     bool      // it lives on as a declaration
}

// body gives the statements of the cell in a file made by assemble.
func body(file *ast.File) []ast.Stmt {
	f := bodyFunc(file)
	if f == nil {
		return nil
	}
	list := f.Body.List
	if n := len(list); n > 0 && isInside(list[0]) {
		return list[n-1].(*ast.BlockStmt).List
	}
	return list
}

func bodyFunc(file *ast.File) *ast.FuncDecl {
	for i := len(file.Decls) - 1; i >= 0; i-- {
		if f, ok := file.Decls[i].(*ast.FuncDecl); ok && f.Name.Name == bodyName {
			return f
		}
	}
	return nil
}

// isInside recognises the first statement of what declareInside writes.
func isInside(s ast.Stmt) bool {
	d, ok := s.(*ast.DeclStmt)
	if !ok {
		return false
	}
	names := declaredNames(d.Decl)
	return len(names) == 1 && names[0] == insideName
}

// unlabelled strips the labels of a statement.
func unlabelled(s ast.Stmt) ast.Stmt {
	for {
		l, ok := s.(*ast.LabeledStmt)
		if !ok {
			return s
		}
		s = l.Stmt
	}
}

// newNames lists the names that a statement may declare in its own block.
func newNames(s ast.Stmt) []*ast.Ident {
	var names []*ast.Ident
	switch s := unlabelled(s).(type) {
	case *ast.AssignStmt:
		if s.Tok == token.DEFINE {
			for _, l := range s.Lhs {
				if id, ok := l.(*ast.Ident); ok {
					names = append(names, id)
				}
			}
		}
	case *ast.DeclStmt:
		if g, ok := s.Decl.(*ast.GenDecl); ok && g.Tok == token.VAR {
			for _, spec := range g.Specs {
				names = append(names, spec.(*ast.ValueSpec).Names...)
			}
		}
	}
	return names
}

// definesAtTop tells whether a top-level statement of the cell declares name.
func (c *compiler) definesAtTop(name string) bool {
	for _, s := range body(c.file) {
		for _, id := range newNames(s) {
			if id.Name == name {
				return true
			}
		}
	}
	return false
}

// findTops lists the variables of the cell's top level with their types.
func (c *compiler) findTops() {
	c.tops = nil
	for _, s := range body(c.raw.files[cellFile]) {
		for _, id := range newNames(s) {
			o := c.raw.info.Defs[id]
			if o == nil || id.Name == "_" {
				continue
			}
			c.tops = append(c.tops, &top{name: id.Name, object: o, stmt: s, item: c.itemAt(c.at(c.raw, s.Pos()))})
		}
	}
}

func (c *compiler) top(name string) *top {
	for _, t := range c.tops {
		if t.name == name {
			return t
		}
	}
	return nil
}

// at gives the offset in the cell of a position in one of its files, or -1.
func (c *compiler) at(ch *checked, pos token.Pos) int {
	return c.offsetOf(ch.fset, pos)
}

func (c *compiler) offsetOf(fset *token.FileSet, pos token.Pos) int {
	p := fset.Position(pos)
	if p.Filename != c.src.file() {
		return -1
	}
	return c.src.offset(p.Line, p.Column)
}

func (c *compiler) itemAt(off int) item {
	for _, it := range c.items {
		if off >= it.start && off <= it.end {
			return it
		}
	}
	return item{}
}

// uses lists the names of the package's own level, and of the cell's top
// level, that a part of the cell uses.
func (c *compiler) uses(ch *checked, n ast.Node) []string {
	seen := map[string]bool{}
	ast.Inspect(n, func(n ast.Node) bool {
		if id, ok := n.(*ast.Ident); ok {
			if o := ch.info.Uses[id]; o != nil && (ch.isOuter(o) || c.isTop(o)) {
				seen[o.Name()] = true
			}
		}
		return true
	})
	return sortedKeys(seen)
}

// isOuter tells whether an object is the notebook's: of the package's level, or
// one of the variables that stand in the function before the cell's block.
func (ch *checked) isOuter(o types.Object) bool {
	return o.Pkg() == ch.pkg && o.Parent() != nil && (o.Parent() == ch.pkg.Scope() || o.Parent() == ch.insideScope())
}

// outer finds the notebook's object of a name.
func (ch *checked) outer(name string) types.Object {
	if s := ch.insideScope(); s != nil && s.Lookup(name) != nil {
		return s.Lookup(name)
	}
	return ch.pkg.Scope().Lookup(name)
}

func (ch *checked) insideScope() *types.Scope {
	f := bodyFunc(ch.files[cellFile])
	if f == nil || len(f.Body.List) == 0 || !isInside(f.Body.List[0]) {
		return nil
	}
	return ch.info.Scopes[f.Type]
}

func (c *compiler) isTop(o types.Object) bool {
	for _, t := range c.tops {
		if t.object == o {
			return true
		}
	}
	return false
}

// usedImports lists those of the candidates that a part of the cell uses.
// Blank imports are there for what they do, so they are always used.
func (c *compiler) usedImports(ch *checked, nodes ...ast.Node) []imported {
	named, dotted := map[string]bool{}, map[string]bool{}
	for _, n := range nodes {
		members := map[*ast.Ident]bool{}
		ast.Inspect(n, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.SelectorExpr:
				members[n.Sel] = true
			case *ast.Ident:
				o := ch.info.Uses[n]
				if p, ok := o.(*types.PkgName); ok {
					named[p.Name()] = true
				} else if o != nil && o.Pkg() != nil && !members[n] {
					dotted[o.Pkg().Path()] = true
				}
			}
			return true
		})
	}
	var out []imported
	for _, im := range c.imports {
		if im.name == "_" || im.name == "." && dotted[im.path] || named[im.name] {
			out = append(out, im)
		}
	}
	return out
}
