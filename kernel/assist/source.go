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
	"regexp"
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
	name, line, text := a.file(s, o)
	if text == nil {
		return source{}
	}
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, name, text, parser.ParseComments|parser.SkipObjectResolution)
	if file == nil || err != nil {
		return source{}
	}
	return find(fset, file, text, o.Name(), line)
}

// file gives the text in which an object is declared, and the line.
func (a Asker) file(s *sketch, o types.Object) (name string, line int, text []byte) {
	if o.Pkg().Name() == "main" {
		if s == nil {
			return "", 0, nil
		}
		at := s.fset.PositionFor(o.Pos(), false)
		return at.Filename, at.Line, s.text[at.Filename]
	}
	if a.Position == nil {
		return "", 0, nil
	}
	at := a.Position(o.Pos())
	name = sourceFile(at.Filename)
	text, err := os.ReadFile(name)
	if err != nil {
		return "", 0, nil
	}
	return name, at.Line, text
}

// sourceFile resolves the name by which export data knows a file.
func sourceFile(name string) string {
	if rest, ok := strings.CutPrefix(name, "$GOROOT"); ok {
		return filepath.Join(goroot(), rest)
	}
	return name
}

// finder looks for the declaration of a name in a line of a file.
type finder struct {
	fset  *token.FileSet
	text  []byte
	name  string
	line  int
	found source
}

// find gives the declaration of name in a line of the file.
func find(fset *token.FileSet, file *ast.File, text []byte, name string, line int) source {
	f := &finder{fset: fset, text: text, name: name, line: line}
	ast.Inspect(file, f.look)
	return f.found
}

// place is where something really stands: what //line says is for the user.
func (f *finder) place(p token.Pos) token.Position { return f.fset.PositionFor(p, false) }

func (f *finder) here(id *ast.Ident) bool {
	return id.Name == f.name && f.place(id.Pos()).Line == f.line
}

// keep takes a declaration with the comment above it, the nearest first, and
// the one behind it.
func (f *finder) keep(n ast.Node, behind *ast.CommentGroup, above ...*ast.CommentGroup) {
	f.found.text = directives.ReplaceAllString(string(f.text[f.place(n.Pos()).Offset:f.place(n.End()).Offset]), "")
	for _, d := range above {
		if f.found.doc == "" {
			f.found.doc = d.Text()
		}
	}
	if c := behind.Text(); c != "" {
		if f.found.doc != "" {
			f.found.doc += "\n"
		}
		f.found.doc += c
	}
}

// directives are what generated code says of the user's places.
var directives = regexp.MustCompile(`/\*line [^*]*\*/`)

func (f *finder) look(n ast.Node) bool {
	switch n := n.(type) {
	case *ast.FuncDecl:
		if f.here(n.Name) {
			f.keep(n, nil, n.Doc)
		}
		return n.Body != nil // a cell's own types and constants may stand in it
	case *ast.GenDecl:
		for _, spec := range n.Specs {
			switch spec := spec.(type) {
			case *ast.TypeSpec:
				if f.here(spec.Name) {
					f.keep(spec, spec.Comment, spec.Doc, n.Doc)
				}
			case *ast.ValueSpec:
				for _, id := range spec.Names {
					if f.here(id) {
						f.keep(spec, spec.Comment, spec.Doc, n.Doc)
					}
				}
			}
		}
	case *ast.Field:
		for _, id := range n.Names {
			if f.here(id) {
				f.keep(n, n.Comment, n.Doc)
			}
		}
	}
	return true
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
