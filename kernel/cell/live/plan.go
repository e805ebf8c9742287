package live

import (
	"fmt"
	"reflect"
	"strings"
)

// Types that carry themselves, in the order of preference. The interfaces are
// spelled here so that no package comes along for them.
type (
	binaryMarshaler   interface{ MarshalBinary() ([]byte, error) }
	binaryUnmarshaler interface{ UnmarshalBinary([]byte) error }
	textMarshaler     interface{ MarshalText() ([]byte, error) }
	textUnmarshaler   interface{ UnmarshalText([]byte) error }
	jsonMarshaler     interface{ MarshalJSON() ([]byte, error) }
	jsonUnmarshaler   interface{ UnmarshalJSON([]byte) error }
)

var errorType = reflect.TypeFor[error]()

// codec is how a type carries itself.
type codec struct {
	marshal   func(ptr any) ([]byte, error)
	unmarshal func(ptr any, b []byte) error
}

// codecOf gives the methods by which t carries itself, or nil. Methods that an
// embedded field may have lent do not count: they would carry that field only.
func codecOf(t reflect.Type) *codec {
	if t.Kind() == reflect.Interface || t.Name() == "" {
		return nil
	}
	p := reflect.PointerTo(t)
	has := func(marshaler, unmarshaler reflect.Type) bool {
		return p.Implements(marshaler) && p.Implements(unmarshaler) && !lent(t, marshaler) && !lent(t, unmarshaler)
	}
	switch {
	case has(reflect.TypeFor[binaryMarshaler](), reflect.TypeFor[binaryUnmarshaler]()):
		return &codec{
			func(x any) ([]byte, error) { return x.(binaryMarshaler).MarshalBinary() },
			func(x any, b []byte) error { return x.(binaryUnmarshaler).UnmarshalBinary(b) }}
	case has(reflect.TypeFor[textMarshaler](), reflect.TypeFor[textUnmarshaler]()):
		return &codec{
			func(x any) ([]byte, error) { return x.(textMarshaler).MarshalText() },
			func(x any, b []byte) error { return x.(textUnmarshaler).UnmarshalText(b) }}
	case has(reflect.TypeFor[jsonMarshaler](), reflect.TypeFor[jsonUnmarshaler]()):
		return &codec{
			func(x any) ([]byte, error) { return x.(jsonMarshaler).MarshalJSON() },
			func(x any, b []byte) error { return x.(jsonUnmarshaler).UnmarshalJSON(b) }}
	}
	return nil
}

// lent asks by interface, not by reflect's MethodByName: one use of that makes
// the linker keep every method of the program.
func lent(t reflect.Type, methods reflect.Type) bool {
	if t.Kind() != reflect.Struct {
		return false
	}
	for i := range t.NumField() {
		if f := t.Field(i); f.Anonymous && (f.Type.Implements(methods) || reflect.PointerTo(f.Type).Implements(methods)) {
			return true
		}
	}
	return false
}

// raw gives the size of t's elements when their memory is their value: numbers
// and booleans. They travel as they lie.
func raw(t reflect.Type) (int, bool) {
	switch t.Kind() {
	case reflect.Bool, reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64,
		reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64, reflect.Uintptr,
		reflect.Float32, reflect.Float64, reflect.Complex64, reflect.Complex128:
		if codecOf(t) != nil {
			return 0, false
		}
		return int(t.Size()), true
	}
	return 0, false
}

// own tells whether the struct's unexported fields are the user's own.
func own(t reflect.Type, f reflect.StructField) bool {
	return f.PkgPath == "" || f.PkgPath == "main"
}

// fingerprint is a hash of a type's structure: bytes of one structure are never
// read as another.
func fingerprint(t reflect.Type) uint64 {
	var b strings.Builder
	describe(&b, t, map[reflect.Type]int{})
	h := uint64(14695981039346656037) // FNV-1a
	for _, c := range []byte(b.String()) {
		h = (h ^ uint64(c)) * 1099511628211
	}
	return h
}

func describe(b *strings.Builder, t reflect.Type, seen map[reflect.Type]int) {
	if n, ok := seen[t]; ok {
		fmt.Fprintf(b, "#%d", n)
		return
	}
	seen[t] = len(seen)
	if codecOf(t) != nil {
		fmt.Fprintf(b, "%s.%s", t.PkgPath(), t.Name())
		return
	}
	b.WriteString(t.Kind().String())
	switch t.Kind() {
	case reflect.Map:
		b.WriteByte('[')
		describe(b, t.Key(), seen)
		b.WriteByte(']')
		describe(b, t.Elem(), seen)
	case reflect.Array:
		fmt.Fprintf(b, "%d ", t.Len())
		describe(b, t.Elem(), seen)
	case reflect.Slice, reflect.Pointer:
		b.WriteByte(' ')
		describe(b, t.Elem(), seen)
	case reflect.Struct:
		b.WriteByte('{')
		for i := range t.NumField() {
			b.WriteString(t.Field(i).Name + " ")
			describe(b, t.Field(i).Type, seen)
			b.WriteByte(';')
		}
		b.WriteByte('}')
	}
}
