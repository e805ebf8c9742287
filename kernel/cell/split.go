package cell

import (
	"fmt"
	"go/parser"
	"go/token"
)

// itemKind says where a top-level piece of a cell belongs.
type itemKind int

const (
	statement itemKind = iota
	importItem
	declaration
)

// item is one top-level piece of a cell.
type item struct {
	kind       itemKind
	start, end int
	hushed     bool // ends with a semicolon that the user wrote: nothing is shown
	commas     int  // of a list of expressions
}

// split finds the top-level items of a cell, after it has made sure that every
// bracket has its partner: the parser would look for it in the wrong place.
func split(src *source, toks []lexeme) ([]item, *Trouble) {
	var items []item
	var open []lexeme
	first := -1
	for i, t := range toks {
		switch t.tok {
		case token.LPAREN, token.LBRACK, token.LBRACE:
			open = append(open, t)
		case token.RPAREN, token.RBRACK, token.RBRACE:
			if trouble := closes(src, open, t); trouble != nil {
				return nil, trouble
			}
			open = open[:len(open)-1]
		case token.SEMICOLON:
			if len(open) > 0 || first >= 0 && t.lit == ";" && inHeader(src, toks[first:i]) {
				continue
			}
			if first >= 0 {
				items = append(items, newItem(toks[first:i], t.lit == ";"))
			}
			first = -1
			continue
		}
		if first < 0 {
			first = i
		}
	}
	if len(open) > 0 {
		last := open[len(open)-1]
		return nil, newTrouble(src, syntaxError, last.start, neverClosed(last)).
			mend(fmt.Sprintf("add the missing %s", partner(last.tok)))
	}
	if first >= 0 {
		items = append(items, newItem(toks[first:], false))
	}
	return items, nil
}

func newItem(toks []lexeme, hushed bool) item {
	return item{itemKindOf(toks), toks[0].start, toks[len(toks)-1].end, hushed, commas(toks)}
}

// inHeader tells whether a semicolon after these words belongs to the header of
// an if, for or switch: they are no statement without what follows it.
func inHeader(src *source, toks []lexeme) bool {
	for len(toks) > 2 && toks[0].tok == token.IDENT && toks[1].tok == token.COLON {
		toks = toks[2:]
	}
	switch toks[0].tok {
	case token.IF, token.FOR, token.SWITCH:
		text := src.text[toks[0].start:toks[len(toks)-1].end]
		_, err := parser.ParseFile(token.NewFileSet(), "", "package p; func _() {\n"+text+"\n}", parser.SkipObjectResolution)
		return err != nil
	}
	return false
}

// commas counts the commas of a list of expressions, such as a notebook user
// writes to see several values. It is 0 for anything else.
func commas(toks []lexeme) int {
	n, depth := 0, 0
	for i, t := range toks {
		switch {
		case t.tok == token.LPAREN || t.tok == token.LBRACK || t.tok == token.LBRACE:
			depth++
		case t.tok == token.RPAREN || t.tok == token.RBRACK || t.tok == token.RBRACE:
			depth--
		case depth > 0:
		case t.tok == token.COMMA:
			n++
		case t.tok == token.SEMICOLON || t.tok == token.COLON || assigns(t.tok):
			return 0
		case i == 0 && t.tok.IsKeyword() && t.tok != token.FUNC && t.tok != token.MAP && t.tok != token.STRUCT:
			return 0
		}
	}
	return n
}

func assigns(t token.Token) bool {
	switch t {
	case token.ASSIGN, token.DEFINE, token.INC, token.DEC:
		return true
	}
	return t >= token.ADD_ASSIGN && t <= token.AND_NOT_ASSIGN
}

// itemKindOf looks at the first words: a func with a name, or with a receiver
// and a name, is a declaration, any other func a literal that is called.
func itemKindOf(toks []lexeme) itemKind {
	at := func(i int) token.Token {
		if i < len(toks) {
			return toks[i].tok
		}
		return token.EOF
	}
	switch at(0) {
	case token.IMPORT:
		return importItem
	case token.TYPE, token.CONST:
		return declaration
	case token.FUNC:
		if at(1) == token.IDENT {
			return declaration
		}
		depth := 0
		for i := 1; i < len(toks); i++ {
			switch at(i) {
			case token.LPAREN:
				depth++
			case token.RPAREN:
				depth--
			}
			if depth == 0 {
				if at(i+1) == token.IDENT && at(i+2) == token.LPAREN {
					return declaration
				}
				break
			}
		}
	}
	return statement
}
