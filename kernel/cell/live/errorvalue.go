package live

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"reflect"
	"strings"

	"github.com/seed-380714d4/fathom/dsl/session/stream"
)

// errorValue is an error's value by itself: the bytes of its graph, in which
// other errors are numbers, and these errors. Memory that it shares with variables is
// copied, as the text of an error is: it stays what it was when its cell ended,
// for where a cell does not name its type nothing could be shared with it.
type errorValue struct {
	print uint64 // of its type; 0 if it cannot be carried
	bytes []byte
	inner []error
}

// errorTypes are those whose values this cell can have, by fingerprint.
var errorTypes = map[uint64]reflect.Type{}

// Errors says which types of errors the cell names, by nil pointers to them.
func Errors(types ...any) {
	for _, p := range types {
		t := reflect.TypeOf(p).Elem()
		errorTypes[fingerprint(t)] = t
	}
}

// valueOf takes an error's value, if it can be carried whole.
func valueOf(err error) (v errorValue) {
	if c, ok := err.(*carriedError); ok {
		return c.value
	}
	t, at := reflect.TypeOf(err), addressable(reflect.ValueOf(err))
	if t.Kind() == reflect.Pointer {
		at = at.Elem()
	}
	if !at.IsValid() || staysBehind(t) != "" {
		return errorValue{}
	}
	s, _, failed := scanWithin(root{"", at})
	if failed != nil {
		return errorValue{}
	}
	g, inner, failed := encodeWithin(s)
	if failed != nil {
		return errorValue{}
	}
	return errorValue{fingerprint(t), bytes.Join(g.pieces, nil), inner}
}

// read puts the value where an error of its type lies.
func (e errorValue) read(at reflect.Value, zeros int) error {
	_, err := (&decoder{zeros: zeros, within: true, inner: e.inner}).decode(e.bytes, []root{{"", at}})
	return err
}

// staysBehind tells why values of a type of errors cannot be carried, or "".
func staysBehind(t reflect.Type) string {
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	return whyNot(t, map[reflect.Type]bool{})
}

// whyNot decides over reflect as cell.carry does over go/types.
func whyNot(t reflect.Type, seen map[reflect.Type]bool) string {
	if seen[t] || t == errorType || know(t).codec != nil {
		return ""
	}
	seen[t] = true
	switch t.Kind() {
	case reflect.Pointer, reflect.Slice, reflect.Array:
		return whyNot(t.Elem(), seen)
	case reflect.Map:
		return cmp.Or(whyNot(t.Key(), seen), whyNot(t.Elem(), seen))
	case reflect.Struct:
		for i := range t.NumField() {
			f := t.Field(i)
			if !own(t, f) {
				return fmt.Sprintf("a %s keeps its %s to itself", t, f.Name)
			}
			if why := whyNot(f.Type, seen); why != "" {
				return why
			}
		}
	case reflect.Chan, reflect.Func, reflect.Interface, reflect.UnsafePointer:
		return fmt.Sprintf("it holds a %s", t)
	}
	return ""
}

// textOnly are errors that are nothing but what they say and wrap.
var textOnly = map[reflect.Type]bool{
	reflect.TypeOf(errors.New("")):                                     true,
	reflect.TypeOf(fmt.Errorf("%w", errors.New(""))):                   true,
	reflect.TypeOf(fmt.Errorf("%w%w", errors.New(""), errors.New(""))): true,
	reflect.TypeOf(errors.Join(errors.New(""))):                        true,
	reflect.TypeFor[*carriedError]():                                   true,
}

// left lists the types of errors among nodes that stay behind.
func left(nodes []node) (types []reflect.Type) {
	for _, n := range nodes {
		if n.kind != errorNode || n.print != 0 {
			continue
		}
		if t := reflect.TypeOf(n.value.Interface()); !textOnly[t] {
			types = append(types, t)
		}
	}
	return types
}

// tellLeft says of which errors only what they say and wrap lives on.
func tellLeft(types []reflect.Type) {
	for _, t := range types {
		send(stream.Notice, fmt.Sprintf("An error of type %s lives on as what it says and what it wraps, without its type, so errors.As will not find it: %s.",
			strings.ReplaceAll(t.String(), "main.", ""), cmp.Or(staysBehind(t), "it holds nothing")))
	}
}
