package cell

import (
	"slices"
	"strings"
)

// Forget takes a variable or declaration away, with the methods of a type; a
// method is named as GoNB does, Type~Method. It tells what it was: "var",
// "func", "type" or "const", or "" if the notebook has no such name; and which
// names GoNB has to forget besides.
func (nb *Notebook) Forget(name string) (kind string, held []string) {
	if typ, method, ok := strings.Cut(name, "~"); ok {
		kind = nb.forgetMethod(typ + "." + method)
	} else {
		kind = nb.forgetName(name)
	}
	for key := range nb.held {
		if key == name || kind == "type" && strings.HasPrefix(key, name+"~") {
			held = append(held, key)
			delete(nb.held, key)
		}
	}
	slices.Sort(held)
	return kind, held
}

func (nb *Notebook) forgetMethod(key string) string {
	before := len(nb.decls)
	nb.remove(func(d *decl) bool { return d.recv != "" && d.key() == key })
	if len(nb.decls) == before {
		return ""
	}
	return "func"
}

func (nb *Notebook) forgetName(name string) string {
	d := nb.find(name)
	kind := ""
	switch {
	case nb.vars[name] != nil:
		kind = "var"
	case d != nil:
		kind = d.kind()
	case name == "init" && len(nb.inits) > 0:
		nb.inits = nil
		return "func"
	default:
		return ""
	}
	if kind == "type" {
		nb.remove(func(m *decl) bool { return m.recv == name })
	}
	nb.undeclare(name)
	nb.forget(name, name+" was removed with %rm")
	return kind
}
