package cell

import (
	"fmt"
	"go/types"
	"regexp"
	"strings"
)

// rawExcuse tells which errors of the cell as typed are none in the end.
func (c *compiler) rawExcuse(e types.Error) bool {
	return isUnused(e) || c.unusedLast(e) || c.waits(e)
}

// diagnose makes a Trouble of what go/types found, or nil. One cause is said
// once: a name that is missing is missing wherever it is used.
func (c *compiler) diagnose(ch *checked, excuse func(types.Error) bool) *Trouble {
	var t Trouble
	said := map[string]bool{}
	for _, e := range ch.errors {
		if excuse != nil && excuse(e) || said[e.Msg] || strings.Contains(e.Msg, "invalid type") {
			continue
		}
		said[e.Msg] = true
		if rest, ok := strings.CutPrefix(e.Msg, "\tother declaration of "); ok {
			if n := len(t.problems); n > 0 {
				line := ch.fset.Position(e.Pos).Line
				t.problems[n-1].hint = fmt.Sprintf("%s is declared in line %d already; = gives it a new value", rest, line)
			}
			continue
		}
		t.problems = append(t.problems, c.problem(ch, e))
	}
	if len(t.problems) == 0 {
		return nil
	}
	return &t
}

// problem says one error in the cell's terms.
func (c *compiler) problem(ch *checked, e types.Error) problem {
	src, off := c.src, 0
	pos := ch.fset.Position(e.Pos)
	if n, ok := cellNumber(pos.Filename); ok && c.nb.sources[n] != nil {
		src = c.nb.sources[n]
		off = src.offset(pos.Line, pos.Column)
	}
	p := newProblem(src, typeError, off, c.plainWords(e.Msg))
	c.explain(ch, e, &p)
	return p
}

// cellNumber reads the number out of the name of a cell's file.
func cellNumber(file string) (int, bool) {
	var n int
	i := strings.LastIndex(file, "Cell[")
	if i < 0 {
		return 0, false
	}
	_, err := fmt.Sscanf(file[i:], "Cell[%d]", &n)
	return n, err == nil
}

// qualified is a name with its package's whole path, as go/types writes it.
var qualified = regexp.MustCompile(`(?:[\w.~-]+/)+([\w-]+)\.(\w)`)

// plainWords takes paths and generated names out of a message of go/types.
func (c *compiler) plainWords(msg string) string {
	msg = qualified.ReplaceAllString(msg, "$1.$2")
	for path := range c.aliases() {
		msg = strings.ReplaceAll(msg, alias(path)+".", packageName(path)+".")
	}
	return msg
}

// aliases are the import paths that generated files give names to.
func (c *compiler) aliases() map[string]bool {
	paths := map[string]bool{}
	for _, v := range c.nb.vars {
		for _, im := range v.imports {
			paths[im.path] = true
		}
	}
	return paths
}
