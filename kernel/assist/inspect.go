package assist

import (
	"fmt"
	"go/ast"
	"go/constant"
	"go/format"
	"go/token"
	"go/types"
	"sort"
	"strconv"
	"strings"

	"github.com/seed-380714d4/fathom/kernel/cell"
)

// Documentation is what there is to say about a name.
type Documentation struct {
	Signature string // Go text
	Doc       string // prose, as in the source
	Rest      string // Go text: methods of a type, the source at level 1
}

// Text is the documentation for a terminal.
func (d Documentation) Text() string {
	parts := []string{d.Signature}
	if d.Doc != "" {
		parts = append(parts, strings.TrimRight(d.Doc, "\n"))
	}
	if d.Rest != "" {
		parts = append(parts, strings.TrimRight(d.Rest, "\n"))
	}
	return strings.Join(parts, "\n\n") + "\n"
}

// Markdown is the documentation for a browser.
func (d Documentation) Markdown() string {
	var b strings.Builder
	fmt.Fprintf(&b, "```go\n%s\n```\n", d.Signature)
	if d.Doc != "" {
		b.WriteString("\n" + markdown(d.Doc))
	}
	if d.Rest != "" {
		fmt.Fprintf(&b, "\n```go\n%s\n```\n", strings.TrimRight(d.Rest, "\n"))
	}
	return b.String()
}

// Asker documents names. Position tells where the source of something imported
// lies; Glance says what a variable of the notebook holds, or nothing.
type Asker struct {
	Position func(token.Pos) token.Position
	Glance   func(name string) string
}

// Inspect documents the name at the cursor, or else the function whose
// arguments stand there. With detail it gives the source, too.
func (a Asker) Inspect(v *cell.View, text string, cursor int, detail bool) (Documentation, bool) {
	cursor = min(max(cursor, 0), len(text))
	if d, ok := magicAt(text, cursor); ok {
		return d, true
	}
	code := goOnly(text)
	within, importing := literal(code, cursor)
	if importing {
		return a.path(v, code, cursor)
	}
	if !within {
		start, end := wordStart(code, cursor), wordEnd(code, cursor)
		if start < end {
			if d, ok := a.word(v, code, start, end, detail); ok {
				return d, true
			}
		}
	}
	if start, end, ok := called(code, cursor); ok {
		return a.word(v, code, start, end, detail)
	}
	return Documentation{}, false
}

// path documents the package whose import path the cursor stands in.
func (a Asker) path(v *cell.View, text string, cursor int) (Documentation, bool) {
	start, end := strings.LastIndexAny(text[:cursor], "\"`")+1, strings.IndexAny(text[cursor:], "\"`")
	if end < 0 {
		return Documentation{}, false
	}
	p, err := v.Package(text[start : cursor+end])
	if err != nil {
		return Documentation{}, false
	}
	return a.describe(&sketch{}, types.NewPkgName(token.NoPos, nil, p.Name(), p), false), true
}

// called finds the name of the function in whose arguments at lies.
func called(text string, at int) (start, end int, ok bool) {
	var open []int // tokens that open what is open at at
	toks := lex(text)
	for i, t := range toks {
		if t.at >= at {
			break
		}
		switch opens(t.tok) {
		case 1:
			open = append(open, i)
		case -1:
			open = open[:max(0, len(open)-1)]
		}
	}
	for n := len(open) - 1; n >= 0; n-- {
		i := open[n]
		if toks[i].tok == token.LPAREN && i > 0 && toks[i-1].tok == token.IDENT {
			return toks[i-1].at, toks[i-1].end, true
		}
	}
	return 0, 0, false
}

// word documents the name text[start:end]: in the whole cell, or, if that is
// too broken, in what comes before.
func (a Asker) word(v *cell.View, text string, start, end int, detail bool) (Documentation, bool) {
	name := text[start:end]
	// A longer name in its place tells this use of the name from others; what
	// it was is put back before types are looked at.
	for _, marked := range []string{text[:start] + text[start:end] + text[end:], cut(text, start, name)} {
		s, id := locate(v, marked, start, name)
		if id == nil {
			continue
		}
		if o := s.object(id); o != nil {
			return a.describe(s, o, detail), true
		}
	}
	if word, ok := keywords[name]; ok {
		return Documentation{Signature: name, Doc: word}, true
	}
	return Documentation{}, false
}

// locate types a cell and gives the identifier that stands at an offset of it.
func locate(v *cell.View, text string, at int, name string) (*sketch, *ast.Ident) {
	n := 0 // how many times the name stands before, in the order of the file
	for _, it := range order(split(text)) {
		part := text[it.start:it.end]
		if at < it.start || at >= it.end {
			n += count(part, len(part), name)
			continue
		}
		n += count(part, at-it.start, name)
		break
	}
	s := newSketch(v, text)
	if s.file == nil {
		return s, nil
	}
	var found *ast.Ident
	var all []*ast.Ident
	ast.Inspect(s.file, func(x ast.Node) bool {
		if _, ok := x.(*ast.ImportSpec); ok {
			return false
		}
		if id, ok := x.(*ast.Ident); ok && id.Name == name {
			all = append(all, id)
		}
		return true
	})
	sort.Slice(all, func(i, j int) bool { return all[i].Pos() < all[j].Pos() })
	if n < len(all) {
		found = all[n]
	}
	return s, found
}

// order puts items as assemble does.
func order(items []item) []item {
	var out []item
	for _, k := range []kind{declaration, statement} {
		for _, it := range items {
			if it.kind == k {
				out = append(out, it)
			}
		}
	}
	return out
}

// count counts how often the name stands before an offset.
func count(text string, before int, name string) int {
	n := 0
	for _, t := range lex(text) {
		if t.at < before && t.tok == token.IDENT && text[t.at:t.end] == name {
			n++
		}
	}
	return n
}

func (s *sketch) object(id *ast.Ident) types.Object {
	if o := s.info.Uses[id]; o != nil {
		return o
	}
	return s.info.Defs[id]
}

// describe writes an object's documentation.
func (a Asker) describe(s *sketch, o types.Object, detail bool) Documentation {
	src := a.source(s, o)
	d := Documentation{Signature: s.signature(o, src), Doc: src.doc}
	switch o := o.(type) {
	case *types.PkgName:
		d.Doc = a.packageDoc(o.Imported())
		d.Rest = strings.Join(contents(o.Imported()), "\n")
	case *types.TypeName:
		if t := methods(o); len(t) > 0 {
			d.Rest = strings.Join(t, "\n")
		}
	case *types.Var:
		d.Doc += a.ofVariable(o)
	}
	if detail && src.text != "" {
		d.Rest = src.text
	}
	return d
}

// ofVariable says what a variable holds and what its type is for.
func (a Asker) ofVariable(o *types.Var) string {
	var b strings.Builder
	if a.Glance != nil && o.Parent() != nil && o.Pkg() != nil && o.Parent() == o.Pkg().Scope() && o.Pkg().Name() == "main" {
		if g := a.Glance(o.Name()); g != "" {
			fmt.Fprintf(&b, "Its value: %s\n", g)
		}
	}
	t := o.Type()
	if p, ok := t.(*types.Pointer); ok {
		t = p.Elem()
	}
	if n, ok := t.(*types.Named); ok && n.Obj().Pkg() != nil && n.Obj().Pkg().Name() != "main" {
		if doc := a.source(nil, n.Obj()).doc; doc != "" {
			if b.Len() > 0 {
				b.WriteString("\n")
			}
			b.WriteString(doc)
		}
	}
	return b.String()
}

// signature writes an object as its declaration begins, as far as types tell; of
// a type of the notebook's, and of what the language declares, as it was written.
func (s *sketch) signature(o types.Object, src source) string {
	qualify := func(p *types.Package) string {
		if p == s.pkg {
			return ""
		}
		return p.Name()
	}
	switch o := o.(type) {
	case *types.PkgName:
		return fmt.Sprintf("package %s // import %q", o.Imported().Name(), o.Imported().Path())
	case *types.TypeName:
		if o.Pkg() == s.pkg && src.text != "" {
			return "type " + src.text
		}
		under := types.TypeString(o.Type().Underlying(), qualify)
		if st, ok := o.Type().Underlying().(*types.Struct); ok {
			under = structure(st, qualify)
		}
		return "type " + qualified(o, qualify) + " " + under
	case *types.Const:
		if o.Val().Kind() == constant.Unknown {
			return types.ObjectString(o, qualify)
		}
		return fmt.Sprintf("const %s %s = %s", qualified(o, qualify), types.TypeString(o.Type(), qualify), worth(o.Val()))
	case *types.Builtin:
		if src.text != "" {
			return src.text
		}
		return "func " + o.Name()
	case *types.Func:
		if r := o.Signature().Recv(); r != nil {
			return method(o, r, qualify)
		}
	case *types.Var:
		if !o.IsField() {
			return "var " + qualified(o, qualify) + " " + types.TypeString(o.Type(), qualify)
		}
	}
	return types.ObjectString(o, qualify)
}

// worth writes a constant; of a fraction as much as a float64 holds.
func worth(v constant.Value) string {
	if v.Kind() == constant.Float {
		f, _ := constant.Float64Val(v)
		return strconv.FormatFloat(f, 'g', -1, 64)
	}
	return v.String()
}

// method writes a method as Go declares it.
func method(f *types.Func, receiver *types.Var, qualify types.Qualifier) string {
	on := strings.TrimSpace(receiver.Name() + " " + types.TypeString(receiver.Type(), qualify))
	return "func (" + on + ") " + f.Name() + strings.TrimPrefix(types.TypeString(f.Signature(), qualify), "func")
}

func qualified(o types.Object, qualify types.Qualifier) string {
	if o.Pkg() != nil && o.Parent() == o.Pkg().Scope() {
		if q := qualify(o.Pkg()); q != "" {
			return q + "." + o.Name()
		}
	}
	return o.Name()
}

// structure writes the exported fields of a struct, one a line.
func structure(st *types.Struct, qualify types.Qualifier) string {
	var b strings.Builder
	b.WriteString("struct {\n")
	hidden := false
	for i := range st.NumFields() {
		f := st.Field(i)
		if !f.Exported() && qualify(f.Pkg()) != "" {
			hidden = true
			continue
		}
		if f.Embedded() {
			fmt.Fprintf(&b, "\t%s\n", types.TypeString(f.Type(), qualify))
		} else {
			fmt.Fprintf(&b, "\t%s %s\n", f.Name(), types.TypeString(f.Type(), qualify))
		}
	}
	if hidden {
		b.WriteString("\t// and fields of its own\n")
	}
	b.WriteString("}")
	const head = "package p\ntype T "
	if out, err := format.Source([]byte(head + b.String())); err == nil {
		return strings.TrimSpace(string(out[len(head):]))
	}
	return b.String()
}

// methods lists the exported methods of a type.
func methods(o *types.TypeName) []string {
	t := o.Type()
	if !types.IsInterface(t) {
		t = types.NewPointer(t)
	}
	set := types.NewMethodSet(t)
	var out []string
	for i := range set.Len() {
		f, ok := set.At(i).Obj().(*types.Func)
		if !ok || !f.Exported() && f.Pkg().Name() != "main" {
			continue
		}
		out = append(out, method(f, f.Signature().Recv(), types.RelativeTo(o.Pkg())))
	}
	return out
}

// contents lists what a package gives, in a line each.
func contents(p *types.Package) []string {
	var out []string
	for _, name := range p.Scope().Names() {
		if o := p.Scope().Lookup(name); o.Exported() {
			line := types.ObjectString(o, types.RelativeTo(p))
			if t, ok := o.(*types.TypeName); ok {
				line = "type " + t.Name()
			}
			out = append(out, line)
		}
	}
	return out
}
