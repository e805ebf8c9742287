package cell

import (
	"go/ast"
	"go/parser"
	"go/scanner"
	"go/token"
	"strings"
)

// compiler is the work on one cell.
type compiler struct {
	nb  *Notebook
	src *source

	toks    []lexeme
	items   []item
	file    *ast.File // the cell as typed, without its imports
	fset    *token.FileSet
	own     []imported
	imports []imported // candidates
	without map[string]string
	notes   []string // that the cell tells the user

	raw    *checked // the cell as typed
	scope  scope    // what of the notebook the cell uses
	tops   []*top   // variables at its top level
	edits  []edit   // what the emitted text has besides
	listed []edit   // what makes a statement of a list of expressions at the end

	literals []function        // that live on as declarations
	lost     map[string]string // funcs that do not, and why
	final    *checked          // the cell as emitted
}

func (c *compiler) split() *Trouble {
	var trouble *Trouble
	if c.toks, trouble = lex(c.src); trouble != nil {
		return trouble
	}
	c.items, trouble = split(c.src, c.toks)
	if n := len(c.items); n > 0 && c.items[n-1].commas > 0 {
		// `a, b` is no Go, but what a notebook user writes to see both.
		blanks := strings.Repeat("_, ", c.items[n-1].commas) + "_ = "
		c.listed = []edit{{at: c.items[n-1].start, text: blanks}}
	}
	return trouble
}

// parse reads each item by itself, so that one mistake does not spill into
// the next line, then the cell as a whole.
func (c *compiler) parse() *Trouble {
	var all Trouble
	for _, it := range c.items {
		if p, ok := c.parseItem(it); !ok {
			all.problems = append(all.problems, p)
		}
	}
	if len(all.problems) > 0 {
		return &all
	}
	var trouble *Trouble
	c.fset = token.NewFileSet()
	c.file, trouble = c.parseWhole(c.fset, c.assemble(nil, c.listed, "", ""))
	return trouble
}

func (c *compiler) parseWhole(fset *token.FileSet, text string) (*ast.File, *Trouble) {
	file, err := parser.ParseFile(fset, cellFile, text, parser.SkipObjectResolution)
	if list, ok := err.(scanner.ErrorList); ok && len(list) > 0 {
		return nil, &Trouble{[]problem{c.syntax(list[0], len(c.src.text))}}
	}
	return file, nil
}

func (c *compiler) parseItem(it item) (problem, bool) {
	text := c.src.directive(it.start) + render(c.src, it.start, it.end, c.listed)
	switch it.kind {
	case statement:
		text = "package main\nfunc _() {\n" + text + "\n}\n"
	default:
		text = "package main\n" + text + "\n"
	}
	_, err := parser.ParseFile(token.NewFileSet(), cellFile, text, parser.SkipObjectResolution)
	list, ok := err.(scanner.ErrorList)
	if !ok || len(list) == 0 {
		return problem{}, true
	}
	return c.syntax(list[0], it.end), false
}

// syntax makes a problem of a parser's error in an item that ends at end.
func (c *compiler) syntax(e *scanner.Error, end int) problem {
	off, msg := end, e.Msg
	if e.Pos.Filename == c.src.file() {
		off = c.src.offset(e.Pos.Line, e.Pos.Column)
	}
	if off >= end && end > 0 {
		// The bracket that the parser found there is not the user's.
		off = end - 1
		if i := strings.Index(msg, ", found"); i >= 0 {
			msg = msg[:i] + ", but the line ends here"
		}
	}
	if rest, ok := strings.CutPrefix(msg, "expected ';', found "); ok {
		msg = strings.TrimPrefix(rest, "newline ") + " does not belong here"
	}
	p := newProblem(c.src, syntaxError, off, msg)
	p.hint = syntaxHint(msg, p.text, c.src.text[off:])
	return p
}

// declares tells whether the cell itself declares the name at package level.
func (c *compiler) declares(name string) bool {
	if c.file == nil {
		return false
	}
	for _, d := range c.file.Decls {
		for _, n := range declaredNames(d) {
			if n == name {
				return true
			}
		}
	}
	return false
}

// declaredNames lists what a declaration at package level declares; a method
// declares no name.
func declaredNames(d ast.Decl) []string {
	var names []string
	switch d := d.(type) {
	case *ast.FuncDecl:
		if d.Recv == nil && d.Name.Name != bodyName {
			names = append(names, d.Name.Name)
		}
	case *ast.GenDecl:
		for _, s := range d.Specs {
			switch s := s.(type) {
			case *ast.TypeSpec:
				names = append(names, s.Name.Name)
			case *ast.ValueSpec:
				for _, n := range s.Names {
					names = append(names, n.Name)
				}
			}
		}
	}
	return names
}

// assemble writes the cell's file: its declarations, then its statements as
// the body of a function.
func (c *compiler) assemble(imports []imported, edits []edit, head, tail string) string {
	var b strings.Builder
	b.WriteString("package main\n\n" + importBlock(imports))
	for _, it := range c.items {
		if it.kind == declaration {
			b.WriteString(c.src.directive(it.start) + render(c.src, it.start, it.end, edits) + "\n")
		}
	}
	// The function begins where the user's statements do: the compiler takes
	// the places of instructions without one from there.
	first, last := len(c.src.text), len(c.src.text)
	for _, it := range c.items {
		if it.kind == statement {
			first, last = min(first, it.start), it.end
		}
	}
	b.WriteString(c.src.directive(first) + "func " + bodyName + "() {\n" + head)
	for _, it := range c.items {
		if it.kind == statement {
			b.WriteString(c.src.directive(it.start) + render(c.src, it.start, it.end, edits) + "\n")
		}
	}
	b.WriteString(c.src.directive(last) + tail + "}\n")
	return b.String()
}

// Names in generated files. None may reach the user.
const (
	cellFile = "fathom_text.go" // compiled after the declarations: their inits come first
	varsFile = "fathom_vars.go"
	bodyName = "fathomBody"
	runName  = "fathomCell"

	insideName = "fathomInside" // says that the cell's statements stand in a block
)
