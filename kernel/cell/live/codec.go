package live

import "reflect"

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
