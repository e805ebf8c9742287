package assist

import (
	"go/ast"
	"go/token"
	"go/types"
	"sort"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/seed-380714d4/fathom/kernel/cell"
)

// Match is one way to go on.
type Match struct {
	Text      string
	Kind      string // as JupyterLab shows it: "function", "instance", "module", "class", "keyword", "magic"
	Signature string
	rank      int // the lower, the nearer
}

// Completion is what may stand in the place of text[Start:End], in bytes.
type Completion struct {
	Matches    []Match
	Start, End int
}

// most bounds how many matches are given: nobody reads more.
const most = 500

// Complete tells how the cell may go on at the cursor, a byte offset.
func Complete(v *cell.View, text string, cursor int) Completion {
	cursor = min(max(cursor, 0), len(text))
	if c, ok := completeMagic(text, cursor); ok {
		return c
	}
	code := goOnly(text)
	within, importing := literal(code, cursor)
	switch {
	case importing:
		return completePath(v, code, cursor)
	case within:
		return Completion{Start: cursor, End: cursor}
	}
	start := wordStart(code, cursor)
	prefix := code[start:cursor]
	if prefix != "" && unicode.IsDigit(rune(prefix[0])) || names(code[:start]) {
		return Completion{Start: cursor, End: cursor} // a number, or a new name
	}
	s := newSketch(v, cut(code, start, prefix+mark))
	found := s.candidates(v, prefix)
	return Completion{Matches: choose(found, prefix), Start: start, End: cursor}
}

// names tells whether a name of the user's own making follows.
func names(before string) bool {
	toks := lex(before)
	if len(toks) == 0 {
		return false
	}
	switch last := toks[len(toks)-1]; last.tok {
	case token.FUNC, token.TYPE, token.CONST, token.VAR, token.PACKAGE:
		return last.end < len(before) // a space is between
	}
	return false
}

// wordStart gives where the identifier that ends at at begins.
func wordStart(text string, at int) int {
	for at > 0 {
		r, n := utf8.DecodeLastRuneInString(text[:at])
		if !isWord(r) {
			break
		}
		at -= n
	}
	return at
}

// wordEnd gives where the identifier that goes on at at ends.
func wordEnd(text string, at int) int {
	for at < len(text) {
		r, n := utf8.DecodeRuneInString(text[at:])
		if !isWord(r) {
			break
		}
		at += n
	}
	return at
}

func isWord(r rune) bool { return r == '_' || unicode.IsLetter(r) || unicode.IsDigit(r) }

// candidates lists what may stand at the mark.
func (s *sketch) candidates(v *cell.View, prefix string) []Match {
	id := s.marked(mark)
	if id == nil {
		return nil
	}
	path := s.path(id.Pos())
	if len(path) > 1 {
		switch parent := path[1].(type) {
		case *ast.SelectorExpr:
			if parent.Sel == id {
				return s.members(parent.X)
			}
		case *ast.BranchStmt:
			return s.labels(path)
		case *ast.CompositeLit:
			if fields := s.fields(parent); len(fields) > 0 {
				return append(fields, s.names(v, id.Pos(), prefix)...)
			}
		case *ast.KeyValueExpr:
			if lit, ok := path[2].(*ast.CompositeLit); ok && parent.Key == id {
				return s.fields(lit)
			}
		}
	}
	return s.names(v, id.Pos(), prefix)
}

// labels lists those that a break, continue or goto may name: of what is around
// it, and for a goto all others.
func (s *sketch) labels(path []ast.Node) []Match {
	var out []Match
	add := func(n ast.Node) bool {
		if l, ok := n.(*ast.LabeledStmt); ok {
			out = append(out, Match{Text: l.Label.Name, Kind: "keyword"})
		}
		return true
	}
	if b := path[1].(*ast.BranchStmt); b.Tok == token.GOTO {
		ast.Inspect(s.file, add)
		return out
	}
	for _, n := range path {
		add(n)
	}
	return out
}

// members lists what follows a dot.
func (s *sketch) members(x ast.Expr) []Match {
	if id, ok := x.(*ast.Ident); ok {
		if p, ok := s.info.Uses[id].(*types.PkgName); ok {
			return exported(p.Imported())
		}
	}
	tv, ok := s.info.Types[x]
	if !ok || tv.Type == nil || tv.Type == types.Typ[types.Invalid] {
		return nil
	}
	return s.ofType(tv.Type, tv.IsType(), tv.Addressable() || tv.IsType())
}

// exported lists what a package gives.
func exported(p *types.Package) []Match {
	var out []Match
	for _, name := range p.Scope().Names() {
		if o := p.Scope().Lookup(name); o.Exported() {
			out = append(out, match(o, p, 0))
		}
	}
	return out
}

// ofType lists the fields and methods that a value of type t has, the nearest
// first. A variable's address is taken where a method wants it, a result's not.
func (s *sketch) ofType(t types.Type, isType, addressable bool) []Match {
	var out []Match
	seen := map[string]bool{}
	add := func(o types.Object, depth int) {
		if seen[o.Name()] || !o.Exported() && o.Pkg() != s.pkg {
			return
		}
		seen[o.Name()] = true
		out = append(out, match(o, o.Pkg(), depth))
	}
	if !isType {
		eachField(t, func(f *types.Var, depth int) { add(f, depth) })
	}
	if _, ok := t.Underlying().(*types.Pointer); !ok && !types.IsInterface(t) && addressable {
		t = types.NewPointer(t)
	}
	set := types.NewMethodSet(t)
	for i := range set.Len() {
		add(set.At(i).Obj(), len(set.At(i).Index())-1)
	}
	return out
}

// eachField visits fields, those of embedded ones too.
func eachField(t types.Type, visit func(f *types.Var, depth int)) {
	seen := map[types.Type]bool{}
	level := []types.Type{t}
	for depth := 0; len(level) > 0 && depth < 8; depth++ {
		var next []types.Type
		for _, t := range level {
			if p, ok := t.Underlying().(*types.Pointer); ok {
				t = p.Elem()
			}
			st, ok := t.Underlying().(*types.Struct)
			if !ok || seen[t] {
				continue
			}
			seen[t] = true
			for i := range st.NumFields() {
				visit(st.Field(i), depth)
				if st.Field(i).Embedded() {
					next = append(next, st.Field(i).Type())
				}
			}
		}
		level = next
	}
}

// fields lists the fields of a struct literal that it does not set yet.
func (s *sketch) fields(lit *ast.CompositeLit) []Match {
	tv, ok := s.info.Types[lit]
	if !ok || tv.Type == nil {
		return nil
	}
	t := tv.Type
	if p, ok := t.Underlying().(*types.Pointer); ok {
		t = p.Elem()
	}
	st, ok := t.Underlying().(*types.Struct)
	if !ok {
		return nil
	}
	set := map[string]bool{}
	for _, e := range lit.Elts {
		if kv, ok := e.(*ast.KeyValueExpr); ok {
			if id, ok := kv.Key.(*ast.Ident); ok {
				set[id.Name] = true
			}
		}
	}
	var out []Match
	for i := range st.NumFields() {
		if f := st.Field(i); !set[f.Name()] && (f.Exported() || f.Pkg() == s.pkg) {
			m := match(f, f.Pkg(), 0)
			m.Text += ": "
			out = append(out, m)
		}
	}
	return out
}

// names lists what is in scope at pos, packages that need no import, and
// keywords.
func (s *sketch) names(v *cell.View, pos token.Pos, prefix string) []Match {
	var out []Match
	seen := map[string]bool{}
	scope := s.pkg.Scope().Innermost(pos)
	for depth := 0; scope != nil; depth, scope = depth+1, scope.Parent() {
		if prefix == "" && scope == types.Universe {
			return out // the language's own names, packages and keywords would bury the rest
		}
		for _, name := range scope.Names() {
			o := scope.Lookup(name)
			if seen[name] || strings.HasSuffix(name, mark) || name == "_" || strings.HasPrefix(name, "fathom") {
				continue
			}
			if o.Parent() != s.pkg.Scope() && o.Parent() != types.Universe && o.Pos() > pos {
				continue // declared after the cursor
			}
			seen[name] = true
			rank := depth
			if scope == types.Universe {
				rank = 30
			}
			out = append(out, match(o, s.pkg, rank))
		}
	}
	for _, name := range v.Packages() {
		if !seen[name] {
			seen[name] = true
			out = append(out, Match{Text: name, Kind: "module", rank: 20})
		}
	}
	for t := token.BREAK; t <= token.VAR; t++ {
		if w := t.String(); token.IsKeyword(w) && !seen[w] {
			out = append(out, Match{Text: w, Kind: "keyword", rank: 25})
		}
	}
	return out
}

// match describes an object; names of its own package go without one.
func match(o types.Object, here *types.Package, rank int) Match {
	m := Match{Text: o.Name(), rank: rank}
	qualify := func(p *types.Package) string {
		if p == here || p.Name() == "main" {
			return ""
		}
		return p.Name()
	}
	switch o := o.(type) {
	case *types.Func:
		m.Kind, m.Signature = "function", strings.TrimPrefix(types.TypeString(o.Type(), qualify), "func")
	case *types.Builtin:
		m.Kind = "function"
	case *types.TypeName:
		m.Kind = "class"
	case *types.PkgName:
		m.Kind, m.Signature = "module", o.Imported().Path()
	case *types.Const:
		m.Kind, m.Signature = "instance", types.TypeString(o.Type(), qualify)
	case *types.Nil:
		m.Kind = "instance"
	default:
		m.Kind, m.Signature = "instance", types.TypeString(o.Type(), qualify)
		if _, ok := o.Type().Underlying().(*types.Signature); ok {
			m.Kind = "function"
		}
	}
	return m
}

// choose keeps the candidates that the prefix begins, in whatever case; without
// any, those that hold its letters in their order.
func choose(all []Match, prefix string) []Match {
	low := strings.ToLower(prefix)
	keep := func(ok func(string) bool) []Match {
		var out []Match
		for _, m := range all {
			if ok(m.Text) {
				out = append(out, m)
			}
		}
		return out
	}
	out := keep(func(s string) bool { return strings.HasPrefix(strings.ToLower(s), low) })
	if len(out) == 0 && len(prefix) > 1 {
		out = keep(func(s string) bool { return subsequence(strings.ToLower(s), low) })
	}
	sort.SliceStable(out, func(i, j int) bool {
		a, b := out[i], out[j]
		if x, y := strings.HasPrefix(a.Text, prefix), strings.HasPrefix(b.Text, prefix); x != y {
			return x
		}
		if a.rank != b.rank {
			return a.rank < b.rank
		}
		return a.Text < b.Text
	})
	return out[:min(len(out), most)]
}

func subsequence(s, letters string) bool {
	for _, r := range letters {
		i := strings.IndexRune(s, r)
		if i < 0 {
			return false
		}
		s = s[i+utf8.RuneLen(r):]
	}
	return true
}

// completePath goes on with an import path.
func completePath(v *cell.View, text string, cursor int) Completion {
	start := cursor
	for start > 0 && !strings.ContainsRune("\"`", rune(text[start-1])) {
		start--
	}
	var all []Match
	for _, p := range v.Paths() {
		all = append(all, Match{Text: p, Kind: "module"})
	}
	return Completion{Matches: choose(all, text[start:cursor]), Start: start, End: cursor}
}
