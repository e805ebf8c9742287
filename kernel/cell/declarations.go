package cell

import (
	"go/ast"
	"go/token"
	"strings"
)

// declarations lists what the cell declares for later ones. Before the final
// check it knows neither imports nor references.
func (c *compiler) declarations() []*decl {
	ch, file, fset := c.final, c.file, c.fset
	if ch != nil {
		file, fset = ch.files[cellFile], ch.fset
	}
	var out []*decl
	for _, n := range file.Decls {
		at := c.offsetOf(fset, n.Pos())
		if at < 0 {
			continue
		}
		switch n := n.(type) {
		case *ast.FuncDecl:
			if n.Name.Name == bodyName {
				continue
			}
			d := c.declaration(ch, fset, "", n, n)
			if n.Recv != nil {
				d.recv, d.method = receiver(n), n.Name.Name
			} else {
				d.names = []string{n.Name.Name}
				if isInit(n.Name.Name) {
					d.names = []string{"init"}
				}
				d.starts = starts(n)
				d.once = d.names[0] == "init" || d.names[0] == "_"
			}
			out = append(out, d)
		case *ast.GenDecl:
			out = append(out, c.group(ch, fset, n)...)
		}
	}
	return out
}

// group takes a group of types apart; constants stay together for their iota.
func (c *compiler) group(ch *checked, fset *token.FileSet, g *ast.GenDecl) []*decl {
	switch g.Tok {
	case token.CONST:
		d := c.declaration(ch, fset, "", g, g)
		d.names = declaredNames(g)
		return []*decl{d}
	case token.TYPE:
		var out []*decl
		for _, s := range g.Specs {
			d := c.declaration(ch, fset, "type ", s, s)
			d.names = []string{s.(*ast.TypeSpec).Name.Name}
			d.isType = true
			d.shape = c.src.text[c.offsetOf(fset, s.Pos()):c.offsetOf(fset, s.End())]
			out = append(out, d)
		}
		return out
	}
	return nil
}

func (c *compiler) declaration(ch *checked, fset *token.FileSet, keyword string, n, refs ast.Node) *decl {
	start, end := c.offsetOf(fset, n.Pos()), c.offsetOf(fset, n.End())
	d := &decl{cell: c.src.cell, doc: CommentAbove(c.src.text, start)}
	if keyword == "" {
		d.src = c.src.directive(start) + render(c.src, start, end, c.edits) + "\n"
	} else {
		d.src = keyword + c.src.inline(start) + render(c.src, start, end, c.edits) + "\n"
	}
	if ch != nil {
		d.imports = withSpin(c.usedImports(ch, refs), d.src)
		d.refs = c.uses(ch, refs)
	}
	return d
}

// CommentAbove gives the comment lines that stand right above what begins at an
// offset of a text.
func CommentAbove(text string, at int) string {
	start := strings.LastIndexByte(text[:at], '\n') + 1
	from := start
	for from > 0 {
		before := strings.LastIndexByte(text[:from-1], '\n') + 1
		if !strings.HasPrefix(strings.TrimSpace(text[before:from]), "//") {
			break
		}
		from = before
	}
	return text[from:start]
}

// blankName puts a blank in place of the name that a group of constants
// declares.
func blankName(src, name string) string {
	fset := token.NewFileSet()
	file, err := parseFragment(fset, src)
	if err != nil {
		return src
	}
	for _, d := range file.Decls {
		g, ok := d.(*ast.GenDecl)
		if !ok {
			continue
		}
		for _, s := range g.Specs {
			if v, ok := s.(*ast.ValueSpec); ok {
				for _, id := range v.Names {
					if id.Name == name {
						at := fset.PositionFor(id.Pos(), false).Offset - len(fragmentHead)
						return src[:at] + "_" + src[at+len(name):]
					}
				}
			}
		}
	}
	return src
}
