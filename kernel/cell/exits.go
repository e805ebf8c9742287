package cell

import (
	"fmt"
	"go/ast"
	"go/types"
	"slices"
	"strings"
)

// A program that ends itself by os.Exit or log.Fatal leaves no last words and no
// stack. So each of their calls is preceded by one that tells the front which
// line it is. It goes through a variable, which does nothing in cells that GoNB
// runs: what they see of declarations must not know the front.
const (
	exitsFile = "fathom_exits.go"
	exitsName = "fathomExits"
)

// exiting are functions that end the program without a word.
var exiting = []string{"os.Exit", "syscall.Exit", "log.Fatal", "log.Fatalf", "log.Fatalln",
	"(*log.Logger).Fatal", "(*log.Logger).Fatalf", "(*log.Logger).Fatalln"}

// exits has the cell say where it is about to end its program.
func (c *compiler) exits() {
	ast.Inspect(c.raw.files[cellFile], func(n ast.Node) bool {
		for _, s := range statements(n) {
			x, ok := unlabelled(s).(*ast.ExprStmt)
			if !ok || !c.ends(x.X) {
				continue
			}
			at := c.at(c.raw, x.Pos())
			line, _ := c.src.place(at)
			c.edits = append(c.edits, edit{at: at, text: fmt.Sprintf("%s(%d, %d); ", exitsName, c.src.cell, line)})
		}
		return true
	})
}

// statements are those that stand in a list right below n: between them another
// can be put.
func statements(n ast.Node) []ast.Stmt {
	switch n := n.(type) {
	case *ast.BlockStmt:
		return n.List
	case *ast.CaseClause:
		return n.Body
	case *ast.CommClause:
		return n.Body
	}
	return nil
}

func (c *compiler) ends(x ast.Expr) bool {
	call, ok := ast.Unparen(x).(*ast.CallExpr)
	if !ok {
		return false
	}
	var name *ast.Ident
	switch f := ast.Unparen(call.Fun).(type) {
	case *ast.Ident:
		name = f
	case *ast.SelectorExpr:
		name = f.Sel
	}
	f, ok := c.raw.info.Uses[name].(*types.Func)
	return ok && slices.Contains(exiting, f.FullName())
}

// emitExits declares what those calls go through, if any file has one.
func emitExits(files map[string][]byte) {
	for _, text := range files {
		if strings.Contains(string(text), exitsName+"(") {
			files[exitsFile] = []byte("package main\n\nvar " + exitsName + " = func(cell, line int) {}\n")
			return
		}
	}
}
