package cell

import (
	"fmt"
	"go/types"
	"slices"
	"strings"
)

// errorTypes finds the types of errors that the cell, and what it uses of
// earlier ones, name: an error that an earlier cell left has its own type again
// where somebody could ask for it.
func (c *compiler) errorTypes() []*variable {
	if len(c.scope.vars) == 0 {
		return nil // there is no error to be read
	}
	seen := map[types.Type]bool{}
	found := map[string]*variable{}
	take := func(t types.Type) {
		if types.IsInterface(t) || !types.Implements(t, errorInterface) || carry(t, "") != "" {
			return
		}
		if v, why := describe("", t, c.src.cell); why == "" {
			found[v.typ] = v
		}
	}
	for _, tv := range c.raw.info.Types {
		t := tv.Type
		if p, ok := t.(*types.Pointer); ok {
			t = p.Elem()
			if p, ok := t.(*types.Pointer); ok { // &e of an e that points to one
				t = p.Elem()
			}
		}
		if n, ok := t.(*types.Named); ok && !seen[n] && n.TypeParams().Len() == n.TypeArgs().Len() {
			seen[n] = true
			take(n)
			take(types.NewPointer(n))
		}
	}
	var out []*variable
	for _, name := range sortedKeys(found) {
		out = append(out, found[name])
	}
	return out
}

var errorInterface = errorType.Underlying().(*types.Interface)

// errorTypesText names them to package live, and gives what that imports.
func errorTypesText(list []*variable) (text string, imports []imported) {
	var names []string
	for _, v := range list {
		names = append(names, fmt.Sprintf("(*%s)(nil)", v.typ))
		for _, im := range v.imports {
			if !slices.Contains(imports, im) {
				imports = append(imports, im)
			}
		}
	}
	if len(names) == 0 {
		return "", nil
	}
	return fmt.Sprintf("%s.Errors(%s)\n", liveName, strings.Join(names, ", ")), imports
}
