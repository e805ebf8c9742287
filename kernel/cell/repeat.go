package cell

import (
	"fmt"
	"maps"
)

// repeatFile has the program run its body again and again.
const repeatFile = "fathom_repeat.go"

// Repeat makes a plain program run again and again, be timed, and leave
// nothing.
func (nb *Notebook) Repeat(p *Program) {
	p.Files = maps.Clone(p.Files)
	p.Files[repeatFile] = fmt.Appendf(nil, "package main\n\nimport %s %q\n\nfunc init() { %s.Again(%s) }\n", liveName, nb.env.Module+"/kernel/cell/live", liveName, bodyName)
}
