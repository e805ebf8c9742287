package assist

import (
	"go/scanner"
	"go/token"
	"strings"
)

// lexeme is a token and its place.
type lexeme struct {
	at, end int
	tok     token.Token
}

// lex splits text into tokens; what is no token is left out.
func lex(text string) []lexeme {
	var s scanner.Scanner
	fset := token.NewFileSet()
	file := fset.AddFile("", fset.Base(), len(text))
	s.Init(file, []byte(text), func(token.Position, string) {}, 0)
	var out []lexeme
	for {
		pos, tok, lit := s.Scan()
		if tok == token.EOF {
			return out
		}
		at := file.Offset(pos)
		n := len(lit)
		switch {
		case tok == token.SEMICOLON && lit != ";":
			n = 0
		case tok.IsOperator():
			n = len(tok.String())
		}
		out = append(out, lexeme{at, min(at+n, len(text)), tok})
	}
}

// kind is what an item of a cell is.
type kind int

const (
	statement kind = iota
	declaration
	importing
)

// item is a part of the cell that ends where no bracket is open.
type item struct {
	start, end int
	kind       kind
}

// split finds the items of a cell, correct or not.
func split(text string) []item {
	var out []item
	toks := lex(text)
	depth, first := 0, -1
	for i, t := range toks {
		if first < 0 && t.tok != token.SEMICOLON {
			first = i
		}
		depth = max(0, depth+opens(t.tok))
		if t.tok == token.SEMICOLON && depth == 0 && first >= 0 {
			out = append(out, item{toks[first].at, t.at, kindOf(toks[first:i])})
			first = -1
		}
	}
	if first >= 0 {
		out = append(out, item{toks[first].at, len(text), kindOf(toks[first:])})
	}
	return out
}

func opens(t token.Token) int {
	switch t {
	case token.LPAREN, token.LBRACK, token.LBRACE:
		return 1
	case token.RPAREN, token.RBRACK, token.RBRACE:
		return -1
	}
	return 0
}

// kindOf tells what an item is by its first tokens.
func kindOf(toks []lexeme) kind {
	switch toks[0].tok {
	case token.IMPORT:
		return importing
	case token.TYPE, token.CONST:
		return declaration
	case token.FUNC:
		if len(toks) > 1 && toks[1].tok == token.IDENT {
			return declaration
		}
		depth := 0
		for i, t := range toks[1:] {
			if depth += opens(t.tok); depth == 0 {
				// After a method's receiver come its name and parameters.
				rest := toks[i+2:]
				if len(rest) > 1 && rest[0].tok == token.IDENT && rest[1].tok == token.LPAREN {
					return declaration
				}
				return statement
			}
		}
	}
	return statement
}

// cut gives the cell with put at offset at, without the rest of the item there
// and with what was open closed: so what follows the cursor cannot keep what
// stands before it from being understood.
func cut(text string, at int, put string) string {
	for _, it := range split(text) {
		if at < it.start || at > it.end {
			continue
		}
		end := it.end
		if it.kind == importing {
			break
		}
		return text[:at] + put + closing(text[it.start:at]) + "\n" + text[end:]
	}
	return text[:at] + put + text[at:]
}

// closing closes what begun leaves open.
func closing(begun string) string {
	var open []token.Token
	head := false // within the head of an if, for or switch
	for _, t := range lex(begun) {
		switch t.tok {
		case token.LPAREN, token.LBRACK, token.LBRACE:
			open = append(open, t.tok)
			head = head && t.tok != token.LBRACE
		case token.RPAREN, token.RBRACK, token.RBRACE:
			open = open[:max(0, len(open)-1)]
		case token.IF, token.FOR, token.SWITCH, token.SELECT:
			head = true
		}
	}
	var b strings.Builder
	for i := len(open) - 1; i >= 0; i-- {
		if head && open[i] == token.LBRACE {
			b.WriteString(" {}")
			head = false
		}
		b.WriteString(map[token.Token]string{token.LPAREN: ")", token.LBRACK: "]", token.LBRACE: " }"}[open[i]])
	}
	if head {
		b.WriteString(" {}")
	}
	return b.String()
}

// goOnly blanks the lines that are GoNB's or the front's, keeping every offset.
func goOnly(text string) string {
	lines := strings.SplitAfter(text, "\n")
	for i, l := range lines {
		if strings.HasPrefix(l, "%") || strings.HasPrefix(l, "!") {
			body := strings.TrimRight(l, "\n")
			if word, _, ok := strings.Cut(l, " "); ok && (word == "%time" || word == "%timeit") {
				body = word // the rest of the line is Go
			}
			lines[i] = strings.Repeat(" ", len(body)) + l[len(body):]
		}
	}
	return strings.Join(lines, "")
}

// literal tells whether an offset lies within a comment, a string or a rune;
// and whether that is the string of an import.
func literal(text string, at int) (within, inImport bool) {
	var s scanner.Scanner
	fset := token.NewFileSet()
	file := fset.AddFile("", fset.Base(), len(text))
	s.Init(file, []byte(text), func(token.Position, string) {}, scanner.ScanComments)
	importLine := false
	depth := 0
	for {
		pos, tok, lit := s.Scan()
		start := file.Offset(pos)
		if tok == token.EOF || start >= at {
			return false, false
		}
		end := start + len(lit)
		if tok == token.IMPORT {
			importLine = true
		}
		depth += opens(tok)
		if tok == token.SEMICOLON && depth == 0 {
			importLine = false
		}
		switch tok {
		case token.STRING, token.CHAR:
			closed := len(lit) > 1 && lit[len(lit)-1] == lit[0]
			if at < end || at == end && !closed {
				return true, importLine && tok == token.STRING
			}
		case token.COMMENT:
			if at < end || at == end && !strings.HasSuffix(lit, "*/") {
				return true, false
			}
		}
	}
}
