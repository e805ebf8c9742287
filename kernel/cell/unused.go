package cell

import (
	"go/ast"
	"go/token"
	"go/types"
	"strings"
)

// isUnused tells whether an error is one that a notebook forgives.
func isUnused(e types.Error) bool { return strings.Contains(e.Msg, "declared and not used") }

// use gives the edit that makes use of the variable declared at an offset.
func (c *compiler) use(off int) (edit, bool) {
	var stack []ast.Node
	var found edit
	ok := false
	ast.Inspect(c.raw.files[cellFile], func(n ast.Node) bool {
		if n == nil {
			stack = stack[:len(stack)-1]
			return false
		}
		if id, isIdent := n.(*ast.Ident); isIdent && !ok && c.at(c.raw, id.Pos()) == off {
			found, ok = c.useIn(id, stack)
		}
		stack = append(stack, n)
		return true
	})
	return found, ok
}

// useIn finds the place for `_ = x`: after the declaring statement, or where
// that opens a block of its own, first in the block.
func (c *compiler) useIn(id *ast.Ident, stack []ast.Node) (edit, bool) {
	first := func(p token.Pos) (edit, bool) {
		return edit{at: c.at(c.raw, p) + 1, text: " _ = " + id.Name + "; "}, true
	}
	for i := len(stack) - 1; i > 0; i-- {
		s := stack[i]
		if _, ok := s.(*ast.GenDecl); ok {
			continue
		}
		if _, ok := s.(ast.Stmt); !ok {
			continue
		}
		switch parent := stack[i-1].(type) {
		case *ast.IfStmt:
			return first(parent.Body.Lbrace)
		case *ast.ForStmt:
			return first(parent.Body.Lbrace)
		case *ast.SwitchStmt:
			return c.useInSwitch(id, parent.Body)
		case *ast.TypeSwitchStmt:
			if parent.Assign == s { // x := v.(type): without x it is the same switch
				at := c.at(c.raw, id.Pos())
				x := s.(*ast.AssignStmt).Rhs[0]
				return edit{at: at, del: c.at(c.raw, x.Pos()) - at, text: ""}, true
			}
			return c.useInSwitch(id, parent.Body)
		case *ast.CommClause:
			if parent.Comm == s {
				return first(parent.Colon)
			}
		}
		if r, ok := s.(*ast.RangeStmt); ok {
			return first(r.Body.Lbrace)
		}
		return edit{at: c.at(c.raw, s.End()), text: "; _ = " + id.Name}, true
	}
	return edit{}, false
}

// useInSwitch uses a variable of a switch's init statement in its first case.
func (c *compiler) useInSwitch(id *ast.Ident, block *ast.BlockStmt) (edit, bool) {
	for _, s := range block.List {
		if clause, ok := s.(*ast.CaseClause); ok {
			return edit{at: c.at(c.raw, clause.Colon) + 1, text: " _ = " + id.Name + "; "}, true
		}
	}
	return edit{}, false
}
