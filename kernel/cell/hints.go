package cell

import (
	"fmt"
	"go/ast"
	"go/types"
	"regexp"
	"strings"
)

// syntaxHint says how to mend what the parser does not understand; rest is the
// text from the mistake on.
func syntaxHint(msg, line, rest string) string {
	trimmed := strings.TrimSpace(line)
	switch {
	case strings.HasPrefix(trimmed, "package "):
		return "a cell has no package line: remove it"
	case strings.HasPrefix(rest, "else"):
		return "else must stand on the line of the bracket that closes the if: } else {"
	case strings.HasPrefix(rest, "."):
		return "a chain of calls that goes on in the next line ends its line with the dot"
	case strings.Contains(msg, "missing ','"):
		return "in a list over several lines every line ends with a comma, the last one too"
	case strings.HasPrefix(trimmed, "def ") || strings.HasPrefix(trimmed, "function "):
		return "a function is written func name(x float64) float64 { … }"
	case strings.HasPrefix(trimmed, "while "):
		return "Go's only loop is for: for condition { … }"
	case strings.HasPrefix(trimmed, "let ") || strings.HasPrefix(trimmed, "const ") && strings.Contains(msg, "expected"):
		return "a variable is made by name := value"
	case strings.Contains(msg, "but the line ends here"):
		return "the line is not finished"
	}
	return ""
}

var (
	undefinedName   = regexp.MustCompile(`^undefined: ([\pL_][\pL\pN_]*)$`)
	undefinedMember = regexp.MustCompile(`^undefined: ([\pL_][\pL\pN_]*)\.([\pL_][\pL\pN_]*)$`)
	undefinedMethod = regexp.MustCompile(`^(.*)\.([\pL_][\pL\pN_]*) undefined \(type (.*) has no field or method`)
	mismatch        = regexp.MustCompile(`mismatched types (.*) and ([^)]*)\)`)
	cannotUse       = regexp.MustCompile(`^cannot use (.*) \((.*)\) as (.*) value in (.*)`)
	quotedNumber    = regexp.MustCompile("^[\"`'][-+]?[0-9][0-9_]*(\\.[0-9]+)?[\"`']$")
	numeric         = regexp.MustCompile(`\b(u?int(8|16|32|64)?|float(32|64))\b`)
	countMismatch   = regexp.MustCompile(`^assignment mismatch: (\d+) variables? but (.*) returns (\d+) values?`)
)

// explain turns an error of go/types into words a notebook user can act on.
func (c *compiler) explain(ch *checked, e types.Error, p *problem) {
	msg := p.message
	switch {
	case undefinedName.MatchString(msg):
		p.kind = nameError
		c.explainName(ch, e, p, undefinedName.FindStringSubmatch(msg)[1])
	case undefinedMember.MatchString(msg):
		p.kind = nameError
		m := undefinedMember.FindStringSubmatch(msg)
		p.message = fmt.Sprintf("package %s has no %s", m[1], m[2])
		p.col += len(m[1]) + 1 - columnShift(ch, e, m[2])
		if near := nearest(m[2], c.members(ch, m[1])); near != "" {
			p.hint = fmt.Sprintf("did you mean %s.%s?", m[1], near)
		} else if !c.imported(m[1]) {
			p.hint = fmt.Sprintf("no cell that succeeded left a variable %s, so this means the package", m[1])
		}
	case undefinedMethod.MatchString(msg):
		p.kind = nameError
		c.explainMethod(ch, e, p)
	case countMismatch.MatchString(msg):
		m := countMismatch.FindStringSubmatch(msg)
		p.hint = fmt.Sprintf("take all %s values, _ for what you do not need", m[3])
		if m[1] == "1" && m[3] == "2" {
			p.hint = "take both values, the second as _ if you do not need it: x, _ := …"
		}
	case mismatch.MatchString(msg):
		m := mismatch.FindStringSubmatch(msg)
		p.hint = fmt.Sprintf("Go converts nothing by itself: %s(…) or %s(…) makes them the same", m[1], m[2])
		if m[1] == "string" || m[2] == "string" {
			p.hint = "fmt.Sprint(…) makes a string of any value"
		}
	case cannotUse.MatchString(msg):
		m := cannotUse.FindStringSubmatch(msg)
		if quotedNumber.MatchString(m[1]) && numeric.MatchString(m[3]) {
			p.hint = fmt.Sprintf("a number is written without quotes: %s", strings.Trim(m[1], "\"`'"))
		} else if p.hint = convertHint(m[2], m[3]); strings.HasSuffix(msg, "(overflows)") || strings.HasSuffix(msg, "(truncated)") {
			p.hint = fmt.Sprintf("%s cannot hold this number", m[3])
		}
	case strings.HasPrefix(msg, "no new variables on left side of :="):
		p.hint = "= gives a new value to variables that are there"
	case strings.HasSuffix(msg, "is not used"):
		p.hint = "only a cell's last line is shown by itself; fmt.Println(…) shows a value anywhere"
	case strings.HasPrefix(msg, "missing return"):
		p.hint = "every way through the function must end with return"
	case strings.Contains(msg, "too many return values"):
		p.hint = "return ends the cell; a value is shown by the last line"
	case strings.Contains(msg, "not enough arguments in call") || strings.Contains(msg, "too many arguments in call"):
		p.hint = "have is what the call gives, want what the function takes"
	}
}

// columnShift is len(package)+1 where go/types points at the member already.
func columnShift(ch *checked, e types.Error, member string) int {
	f := ch.files[ch.in(e.Pos)]
	shift := 0
	ast.Inspect(f, func(n ast.Node) bool {
		if s, ok := n.(*ast.SelectorExpr); ok && s.Sel.Pos() == e.Pos && s.Sel.Name == member {
			if x, ok := s.X.(*ast.Ident); ok {
				shift = len(x.Name) + 1
			}
		}
		return true
	})
	return shift
}

// convertHint says how a value of one type becomes another.
func convertHint(have, want string) string {
	switch {
	case want == "string" && numeric.MatchString(have):
		return "fmt.Sprint(…) makes a string of it"
	case have == "untyped string constant" && numeric.MatchString(want) && !strings.Contains(want, "["):
		return "a number is written without quotes"
	case strings.Contains(have, "string") && numeric.MatchString(want) && !strings.Contains(want, "["):
		return "strconv.Atoi or strconv.ParseFloat reads a number from a string"
	case numeric.MatchString(have) && numeric.MatchString(want) && !strings.ContainsAny(want, "[(") && !strings.Contains(have, "truncated"):
		return fmt.Sprintf("%s(…) converts it", want)
	case strings.HasPrefix(want, "[]"):
		return fmt.Sprintf("a list is written %s{…}", want)
	}
	return ""
}
