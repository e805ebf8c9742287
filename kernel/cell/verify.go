package cell

import (
	"fmt"
	"strings"
)

// verify types what was emitted, and makes use of what would else be unused.
func (c *compiler) verify() *Trouble {
	used := map[int]bool{}
	for {
		files := c.emit()
		for i, d := range c.scope.decls {
			if d.foreign {
				files[fmt.Sprintf("fathom_gonb%d.go", i)] = []byte("package main\n\n" + importBlock(d.imports) + d.src)
			}
		}
		ch, err := c.nb.typecheck(files)
		if err != nil {
			return newTrouble(c.src, syntaxError, 0, err.Error())
		}
		c.final = ch
		mended := false
		for _, e := range ch.errors {
			if !isUnused(e) {
				continue
			}
			off := c.at(ch, e.Pos)
			if off < 0 || used[off] {
				continue
			}
			used[off] = true
			if e, ok := c.use(off); ok {
				c.edits = append(c.edits, e)
				mended = true
			}
		}
		if !mended {
			break
		}
	}
	return c.diagnose(c.final, nil)
}

// stub is what GoNB is sent: it need not look for packages, there are none.
const stub = "%noautoget\n%%\n" + runName + "()"

// program is the outcome of a cell that compiles.
func (c *compiler) program() *Program {
	p := &Program{Text: stub, Files: c.emit(), cell: c.src.cell, imports: c.own, stale: len(c.nb.stale),
		gone: map[string]string{}, dropped: map[string]string{}, decls: c.declarations()}
	level, _ := c.placeVariables()
	if p.removed = c.toRemove(level); len(p.removed) > 0 {
		p.Text = "%rm " + strings.Join(p.removed, " ") + "\n" + p.Text
	}
	for name, why := range c.lost {
		p.gone[name] = c.afterwards(name, why)
	}
	for _, f := range c.literals {
		p.decls = append(p.decls, c.functionDecl(f))
	}
	for _, t := range c.tops {
		switch {
		case t.keep != nil && !t.fn:
			p.vars = append(p.vars, t.keep)
		case t.why != "":
			p.gone[t.name] = c.afterwards(t.name, t.why)
		}
	}
	for _, v := range c.scope.vars {
		if c.top(v.name) == nil {
			changed := *v
			changed.cell = c.src.cell
			p.vars = append(p.vars, &changed)
		}
	}
	for _, v := range c.nb.vars {
		if dep := c.changedUnder(v); dep != "" {
			p.dropped[v.name] = fmt.Sprintf("%s was dropped when cell %d declared its type %s anew", v.name, c.src.cell, dep)
		}
	}
	return p
}

func (c *compiler) afterwards(name, why string) string {
	return fmt.Sprintf("%s cannot live on after cell %d: %s", name, c.src.cell, why)
}
