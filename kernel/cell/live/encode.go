package live

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"math"
	"reflect"
	"sort"
	"unsafe"
)

// The form of a value's file: the head, the type's fingerprint, the value.
// What may be absent (slices, maps, pointers) starts with a number that tells
// absent from empty. Pointers and maps are numbered as they are met, and met
// again they are that number, so that what was one thing stays one, and a
// cycle ends.
const fileHead = "fathom value 1\n"

func encodeFile(v reflect.Value) ([]byte, error) {
	e := &encoder{met: map[met]uint64{}, open: map[met]bool{}}
	e.WriteString(fileHead)
	e.fixed(fingerprint(v.Type()), 8)
	if err := e.value(v); err != nil {
		return nil, err
	}
	return e.Bytes(), nil
}

type met struct {
	at unsafe.Pointer
	t  reflect.Type
	n  int
}

type encoder struct {
	bytes.Buffer
	met  map[met]uint64
	open map[met]bool // slices that are being written: to meet one again is a cycle
}

func (e *encoder) uint(n uint64) { e.Write(binary.AppendUvarint(nil, n)) }

func (e *encoder) fixed(n uint64, size int) {
	var b [8]byte
	binary.LittleEndian.PutUint64(b[:], n)
	e.Write(b[:size])
}

func (e *encoder) blob(b []byte) {
	e.uint(uint64(len(b)))
	e.Write(b)
}

// value writes v, which must be addressable: methods may sit on the pointer.
func (e *encoder) value(v reflect.Value) error {
	t := v.Type()
	if t == errorType {
		e.error(v)
		return nil
	}
	if c := codecOf(t); c != nil {
		b, err := c.marshal(v.Addr().Interface())
		if err != nil {
			return fmt.Errorf("its %s says: %w", t, err)
		}
		e.blob(b)
		return nil
	}
	if size, ok := raw(t); ok {
		e.Write(unsafe.Slice((*byte)(v.Addr().UnsafePointer()), size))
		return nil
	}
	switch v.Kind() {
	case reflect.String:
		e.blob([]byte(v.String()))
	case reflect.Slice:
		return e.slice(v)
	case reflect.Array:
		return e.elements(v)
	case reflect.Pointer:
		if v.IsNil() {
			e.uint(0)
			return nil
		}
		if e.again(met{v.UnsafePointer(), t, 0}) {
			return nil
		}
		return e.value(v.Elem())
	case reflect.Map:
		return e.mapping(v)
	case reflect.Struct:
		return e.fields(v)
	default:
		return fmt.Errorf("a %s cannot be carried", t)
	}
	return nil
}

// again writes the number of something that was met before; else 1, and what
// it is follows.
func (e *encoder) again(m met) bool {
	if n, ok := e.met[m]; ok {
		e.uint(2 + n)
		return true
	}
	e.met[m] = uint64(len(e.met))
	e.uint(1)
	return false
}

func (e *encoder) slice(v reflect.Value) error {
	if v.IsNil() {
		e.uint(0)
		return nil
	}
	e.uint(uint64(v.Len()) + 1)
	m := met{v.UnsafePointer(), v.Type(), v.Len()}
	if v.Len() > 0 && e.open[m] {
		return fmt.Errorf("a %s holds itself", v.Type())
	}
	e.open[m] = true
	defer delete(e.open, m)
	return e.elements(v)
}

func (e *encoder) elements(v reflect.Value) error {
	if v.Len() == 0 {
		return nil
	}
	if size, ok := raw(v.Type().Elem()); ok {
		e.Write(unsafe.Slice((*byte)(v.Index(0).Addr().UnsafePointer()), size*v.Len()))
		return nil
	}
	for i := range v.Len() {
		if err := e.value(v.Index(i)); err != nil {
			return err
		}
	}
	return nil
}

func (e *encoder) fields(v reflect.Value) error {
	t := v.Type()
	for i := range t.NumField() {
		f := t.Field(i)
		if !own(t, f) {
			return fmt.Errorf("a %s keeps %s to itself", t, f.Name)
		}
		if err := e.value(field(v, i)); err != nil {
			return err
		}
	}
	return nil
}

// field reaches a field whether or not it is exported.
func field(v reflect.Value, i int) reflect.Value {
	f := v.Field(i)
	if f.CanSet() {
		return f
	}
	return reflect.NewAt(f.Type(), f.Addr().UnsafePointer()).Elem()
}

// mapping writes entries in the order of their keys' bytes: a map that did not
// change is written the same.
func (e *encoder) mapping(v reflect.Value) error {
	if v.IsNil() {
		e.uint(0)
		return nil
	}
	if e.again(met{v.UnsafePointer(), v.Type(), 0}) {
		return nil
	}
	type entry struct {
		order      []byte
		key, value reflect.Value
	}
	var entries []entry
	for it := v.MapRange(); it.Next(); {
		key := addressable(it.Key())
		alone := &encoder{met: map[met]uint64{}, open: map[met]bool{}}
		if err := alone.value(key); err != nil {
			return err
		}
		entries = append(entries, entry{alone.Bytes(), key, addressable(it.Value())})
	}
	sort.SliceStable(entries, func(i, j int) bool { return bytes.Compare(entries[i].order, entries[j].order) < 0 })
	e.uint(uint64(len(entries)))
	for _, en := range entries {
		if err := e.value(en.key); err != nil {
			return err
		}
		if err := e.value(en.value); err != nil {
			return err
		}
	}
	return nil
}

func addressable(v reflect.Value) reflect.Value {
	p := reflect.New(v.Type())
	p.Elem().Set(v)
	return p.Elem()
}

// maxLength bounds what a damaged file can make decode allocate at once.
const maxLength = math.MaxInt32
