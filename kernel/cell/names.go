package cell

import (
	"fmt"
	"go/ast"
	"go/types"
	"slices"
	"strings"
)

// explainName says why a name is not there, and which one may be meant.
func (c *compiler) explainName(ch *checked, e types.Error, p *problem, name string) {
	for _, reasons := range []map[string]string{c.without, c.hiddenReasons(), c.nb.gone} {
		if why := reasons[name]; why != "" {
			p.kind = variableError
			p.message = strings.ReplaceAll(c.sentence(name, why), "\n", " ")
			p.hint = mendGone(why)
			return
		}
	}
	p.message = fmt.Sprintf("there is no %s here", name)
	if p.hint = foreign[name]; p.hint != "" {
		return
	}
	candidates := c.nb.packages.names()
	if s := c.inner(ch, e); s != nil {
		for ; s != nil; s = s.Parent() {
			candidates = append(candidates, s.Names()...)
		}
	}
	for n := range c.nb.vars {
		candidates = append(candidates, n)
	}
	for _, d := range c.nb.decls {
		candidates = append(candidates, d.names...)
	}
	if near := nearest(name, candidates); near != "" && near != bodyName && near != runName {
		p.hint = fmt.Sprintf("did you mean %s?", near)
	}
}

// foreign are names that people bring along from other languages.
var foreign = map[string]string{
	"None": "Go's none is nil", "null": "Go's null is nil", "True": "Go writes true", "False": "Go writes false",
	"print": "fmt.Println shows a value", "range": "for i := range n { … } counts from 0 to n-1",
	"self": "a method's receiver has the name that its declaration gives it", "float": "Go's numbers are float64, float32, int, …",
}

func (c *compiler) sentence(name, why string) string {
	if strings.HasPrefix(why, name+" ") {
		return why
	}
	return name + " " + why
}

// mendGone says what to do about a value that could not live on.
func mendGone(why string) string {
	switch {
	case strings.Contains(why, "compile"):
		return "mend it where it is declared, and run that cell again"
	case strings.Contains(why, "anew") || strings.Contains(why, "any more"):
		return "run the cell that makes it again"
	case strings.Contains(why, "func"):
		return "declare it as a function: func name(…) … { … }"
	}
	return "make it again in this cell, or use it in the cell that makes it"
}

// hiddenReasons says of the notebook's variables which this very cell takes
// away, by giving one of their types another content.
func (c *compiler) hiddenReasons() map[string]string {
	out := map[string]string{}
	for _, v := range c.nb.vars {
		if dep := c.changedUnder(v); dep != "" {
			out[v.name] = fmt.Sprintf("%s is lost: this cell declares its type %s anew", v.name, dep)
		}
	}
	return out
}

// inner gives the innermost scope at an error.
func (c *compiler) inner(ch *checked, e types.Error) *types.Scope {
	if ch.pkg == nil {
		return nil
	}
	if s := ch.pkg.Scope().Innermost(e.Pos); s != nil {
		return s
	}
	return ch.pkg.Scope()
}

// members lists what a package of the cell exports.
func (c *compiler) members(ch *checked, name string) []string {
	for _, im := range c.imports {
		if im.name == name {
			if pkg, err := c.nb.env.Import(im.path); err == nil {
				var out []string
				for _, n := range pkg.Scope().Names() {
					if ast.IsExported(n) {
						out = append(out, n)
					}
				}
				return out
			}
		}
	}
	return nil
}

// imported tells whether the user imported a package by hand, here or in an
// earlier cell.
func (c *compiler) imported(name string) bool {
	for _, im := range slices.Concat(c.own, c.nb.imports) {
		if im.name == name {
			return true
		}
	}
	return false
}

// explainMethod says what a value of this type can do instead.
func (c *compiler) explainMethod(ch *checked, e types.Error, p *problem) {
	m := undefinedMethod.FindStringSubmatch(p.message)
	p.message = fmt.Sprintf("%s has no method or field %s", m[3], m[2])
	if why := c.without[strings.TrimLeft(m[3], "*")+"."+m[2]]; why != "" {
		p.kind, p.message, p.hint = variableError, fmt.Sprintf("%s.%s %s", m[3], m[2], why), mendGone(why)
		return
	}
	var candidates []string
	ast.Inspect(ch.files[ch.in(e.Pos)], func(n ast.Node) bool {
		if s, ok := n.(*ast.SelectorExpr); ok && s.Sel.Pos() == e.Pos {
			candidates = fieldsAndMethods(ch.info.Types[s.X].Type)
		}
		return true
	})
	if near := nearest(m[2], candidates); near != "" {
		p.hint = fmt.Sprintf("did you mean %s?", near)
	} else if paths := c.nb.packages.byName[m[1]]; len(paths) > 0 {
		p.hint = fmt.Sprintf("%s is a variable here; import %q makes it the package", m[1], paths[0])
	}
}

func fieldsAndMethods(t types.Type) []string {
	var out []string
	if t == nil {
		return nil
	}
	set := types.NewMethodSet(t)
	if _, isPointer := t.Underlying().(*types.Pointer); !isPointer && !types.IsInterface(t) {
		set = types.NewMethodSet(types.NewPointer(t))
	}
	for i := range set.Len() {
		out = append(out, set.At(i).Obj().Name())
	}
	if ptr, ok := t.Underlying().(*types.Pointer); ok {
		t = ptr.Elem()
	}
	if s, ok := t.Underlying().(*types.Struct); ok {
		for i := range s.NumFields() {
			out = append(out, s.Field(i).Name())
		}
	}
	return out
}
