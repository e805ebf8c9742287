package cell

import (
	"fmt"
	"go/token"
)

// closes checks that t closes the innermost open bracket.
func closes(src *source, open []lexeme, t lexeme) *Trouble {
	if len(open) == 0 {
		return newTrouble(src, syntaxError, t.start, fmt.Sprintf("this %s closes nothing", t.tok)).
			mend(fmt.Sprintf("remove it, or open its %s", partner(t.tok)))
	}
	last := open[len(open)-1]
	if partner(last.tok) == t.tok {
		return nil
	}
	line, _ := src.place(t.start)
	return newTrouble(src, syntaxError, last.start, neverClosed(last)).
		mend(fmt.Sprintf("add the missing %s before the %s in line %d", partner(last.tok), t.tok, line))
}

func neverClosed(t lexeme) string { return fmt.Sprintf("this %s is never closed", t.tok) }

func partner(t token.Token) token.Token {
	switch t {
	case token.LPAREN:
		return token.RPAREN
	case token.LBRACK:
		return token.RBRACK
	case token.LBRACE:
		return token.RBRACE
	case token.RPAREN:
		return token.LPAREN
	case token.RBRACK:
		return token.LBRACK
	}
	return token.LBRACE
}
