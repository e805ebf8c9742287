package cell

import (
	"slices"
	"strings"
)

// Forget takes variables and declarations away, with the methods of types. It
// returns the names that the notebook does not have, and those that GoNB has
// to forget besides.
func (nb *Notebook) Forget(names ...string) (unknown, held []string) {
	for _, name := range names {
		if nb.held[name] && strings.Contains(name, "~") { // a method, as GoNB writes it
			nb.remove(func(m *decl) bool { return m.key() == strings.Replace(name, "~", ".", 1) })
			held = append(held, name)
			delete(nb.held, name)
			continue
		}
		d := nb.find(name)
		if nb.vars[name] == nil && d == nil {
			unknown = append(unknown, name)
			continue
		}
		if d != nil && d.isType {
			nb.remove(func(m *decl) bool { return m.recv == name })
		}
		nb.undeclare(name)
		nb.forget(name, name+" was removed with %rm")
		for key := range nb.held {
			if key == name || strings.HasPrefix(key, name+"~") {
				held = append(held, key)
				delete(nb.held, key)
			}
		}
	}
	slices.Sort(held)
	return unknown, held
}
