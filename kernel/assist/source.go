package assist

import (
	"go/ast"
	"go/build"
	"go/doc/comment"
	"go/parser"
	"go/token"
	"go/types"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
)

// source is the text in which something is declared.
type source struct {
	doc  string
	text string
}

// source finds an object's declaration: in the notebook, or, by the line that
// export data keeps, in its package's files.
func (a Asker) source(s *sketch, o types.Object) source {
	if !o.Pos().IsValid() || o.Pkg() == nil {
		return universe(o)
	}
	if o.Pkg().Name() == "main" || a.Position == nil {
		return source{}
	}
	at := a.Position(o.Pos())
	name := sourceFile(at.Filename)
	text, err := os.ReadFile(name)
	if err != nil {
		return source{}
	}
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, name, text, parser.ParseComments|parser.SkipObjectResolution)
	if file == nil || err != nil {
		return source{}
	}
	return find(fset, file, text, o.Name(), at.Line)
}

// sourceFile resolves the name by which export data knows a file.
func sourceFile(name string) string {
	if rest, ok := strings.CutPrefix(name, "$GOROOT"); ok {
		return filepath.Join(goroot(), rest)
	}
	return name
}

// find gives the declaration of name in a line of the file.
func find(fset *token.FileSet, file *ast.File, text []byte, name string, line int) source {
	var out source
	here := func(id *ast.Ident) bool { return id.Name == name && fset.Position(id.Pos()).Line == line }
	keep := func(n ast.Node, docs ...*ast.CommentGroup) {
		out.text = string(text[fset.Position(n.Pos()).Offset:fset.Position(n.End()).Offset])
		for _, d := range docs {
			if d != nil && out.doc == "" {
				out.doc = d.Text()
			}
		}
	}
	ast.Inspect(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncDecl:
			if here(n.Name) {
				keep(n, n.Doc)
			}
			return false
		case *ast.GenDecl:
			for _, spec := range n.Specs {
				switch spec := spec.(type) {
				case *ast.TypeSpec:
					if here(spec.Name) {
						keep(spec, spec.Doc, n.Doc, spec.Comment)
					}
				case *ast.ValueSpec:
					for _, id := range spec.Names {
						if here(id) {
							keep(spec, spec.Doc, spec.Comment, n.Doc)
						}
					}
				}
			}
		case *ast.Field:
			for _, id := range n.Names {
				if here(id) {
					keep(n, n.Doc, n.Comment)
				}
			}
		}
		return true
	})
	return out
}

// universe documents what the language declares itself.
func universe(o types.Object) source {
	dir := filepath.Join(goroot(), "src", "builtin", "builtin.go")
	text, err := os.ReadFile(dir)
	if err != nil {
		return source{}
	}
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, dir, text, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		return source{}
	}
	for _, d := range file.Decls {
		if f, ok := d.(*ast.FuncDecl); ok && f.Name.Name == o.Name() {
			return find(fset, file, text, o.Name(), fset.Position(f.Name.Pos()).Line)
		}
		g, ok := d.(*ast.GenDecl)
		if !ok {
			continue
		}
		for _, spec := range g.Specs {
			var names []*ast.Ident
			switch spec := spec.(type) {
			case *ast.TypeSpec:
				names = []*ast.Ident{spec.Name}
			case *ast.ValueSpec:
				names = spec.Names
			}
			for _, id := range names {
				if id.Name == o.Name() {
					return find(fset, file, text, o.Name(), fset.Position(id.Pos()).Line)
				}
			}
		}
	}
	return source{}
}

// packageDoc gives what a package says of itself.
func (a Asker) packageDoc(p *types.Package) string {
	if a.Position == nil {
		return ""
	}
	for _, name := range p.Scope().Names() {
		o := p.Scope().Lookup(name)
		at := sourceFile(a.Position(o.Pos()).Filename)
		if at == "" || !o.Pos().IsValid() {
			continue
		}
		files, _ := filepath.Glob(filepath.Join(filepath.Dir(at), "*.go"))
		for _, f := range files {
			if strings.HasSuffix(f, "_test.go") {
				continue
			}
			file, err := parser.ParseFile(token.NewFileSet(), f, nil, parser.PackageClauseOnly|parser.ParseComments)
			if err == nil && file.Doc != nil && file.Name.Name == p.Name() {
				return file.Doc.Text()
			}
		}
		return ""
	}
	return ""
}

// markdown writes a Go doc comment as Markdown.
func markdown(doc string) string {
	var p comment.Parser
	var w comment.Printer
	w.HeadingLevel = 4
	w.HeadingID = func(*comment.Heading) string { return "" }
	return string(w.Markdown(p.Parse(doc)))
}

// goroot is where the sources of the standard library lie: the go command's, not
// those that this program was built from.
var goroot = sync.OnceValue(func() string {
	out, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		return build.Default.GOROOT
	}
	return strings.TrimSpace(string(out))
})
