package live

import (
	"fmt"
	"reflect"
	"strings"
	"unsafe"
)

// layout is n values of one type side by side in memory: a variable, what a
// pointer points to, the array behind a slice. Arrays are taken apart, so that
// a slice of an array and the array itself look alike.
type layout struct {
	elem reflect.Type
	n    int
}

func layoutOf(t reflect.Type, n int) layout {
	for t.Kind() == reflect.Array && know(t).codec == nil {
		n *= t.Len()
		t = t.Elem()
	}
	return layout{t, n}
}

func (l layout) size() uintptr { return uintptr(l.n) * l.elem.Size() }

// contains tells whether there is a want at an offset of l.
func (l layout) contains(off uintptr, want layout) bool {
	for {
		size := l.elem.Size()
		if size == 0 || off >= l.size() {
			return false
		}
		if alike(l.elem, want.elem) {
			return off%size == 0 && want.n <= l.n-int(off/size)
		}
		if l.elem.Kind() != reflect.Struct || know(l.elem).codec != nil {
			return false
		}
		inner, at, ok := fieldAt(l.elem, off%size)
		if !ok {
			return false
		}
		l, off = layoutOf(inner, 1), at
	}
}

// fieldAt gives the type of the field at an offset of a struct, and the offset
// in the field.
func fieldAt(t reflect.Type, off uintptr) (reflect.Type, uintptr, bool) {
	for i := range t.NumField() {
		if f := t.Field(i); off >= f.Offset && off-f.Offset < f.Type.Size() {
			return f.Type, off - f.Offset, true
		}
	}
	return nil, 0, false
}

// alike tells whether a pointer to one type may be made one to the other.
func alike(a, b reflect.Type) bool {
	return a == b || a.Kind() == b.Kind() && reflect.PointerTo(a).ConvertibleTo(reflect.PointerTo(b))
}

// at reads the i-th value of a layout that starts at p.
func (l layout) at(p unsafe.Pointer, i int) reflect.Value {
	return reflect.NewAt(l.elem, unsafe.Add(p, uintptr(i)*l.elem.Size())).Elem()
}

// knowledge is what is asked of a type again and again.
type knowledge struct {
	codec *codec
	raw   bool // its memory is its value
	refs  bool // it may share memory with other values
	print uint64
}

// known is used by the cell's first goroutine only, before its first line and
// after its last.
var known = map[reflect.Type]*knowledge{}

func know(t reflect.Type) *knowledge {
	if k := known[t]; k != nil {
		return k
	}
	k := &knowledge{codec: codecOf(t)}
	known[t] = k
	switch {
	case t == errorType:
		k.refs = true
	case k.codec != nil:
	default:
		k.raw, k.refs = isRaw(t), hasRefs(t)
	}
	return k
}

// isRaw tells whether t's memory is its value: numbers, booleans, and arrays
// and structs of nothing else. They travel as they lie.
func isRaw(t reflect.Type) bool {
	switch t.Kind() {
	case reflect.Bool, reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64,
		reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64, reflect.Uintptr,
		reflect.Float32, reflect.Float64, reflect.Complex64, reflect.Complex128:
		return true
	case reflect.Array:
		return know(t.Elem()).raw
	case reflect.Struct:
		var filled uintptr
		for i := range t.NumField() {
			f := t.Field(i)
			if !own(t, f) || !know(f.Type).raw {
				return false
			}
			filled += f.Type.Size()
		}
		return filled == t.Size() // what lies between fields is nobody's value
	}
	return false
}

func hasRefs(t reflect.Type) bool {
	switch t.Kind() {
	case reflect.Pointer, reflect.Slice, reflect.Map:
		return true
	case reflect.Array:
		return know(t.Elem()).refs
	case reflect.Struct:
		for i := range t.NumField() {
			if know(t.Field(i).Type).refs {
				return true
			}
		}
	}
	return false
}

// own tells whether the struct's unexported fields are the user's own.
func own(t reflect.Type, f reflect.StructField) bool {
	return f.PkgPath == "" || f.PkgPath == "main"
}

// fingerprint is a hash of a type's name and structure: bytes of one structure
// are never read as another.
func fingerprint(t reflect.Type) uint64 {
	k := know(t)
	if k.print == 0 {
		var b strings.Builder
		describe(&b, t, map[reflect.Type]int{})
		h := uint64(14695981039346656037) // FNV-1a
		for _, c := range []byte(b.String()) {
			h = (h ^ uint64(c)) * 1099511628211
		}
		k.print = max(h, 1)
	}
	return k.print
}

func describe(b *strings.Builder, t reflect.Type, seen map[reflect.Type]int) {
	if n, ok := seen[t]; ok {
		fmt.Fprintf(b, "#%d", n)
		return
	}
	seen[t] = len(seen)
	if t.Name() != "" {
		fmt.Fprintf(b, "%s.%s=", t.PkgPath(), t.Name())
	}
	if know(t).codec != nil {
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
