package assist

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"regexp"
	"sort"
	"strconv"
	"strings"

	"github.com/seed-380714d4/fathom/kernel/cell"
)

// mark stands in the text where the cursor is. It is an identifier, so that
// what is being typed parses as if it were complete.
const mark = "fathomCursor"

// sketchFile is the name of the cell's own file.
const sketchFile = "fathom_cell.go"

// sketch is a cell as a part of a program, typed as far as it goes.
type sketch struct {
	fset *token.FileSet
	file *ast.File
	info *types.Info
	pkg  *types.Package
	text map[string][]byte // of the files, by name
}

// newSketch makes a program of the cell's text beside the notebook.
func newSketch(v *cell.View, text string) *sketch {
	items := split(text)
	src := assemble(v, text, items)
	s := &sketch{fset: token.NewFileSet(), info: &types.Info{
		Defs: map[*ast.Ident]types.Object{}, Uses: map[*ast.Ident]types.Object{}, Types: map[ast.Expr]types.TypeAndValue{},
		Selections: map[*ast.SelectorExpr]*types.Selection{}, Scopes: map[ast.Node]*types.Scope{},
	}}
	s.file, _ = parser.ParseFile(s.fset, sketchFile, src, parser.SkipObjectResolution|parser.AllErrors)
	if s.file == nil {
		return s
	}
	files := []*ast.File{s.file}
	others := v.Files()
	s.text = others
	s.text[sketchFile] = []byte(src)
	declared := declaredHere(s.file)
	for _, name := range keys(others) {
		if name == sketchFile {
			continue
		}
		f, err := parser.ParseFile(s.fset, name, others[name], parser.SkipObjectResolution)
		if err == nil && !hides(declared, f) {
			files = append(files, f)
		}
	}
	conf := types.Config{Importer: importer(v.Package), DisableUnusedImportCheck: true, Error: func(error) {}}
	s.pkg, _ = conf.Check("main", s.fset, files, s.info)
	return s
}

type importer func(path string) (*types.Package, error)

func (f importer) Import(path string) (*types.Package, error) { return f(path) }

// assemble writes the cell's file: imports, declarations, and the statements as
// a function's body.
func assemble(v *cell.View, text string, items []item) string {
	var own []cell.Import
	var top, body strings.Builder
	for _, it := range items {
		part := text[it.start:it.end]
		switch it.kind {
		case importing:
			own = append(own, written(v, part)...)
		case declaration:
			top.WriteString(cell.CommentAbove(text, it.start) + part + "\n")
		default:
			body.WriteString(part + "\n")
		}
	}
	var b strings.Builder
	b.WriteString("package main\n\n")
	for _, im := range v.Imports(own, selections(text)) {
		fmt.Fprintf(&b, "import %s %q\n", im.Name, im.Path)
	}
	b.WriteString(top.String() + "\nfunc _() {\n" + body.String() + "\n}\n")
	return b.String()
}

// written reads import lines.
func written(v *cell.View, text string) []cell.Import {
	file, _ := parser.ParseFile(token.NewFileSet(), "", "package p;"+text, parser.ImportsOnly)
	if file == nil {
		return nil
	}
	var out []cell.Import
	for _, spec := range file.Imports {
		path, err := strconv.Unquote(spec.Path.Value)
		if err != nil {
			continue
		}
		if spec.Name != nil {
			out = append(out, cell.Import{Name: spec.Name.Name, Path: path})
		} else if pkg, err := v.Package(path); err == nil {
			out = append(out, cell.Import{Name: pkg.Name(), Path: path})
		}
	}
	return out
}

var selection = regexp.MustCompile(`(^|[^\w.)\]}])([\pL_][\pL\d_]*)\s*\.\s*([\pL_][\pL\d_]*)?`)

// selections lists the names before a dot, and what is taken from each; what
// the cursor stands in is only begun, and ends in a star.
func selections(text string) map[string][]string {
	members := map[string][]string{}
	for _, m := range selection.FindAllStringSubmatch(text, -1) {
		member, begun := strings.CutSuffix(m[3], mark)
		switch {
		case member == "":
			members[m[2]] = append(members[m[2]], []string{}...)
			continue
		case begun:
			member += "*"
		}
		members[m[2]] = append(members[m[2]], member)
	}
	return members
}

// declaredHere lists what the cell declares at package level.
func declaredHere(file *ast.File) map[string]bool {
	names := map[string]bool{}
	for _, d := range file.Decls {
		switch d := d.(type) {
		case *ast.FuncDecl:
			if d.Recv == nil {
				names[d.Name.Name] = d.Name.Name != "_"
			} else if r := receiver(d); r != "" {
				names[r+"."+d.Name.Name] = true
			}
		case *ast.GenDecl:
			for _, spec := range d.Specs {
				switch spec := spec.(type) {
				case *ast.TypeSpec:
					names[spec.Name.Name] = true
				case *ast.ValueSpec:
					for _, n := range spec.Names {
						names[n.Name] = true
					}
				}
			}
		}
	}
	return names
}

// hides tells whether the cell declares anew what an earlier one's file does.
func hides(declared map[string]bool, earlier *ast.File) bool {
	for name := range declaredHere(earlier) {
		if declared[name] {
			return true
		}
	}
	return false
}

func receiver(d *ast.FuncDecl) string {
	if len(d.Recv.List) == 0 {
		return ""
	}
	e := d.Recv.List[0].Type
	for {
		switch x := e.(type) {
		case *ast.StarExpr:
			e = x.X
		case *ast.IndexExpr:
			e = x.X
		case *ast.IndexListExpr:
			e = x.X
		case *ast.Ident:
			return x.Name
		default:
			return ""
		}
	}
}

func keys[V any](m map[string]V) []string {
	var out []string
	for k := range m {
		out = append(out, k)
	}
	sort.Strings(out)
	return out
}

// path gives the nodes around pos, innermost first.
func (s *sketch) path(pos token.Pos) []ast.Node {
	var out []ast.Node
	ast.Inspect(s.file, func(n ast.Node) bool {
		if n == nil || pos < n.Pos() || pos >= n.End() {
			return false
		}
		out = append([]ast.Node{n}, out...)
		return true
	})
	return out
}

// marked gives the identifier that stands for the cursor, or nil.
func (s *sketch) marked(name string) *ast.Ident {
	var found *ast.Ident
	if s.file == nil {
		return nil
	}
	ast.Inspect(s.file, func(n ast.Node) bool {
		if id, ok := n.(*ast.Ident); ok && strings.HasSuffix(id.Name, name) {
			found = id
		}
		return found == nil
	})
	return found
}
