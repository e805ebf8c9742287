package cell

import (
	"go/scanner"
	"go/token"
	"strings"
)

// lexeme is a token with its place in the cell.
type lexeme struct {
	tok        token.Token
	lit        string
	start, end int
}

// lex reads the cell's tokens. It also takes the force out of //line comments
// that the user wrote: positions are ours.
func lex(src *source) ([]lexeme, *Trouble) {
	fset := token.NewFileSet()
	file := fset.AddFile("", fset.Base(), len(src.text))
	var trouble *Trouble
	var s scanner.Scanner
	s.Init(file, []byte(src.text), func(pos token.Position, msg string) {
		if trouble == nil {
			trouble = newTrouble(src, syntaxError, pos.Offset, msg)
		}
	}, scanner.ScanComments)
	var out []lexeme
	var text []byte
	for {
		pos, tok, lit := s.Scan()
		if tok == token.EOF {
			break
		}
		off := file.Offset(pos)
		if tok == token.COMMENT {
			if strings.HasPrefix(lit[2:], "line") {
				if text == nil {
					text = []byte(src.text)
				}
				text[off+2] = ' '
			}
			continue
		}
		out = append(out, lexeme{tok, lit, off, off + lexemeLength(tok, lit)})
	}
	if trouble != nil {
		return nil, trouble
	}
	if text != nil {
		src.text = string(text)
	}
	return out, nil
}

func lexemeLength(tok token.Token, lit string) int {
	switch {
	case tok == token.SEMICOLON && lit != ";":
		return 0 // put there by the scanner
	case tok.IsLiteral() || tok.IsKeyword():
		return len(lit)
	}
	return len(tok.String())
}
