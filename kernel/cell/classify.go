package cell

import "strings"

// passesThrough tells whether GoNB must read the cell itself: a line that
// starts with %, ! or //gonb: is a command of its own, and a func main is a
// program.
func passesThrough(text string) bool {
	passes := false
	codeLines(text, func(at int) {
		line := text[at:]
		passes = passes || line[0] == '%' || line[0] == '!' || strings.HasPrefix(line, "//gonb:") || isMain(line)
	})
	return passes
}

// codeLines calls f for where each line begins that has something in it and
// begins as code: raw strings and comments may hold lines that look like
// commands without being any.
func codeLines(text string, f func(at int)) {
	for i, lineStart := 0, true; i < len(text); {
		if lineStart && text[i] != '\n' {
			f(i)
		}
		switch c := text[i]; {
		case lineStart && (c == '%' || c == '!'):
			i += lineLength(text[i:])
		case c == '\n':
			i, lineStart = i+1, true
			continue
		case strings.HasPrefix(text[i:], "//"):
			i += lineLength(text[i:])
		case strings.HasPrefix(text[i:], "/*"):
			i += until(text[i:], 2, "*/")
		case c == '`':
			i += until(text[i:], 1, "`")
		case c == '"' || c == '\'':
			i += quoted(text[i:])
		default:
			i++
		}
		lineStart = false
	}
}

func isMain(s string) bool {
	rest, ok := strings.CutPrefix(s, "func")
	if !ok || strings.TrimLeft(rest, " \t") == rest {
		return false
	}
	rest, ok = strings.CutPrefix(strings.TrimLeft(rest, " \t"), "main")
	return ok && strings.HasPrefix(strings.TrimLeft(rest, " \t"), "(")
}

func lineLength(s string) int {
	if i := strings.IndexByte(s, '\n'); i >= 0 {
		return i
	}
	return len(s)
}

// until gives the length of s up to and with end, looked for after skip bytes.
func until(s string, skip int, end string) int {
	if i := strings.Index(s[skip:], end); i >= 0 {
		return skip + i + len(end)
	}
	return len(s)
}

// quoted gives the length of the string or rune literal that s starts with; an
// unfinished one ends with its line.
func quoted(s string) int {
	for i := 1; i < len(s); i++ {
		switch s[i] {
		case '\\':
			i++
		case '\n':
			return i
		case s[0]:
			return i + 1
		}
	}
	return len(s)
}
