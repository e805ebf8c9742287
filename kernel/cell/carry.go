package cell

import (
	"fmt"
	"go/types"
)

// carry tells why a value of type t, found at path, cannot be carried to
// another cell, or "". It is wholly or not at all: one part that cannot go
// keeps the whole value. Package live, which writes the values, decides by the
// same rules over reflect.
func carry(t types.Type, path string) string {
	return (&carrier{seen: map[types.Type]bool{}}).why(t, path)
}

type carrier struct{ seen map[types.Type]bool }

func (c *carrier) why(t types.Type, path string) string {
	t = types.Unalias(t)
	if c.seen[t] { // a type that holds itself goes if its other parts go
		return ""
	}
	c.seen[t] = true
	if encodes(t) || types.Identical(t, errorType) {
		return ""
	}
	switch u := t.Underlying().(type) {
	case *types.Basic:
		if u.Kind() == types.UnsafePointer || u.Kind() == types.UntypedNil || u.Kind() == types.Invalid {
			return is(path, t)
		}
	case *types.Pointer:
		return c.why(u.Elem(), path)
	case *types.Slice:
		return c.why(u.Elem(), path+"[…]")
	case *types.Array:
		return c.why(u.Elem(), path+"[…]")
	case *types.Map:
		if why := c.why(u.Key(), "a key of "+path); why != "" {
			return why
		}
		return c.why(u.Elem(), path+"[…]")
	case *types.Struct:
		return c.fields(t, u, path)
	case *types.Interface:
		return is(path, t) + ", which may hold anything"
	default:
		return is(path, t)
	}
	return ""
}

func is(path string, t types.Type) string {
	article := "a"
	s := showType(t)
	if s != "" {
		switch s[0] {
		case 'a', 'e', 'i', 'o', 'A', 'E', 'I', 'O':
			article = "an"
		}
	}
	return fmt.Sprintf("%s is %s %s", path, article, s)
}

// fields looks into a struct. Unexported fields are other packages' secrets,
// which a copy could break; of a type that the notebook declares they are the
// user's own.
func (c *carrier) fields(t types.Type, s *types.Struct, path string) string {
	for i := range s.NumFields() {
		f := s.Field(i)
		if !f.Exported() && f.Pkg() != nil && f.Pkg().Name() != "main" {
			if n, ok := t.(*types.Named); ok {
				return is(path, n) + ", which keeps its content to itself"
			}
			return fmt.Sprintf("%s.%s is out of reach", path, f.Name())
		}
		if why := c.why(f.Type(), path+"."+f.Name()); why != "" {
			return why
		}
	}
	return ""
}

// codecs are the pairs of methods by which a type carries itself.
var codecs = [][2]string{
	{"MarshalBinary", "UnmarshalBinary"},
	{"MarshalText", "UnmarshalText"},
	{"MarshalJSON", "UnmarshalJSON"},
}

// encodes tells whether t has methods of its own to be carried by. Methods
// that an embedded field lends do not count: they would carry that field only.
func encodes(t types.Type) bool {
	if _, ok := t.(*types.Named); !ok || types.IsInterface(t) {
		return false
	}
	for _, pair := range codecs {
		if marshals(t, pair[0]) && unmarshals(t, pair[1]) && !lent(t, pair[0], marshals) && !lent(t, pair[1], unmarshals) {
			return true
		}
	}
	return false
}

var (
	bytesType = types.NewSlice(types.Typ[types.Byte])
	errorType = types.Universe.Lookup("error").Type()
)

func marshals(t types.Type, name string) bool {
	sig := method(t, name)
	return sig != nil && sig.Params().Len() == 0 && sig.Results().Len() == 2 &&
		types.Identical(sig.Results().At(0).Type(), bytesType) && types.Identical(sig.Results().At(1).Type(), errorType)
}

func unmarshals(t types.Type, name string) bool {
	sig := method(t, name)
	return sig != nil && sig.Params().Len() == 1 && sig.Results().Len() == 1 &&
		types.Identical(sig.Params().At(0).Type(), bytesType) && types.Identical(sig.Results().At(0).Type(), errorType)
}

func method(t types.Type, name string) *types.Signature {
	o, _, _ := types.LookupFieldOrMethod(t, true, nil, name)
	if f, ok := o.(*types.Func); ok {
		return f.Signature()
	}
	return nil
}

// lent tells whether an embedded field of t has the method, whether or not t
// has one of its own besides: over reflect the two look alike.
func lent(t types.Type, name string, has func(types.Type, string) bool) bool {
	s, ok := t.Underlying().(*types.Struct)
	if !ok {
		return false
	}
	for i := range s.NumFields() {
		if f := s.Field(i); f.Embedded() && has(f.Type(), name) {
			return true
		}
	}
	return false
}
