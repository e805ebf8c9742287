package cell

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"sort"
	"strings"
)

// checked is a program that went through go/types, with what was found wrong.
type checked struct {
	fset   *token.FileSet
	files  map[string]*ast.File
	info   *types.Info
	pkg    *types.Package
	errors []types.Error
}

// typecheck types the files of a program. Imports that nothing uses are no
// errors here: emit leaves them out.
func (nb *Notebook) typecheck(files map[string][]byte) (*checked, error) {
	ch := &checked{fset: token.NewFileSet(), files: map[string]*ast.File{}, info: &types.Info{
		Defs: map[*ast.Ident]types.Object{}, Uses: map[*ast.Ident]types.Object{},
		Types: map[ast.Expr]types.TypeAndValue{}, Scopes: map[ast.Node]*types.Scope{},
	}}
	var parsed []*ast.File
	for _, name := range sortedKeys(files) {
		f, err := parser.ParseFile(ch.fset, name, files[name], parser.SkipObjectResolution)
		if err != nil {
			return nil, err
		}
		ch.files[name] = f
		parsed = append(parsed, f)
	}
	conf := types.Config{
		Importer:                 importerFunc(nb.env.Import),
		DisableUnusedImportCheck: true,
		Error: func(err error) {
			if e, ok := err.(types.Error); ok {
				ch.errors = append(ch.errors, e)
			}
		},
	}
	ch.pkg, _ = conf.Check("main", ch.fset, parsed, ch.info)
	return ch, nil
}

type importerFunc func(path string) (*types.Package, error)

func (f importerFunc) Import(path string) (*types.Package, error) {
	if path == "unsafe" {
		return types.Unsafe, nil
	}
	return f(path)
}

// in gives the name of the generated file that holds pos.
func (ch *checked) in(pos token.Pos) string {
	if f := ch.fset.File(pos); f != nil {
		return f.Name()
	}
	return ""
}

// check types the cell as it was typed, beside what it needs of the notebook.
// Declarations of earlier cells that no longer compile, because something they
// stand on has changed, are set aside: they must not stop a cell that does not
// name them.
func (c *compiler) check() *Trouble {
	for {
		c.scope = c.sight()
		level, inside := c.placeVariables()
		imports, head, tail := declareInside(c.imports, inside, func(*variable) string { return "" })
		files := map[string][]byte{
			cellFile: []byte(c.assemble(imports, c.listed, head, tail)),
			varsFile: []byte(c.varsText(level)),
		}
		c.nb.emitDecls(files, c.scope.decls)
		raw, err := c.nb.typecheck(files)
		if err != nil {
			return newTrouble(c.src, syntaxError, 0, err.Error())
		}
		c.raw = raw
		if !c.setAside(raw, c.scope.decls, level) {
			break
		}
	}
	c.findTops()
	return c.diagnose(c.raw, c.rawExcuse)
}

// sight is what the cell might name of the notebook, judged by its words
// alone. What the cell declares itself hides what earlier cells did.
func (c *compiler) sight() scope {
	var names []string
	for _, t := range c.toks {
		if t.tok == token.IDENT {
			names = append(names, t.lit)
		}
	}
	return c.nb.closureWithout(names, false, c.hidden)
}

// hidden tells whether a name or method of the notebook is out of this cell's
// sight.
func (c *compiler) hidden(key string) bool {
	if _, ok := c.without[key]; ok {
		return true
	}
	for _, im := range c.own {
		if im.name == key {
			return true
		}
	}
	if v := c.nb.vars[key]; v != nil && c.changedUnder(v) != "" {
		return true
	}
	if recv, method, ok := strings.Cut(key, "."); ok {
		return c.declaresMethod(recv, method)
	}
	return c.declares(key)
}

func (c *compiler) declaresMethod(recv, method string) bool {
	for _, d := range c.file.Decls {
		if f, ok := d.(*ast.FuncDecl); ok && f.Recv != nil && f.Name.Name == method && receiver(f) == recv {
			return true
		}
	}
	return false
}

// receiver gives the name of a method's type.
func receiver(f *ast.FuncDecl) string {
	if len(f.Recv.List) == 0 {
		return ""
	}
	t := f.Recv.List[0].Type
	for {
		switch x := t.(type) {
		case *ast.StarExpr:
			t = x.X
		case *ast.ParenExpr:
			t = x.X
		case *ast.IndexExpr:
			t = x.X
		case *ast.IndexListExpr:
			t = x.X
		case *ast.Ident:
			return x.Name
		default:
			return ""
		}
	}
}

// changedUnder names a type that v is made of and the cell declares anew, with
// another content.
func (c *compiler) changedUnder(v *variable) string {
	for _, dep := range v.deps {
		if !c.declares(dep) {
			continue
		}
		old := c.nb.find(dep)
		if old == nil || old.shape != c.shapeOf(dep) {
			return dep
		}
	}
	return ""
}

// shapeOf gives the text of a type that the cell declares.
func (c *compiler) shapeOf(name string) string {
	for _, d := range c.declarations() {
		if d.isType && d.has(name) {
			return d.shape
		}
	}
	return ""
}

// setAside finds declarations and variables of earlier cells that do not
// compile beside this cell, and tells whether there were new ones.
func (c *compiler) setAside(ch *checked, decls []*decl, vars []*variable) bool {
	found := false
	for _, e := range ch.errors {
		name := ch.in(e.Pos)
		for i, d := range decls {
			if name == declFile(i) && !c.waits(e) && !isUnused(e) {
				pos := ch.fset.Position(e.Pos)
				c.without[d.key()] = fmt.Sprintf("of cell %d does not compile any more: %s (its line %d)", d.cell, c.plainWords(e.Msg), pos.Line)
				found = true
			}
		}
		if name == varsFile {
			line := ch.fset.Position(e.Pos).Line
			if v := varAt(vars, line); v != nil {
				c.without[v.name] = fmt.Sprintf("of cell %d is lost: its type %s is not there any more", v.cell, v.shown)
				found = true
			}
		}
	}
	return found
}

// waits tells whether an error is only that a name is missing which this
// cell's statements are about to give to the package.
func (c *compiler) waits(e types.Error) bool {
	name, ok := strings.CutPrefix(e.Msg, "undefined: ")
	return ok && c.definesAtTop(name)
}

func sortedKeys[V any](m map[string]V) []string {
	var keys []string
	for k := range m {
		keys = append(keys, k)
	}
	sort.Strings(keys)
	return keys
}
