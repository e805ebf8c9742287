package live

import (
	"fmt"
	"reflect"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/seed-380714d4/fathom/dsl/session/stream"
)

// widest is how long a glance at a value may be, in characters.
const widest = 72

// glances says of each variable, in a few words, what it holds: for lists of
// variables, which must not run anything to be shown.
func glances(said []stream.Var) []stream.Var {
	for i, s := range said {
		for _, v := range variables {
			if v.name == s.Name && s.Refused == "" {
				said[i].Glance = glance(reflect.ValueOf(v.ptr).Elem())
			}
		}
	}
	return said
}

// glance describes a value without looking at all of a large one.
func glance(v reflect.Value) (text string) {
	defer func() {
		if recover() != nil { // a method of the user's, of a value that is not ready for it
			text = v.Type().String()
		}
	}()
	var b strings.Builder
	look(&b, v, 0)
	text = strings.Join(strings.Fields(b.String()), " ")
	if utf8.RuneCountInString(text) > widest {
		text = string([]rune(text)[:widest-1]) + "…"
	}
	return strings.ReplaceAll(text, "main.", "")
}

// look writes a value. What knows how to be glanced at is asked; of the methods
// String and Error only the standard library's, which are known to be cheap.
func look(b *strings.Builder, v reflect.Value, depth int) {
	if b.Len() > 4*widest {
		return
	}
	if v.CanInterface() {
		switch x := v.Interface().(type) {
		case interface{ Glance() string }:
			b.WriteString(x.Glance())
			return
		case error:
			b.WriteString(x.Error())
			return
		case fmt.Stringer:
			if standardType(v.Type()) {
				b.WriteString(x.String())
				return
			}
		}
	}
	switch v.Kind() {
	case reflect.String:
		b.WriteString(strconv.Quote(first(v.String())))
	case reflect.Slice, reflect.Array:
		lookList(b, v, depth)
	case reflect.Map:
		lookMap(b, v, depth)
	case reflect.Struct:
		lookStruct(b, v, depth)
	case reflect.Pointer:
		if v.IsNil() || depth > 2 {
			b.WriteString(map[bool]string{true: "nil", false: "&…"}[v.IsNil()])
			return
		}
		b.WriteByte('&')
		look(b, v.Elem(), depth+1)
	case reflect.Interface:
		if v.IsNil() {
			b.WriteString("nil")
			return
		}
		look(b, v.Elem(), depth+1)
	default:
		fmt.Fprint(b, v)
	}
}

// standardType tells whether a type is of the standard library.
func standardType(t reflect.Type) bool {
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	path, _, _ := strings.Cut(t.PkgPath(), "/")
	return path != "" && path != "main" && !strings.Contains(path, ".")
}

func first(s string) string {
	if len(s) > widest {
		return strings.ToValidUTF8(s[:widest], "") + "…"
	}
	return s
}

// seen is how many elements a glance shows.
const seen = 8

func lookList(b *strings.Builder, v reflect.Value, depth int) {
	if v.Kind() == reflect.Slice && v.IsNil() {
		b.WriteString("nil")
		return
	}
	if v.Len() > seen {
		fmt.Fprintf(b, "%d: ", v.Len())
	}
	b.WriteByte('[')
	for i := range min(v.Len(), seen) {
		if i > 0 {
			b.WriteByte(' ')
		}
		look(b, v.Index(i), depth+1)
	}
	if v.Len() > seen {
		b.WriteString(" …")
	}
	b.WriteByte(']')
}

func lookMap(b *strings.Builder, v reflect.Value, depth int) {
	if v.IsNil() {
		b.WriteString("nil")
		return
	}
	if v.Len() > seen {
		fmt.Fprintf(b, "%d entries", v.Len())
		return
	}
	fmt.Fprint(b, "map[")
	for i, key := range v.MapKeys() {
		if i > 0 {
			b.WriteByte(' ')
		}
		look(b, key, depth+1)
		b.WriteByte(':')
		look(b, v.MapIndex(key), depth+1)
	}
	b.WriteByte(']')
}

func lookStruct(b *strings.Builder, v reflect.Value, depth int) {
	b.WriteByte('{')
	for i := range v.NumField() {
		if i > 0 {
			b.WriteByte(' ')
		}
		if depth > 2 {
			b.WriteString("…")
			break
		}
		b.WriteString(v.Type().Field(i).Name + ":")
		look(b, v.Field(i), depth+1)
	}
	b.WriteByte('}')
}
