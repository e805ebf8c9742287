package cell

import (
	"fmt"
	"go/types"
	"sort"
	"strings"
)

// variable is one that lives on, with what later cells need to declare it.
type variable struct {
	name    string
	typ     string     // as Go text, packages by their aliases
	imports []imported // the aliases in typ
	deps    []string   // types of the notebook that it is made of
	shown   string     // the type as a person writes it
	cell    int
	file    string // where its value lies
}

// newVariable describes a variable of type t; with a reason instead when its
// value cannot be carried, or no later cell could write its type down.
func newVariable(name string, t types.Type, cell int) (*variable, string) {
	if why := carry(t, name); why != "" {
		return nil, why
	}
	return describe(name, t, cell)
}

// describe is newVariable without regard to the value.
func describe(name string, t types.Type, cell int) (*variable, string) {
	s := &speller{imports: map[string]imported{}, deps: map[string]bool{}}
	if why := s.spellable(t, map[types.Type]bool{}); why != "" {
		return nil, fmt.Sprintf("%s is a %s, and %s", name, showType(t), why)
	}
	s.dependencies(t, map[types.Type]bool{})
	v := &variable{name: name, cell: cell, shown: showType(t)}
	v.typ = types.TypeString(t, func(p *types.Package) string {
		if p.Name() == "main" {
			return ""
		}
		im := imported{alias(p.Path()), p.Path()}
		s.imports[p.Path()] = im
		return im.name
	})
	for _, im := range s.imports {
		v.imports = append(v.imports, im)
	}
	sort.Slice(v.imports, func(i, j int) bool { return v.imports[i].path < v.imports[j].path })
	for d := range s.deps {
		v.deps = append(v.deps, d)
	}
	sort.Strings(v.deps)
	return v, ""
}

// alias is a package's name in generated files: no user's name is like it.
func alias(path string) string {
	return "fathom_" + strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' {
			return r
		}
		return '_'
	}, path)
}

// showType writes a type as a person does: packages by their names.
func showType(t types.Type) string {
	return types.TypeString(t, func(p *types.Package) string {
		if p.Name() == "main" {
			return ""
		}
		return p.Name()
	})
}

type speller struct {
	imports map[string]imported
	deps    map[string]bool
}

// spellable tells why t cannot be written in another file, or "".
func (s *speller) spellable(t types.Type, seen map[types.Type]bool) string {
	if seen[t] {
		return ""
	}
	seen[t] = true
	switch t := t.(type) {
	case *types.Named:
		return s.spellableName(t.Obj(), t.TypeArgs(), seen)
	case *types.Alias:
		return s.spellableName(t.Obj(), t.TypeArgs(), seen)
	case *types.Pointer:
		return s.spellable(t.Elem(), seen)
	case *types.Slice:
		return s.spellable(t.Elem(), seen)
	case *types.Array:
		return s.spellable(t.Elem(), seen)
	case *types.Chan:
		return s.spellable(t.Elem(), seen)
	case *types.Map:
		if why := s.spellable(t.Key(), seen); why != "" {
			return why
		}
		return s.spellable(t.Elem(), seen)
	case *types.Struct:
		for i := range t.NumFields() {
			if why := s.spellable(t.Field(i).Type(), seen); why != "" {
				return why
			}
		}
	}
	return ""
}

func (s *speller) spellableName(o *types.TypeName, args *types.TypeList, seen map[types.Type]bool) string {
	p := o.Pkg()
	switch {
	case p == nil:
	case o.Parent() != nil && o.Parent() != p.Scope():
		return fmt.Sprintf("%s is declared inside a block", o.Name())
	case p.Name() != "main" && !o.Exported():
		return fmt.Sprintf("package %s keeps %s to itself", p.Name(), o.Name())
	}
	for i := range args.Len() {
		if why := s.spellable(args.At(i), seen); why != "" {
			return why
		}
	}
	return ""
}

// dependencies collects the notebook's own types that t is made of, through
// and through: when one of them changes, the value's bytes lose their meaning.
func (s *speller) dependencies(t types.Type, seen map[types.Type]bool) {
	if seen[t] {
		return
	}
	seen[t] = true
	own := func(o *types.TypeName, args *types.TypeList) {
		if o.Pkg() != nil && o.Pkg().Name() == "main" {
			s.deps[o.Name()] = true
		}
		for i := range args.Len() {
			s.dependencies(args.At(i), seen)
		}
	}
	switch t := t.(type) {
	case *types.Named:
		own(t.Obj(), t.TypeArgs())
		s.dependencies(t.Underlying(), seen)
	case *types.Alias:
		own(t.Obj(), t.TypeArgs())
		s.dependencies(types.Unalias(t), seen)
	case *types.Pointer:
		s.dependencies(t.Elem(), seen)
	case *types.Slice:
		s.dependencies(t.Elem(), seen)
	case *types.Array:
		s.dependencies(t.Elem(), seen)
	case *types.Map:
		s.dependencies(t.Key(), seen)
		s.dependencies(t.Elem(), seen)
	case *types.Struct:
		for i := range t.NumFields() {
			s.dependencies(t.Field(i).Type(), seen)
		}
	}
}
