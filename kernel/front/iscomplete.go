package front

import (
	"go/parser"
	"go/scanner"
	"go/token"
	"strings"

	"github.com/seed-380714d4/fathom/kernel/wire"
)

// isComplete tells a console whether Enter runs the cell or begins a line.
func (f *Front) isComplete(m wire.Message) any {
	var q struct {
		Code string `json:"code"`
	}
	if err := m.Decode(&q); err != nil {
		return object{"status": "unknown"}
	}
	if _, _, ok := question(q.Code); ok {
		return object{"status": "complete"}
	}
	_, rest := commands(q.Code)
	status, depth := completeness(rest)
	if status == "incomplete" {
		return object{"status": status, "indent": strings.Repeat("\t", depth)}
	}
	return object{"status": status}
}

// isPlain tells roughly whether a cell is plain Go, and not GoNB's.
func isPlain(code string) bool {
	for _, line := range strings.Split(code, "\n") {
		if strings.HasPrefix(line, "%") || strings.HasPrefix(line, "!") || strings.HasPrefix(line, "func main(") {
			return false
		}
	}
	return true
}

// completeness tells whether code is "complete", "incomplete" (and then how
// many brackets are open) or "invalid".
func completeness(code string) (status string, depth int) {
	if !isPlain(code) {
		return "complete", 0
	}
	toks, unfinished := lexemes(code)
	if unfinished {
		return "incomplete", 0
	}
	for _, t := range toks {
		if depth += bracket(t.tok); depth < 0 {
			return "invalid", 0
		}
	}
	if depth > 0 || continues(toks) {
		return "incomplete", depth
	}
	if !parses(code, toks) {
		return "invalid", 0
	}
	return "complete", 0
}

// lexeme is a token and where it starts.
type lexeme struct {
	at  int
	tok token.Token
}

// lexemes splits code into tokens; unfinished says that a comment or raw
// string goes on beyond its end.
func lexemes(code string) (toks []lexeme, unfinished bool) {
	var s scanner.Scanner
	fset := token.NewFileSet()
	file := fset.AddFile("", fset.Base(), len(code))
	s.Init(file, []byte(code), func(_ token.Position, msg string) {
		unfinished = unfinished || strings.HasPrefix(msg, "raw string literal not") || strings.HasPrefix(msg, "comment not")
	}, 0)
	for {
		pos, tok, _ := s.Scan()
		if tok == token.EOF {
			return toks, unfinished
		}
		toks = append(toks, lexeme{file.Offset(pos), tok})
	}
}

// bracket is what a token adds to the depth of brackets.
func bracket(t token.Token) int {
	switch t {
	case token.LPAREN, token.LBRACK, token.LBRACE:
		return 1
	case token.RPAREN, token.RBRACK, token.RBRACE:
		return -1
	}
	return 0
}

// continues tells whether the last token wants another after it.
func continues(toks []lexeme) bool {
	if len(toks) == 0 {
		return false
	}
	switch last := toks[len(toks)-1].tok; last {
	case token.SEMICOLON, token.RPAREN, token.RBRACK, token.RBRACE, token.INC, token.DEC, token.ILLEGAL:
		return false
	default:
		return last.IsOperator()
	}
}

// parses tells whether code is Go, as declarations and statements in any
// order: functions and imports are taken out, what is left is a body.
func parses(code string, toks []lexeme) bool {
	var top, body strings.Builder
	depth, from, out := 0, 0, false
	begin := true // of a statement
	for i, t := range toks {
		if begin && depth == 0 && (t.tok == token.IMPORT || isFunction(toks[i:])) {
			body.WriteString(code[from:t.at] + "\n")
			from, out = t.at, true
		}
		depth += bracket(t.tok)
		if begin = t.tok == token.SEMICOLON && depth == 0; begin && out {
			top.WriteString(code[from:t.at] + "\n")
			from, out = t.at, false
		}
	}
	if out {
		top.WriteString(code[from:])
	} else {
		body.WriteString(code[from:])
	}
	_, err := parser.ParseFile(token.NewFileSet(), "", "package p\n"+top.String()+"\nfunc _() {\n"+body.String()+"\n}\n", parser.SkipObjectResolution)
	return err == nil
}

// isFunction tells whether a declaration of a function or method begins here.
func isFunction(toks []lexeme) bool {
	if len(toks) < 3 || toks[0].tok != token.FUNC {
		return false
	}
	if toks[1].tok == token.IDENT {
		return true
	}
	depth := 0
	for i, t := range toks[1:] {
		if depth += bracket(t.tok); depth == 0 {
			// After a receiver comes a name and its parameters; after the
			// parameters of a function literal, a result or a body.
			rest := toks[1+i+1:]
			return len(rest) > 1 && rest[0].tok == token.IDENT && (rest[1].tok == token.LPAREN || rest[1].tok == token.LBRACK)
		}
	}
	return false
}
