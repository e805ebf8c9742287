package cell

import (
	"fmt"
	"go/ast"
	"go/types"
	"strings"
)

// lastExpression gives the cell's last statement if it is an expression.
func (c *compiler) lastExpression() (ast.Expr, item) {
	list := body(c.raw.files[cellFile])
	if len(list) == 0 {
		return nil, item{}
	}
	s, ok := unlabelled(list[len(list)-1]).(*ast.ExprStmt)
	if !ok {
		return nil, item{}
	}
	return s.X, c.itemAt(c.at(c.raw, s.Pos()))
}

// showLast wraps the cell's last expression in what shows it.
func (c *compiler) showLast() {
	if len(c.listed) > 0 {
		it := c.items[len(c.items)-1]
		if it.hushed {
			c.edits = append(c.edits, c.listed...)
			return
		}
		c.wrap("Show", it.start, it.end)
		return
	}
	x, it := c.lastExpression()
	if x == nil {
		return
	}
	start, end := c.at(c.raw, x.Pos()), c.at(c.raw, x.End())
	_, isCall := ast.Unparen(x).(*ast.CallExpr)
	tv := c.raw.info.Types[x]
	switch {
	case tv.IsVoid():
	case it.hushed && isCall:
	case it.hushed:
		c.edits = append(c.edits, edit{at: start, text: "_ = "})
	case isCall && c.speaksForItself(ast.Unparen(x).(*ast.CallExpr)):
		c.wrap("Quiet", start, end)
	default:
		c.wrap("Show", start, end)
	}
}

func (c *compiler) wrap(with string, start, end int) {
	line, _ := c.src.place(start)
	c.edits = append(c.edits, edit{at: start, text: fmt.Sprintf("%s.Line(%d).%s(", liveName, line, with)},
		edit{at: end, text: ")"})
}

// speaksForItself tells whether a call is made for what it does: its results
// are worth a look only when the last is an error.
func (c *compiler) speaksForItself(call *ast.CallExpr) bool {
	var name string
	var callee types.Object
	switch f := ast.Unparen(call.Fun).(type) {
	case *ast.Ident:
		name, callee = f.Name, c.raw.info.Uses[f]
	case *ast.SelectorExpr:
		name, callee = f.Sel.Name, c.raw.info.Uses[f.Sel]
	}
	if b, ok := callee.(*types.Builtin); ok {
		return b.Name() == "copy" || b.Name() == "recover"
	}
	if onlyError(c.raw.info.Types[call].Type) {
		return true
	}
	f, ok := callee.(*types.Func)
	if !ok {
		return false
	}
	if f.Pkg() != nil && f.Pkg().Path() == "fmt" && countAndError(f.Signature().Results()) {
		return true
	}
	for _, prefix := range []string{"Print", "Fprint", "Write"} {
		if strings.HasPrefix(name, prefix) && (f.Signature().Recv() != nil || countAndError(f.Signature().Results())) {
			return true
		}
	}
	return false
}

func onlyError(t types.Type) bool {
	return t != nil && types.Identical(t, types.Universe.Lookup("error").Type())
}

func countAndError(results *types.Tuple) bool {
	if results.Len() != 2 || !onlyError(results.At(1).Type()) {
		return false
	}
	b, ok := results.At(0).Type().Underlying().(*types.Basic)
	return ok && b.Info()&types.IsInteger != 0
}

// unusedLast tells whether an error only says that the last expression is not
// used: it is, it is shown.
func (c *compiler) unusedLast(e types.Error) bool {
	if !strings.HasSuffix(e.Msg, "is not used") {
		return false
	}
	x, _ := c.lastExpression()
	return x != nil && e.Pos >= x.Pos() && e.Pos <= x.End() && !isType(c.raw.info, x)
}

func isType(info *types.Info, x ast.Expr) bool { return info.Types[x].IsType() }
