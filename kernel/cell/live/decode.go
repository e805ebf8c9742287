package live

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"reflect"
	"unsafe"
)

var errDamaged = errors.New("its file is damaged")

func decodeFile(b []byte, v reflect.Value) error {
	rest, ok := bytes.CutPrefix(b, []byte(fileHead))
	if !ok || len(rest) < 8 {
		return errDamaged
	}
	if binary.LittleEndian.Uint64(rest) != fingerprint(v.Type()) {
		return fmt.Errorf("its type %s has changed", v.Type())
	}
	d := &decoder{b: rest[8:]}
	if err := d.value(v); err != nil {
		return err
	}
	if len(d.b) > 0 {
		return errDamaged
	}
	return nil
}

type decoder struct {
	b   []byte
	met []reflect.Value // pointers and maps by number
}

func (d *decoder) uint() (uint64, error) {
	n, size := binary.Uvarint(d.b)
	if size <= 0 {
		return 0, errDamaged
	}
	d.b = d.b[size:]
	return n, nil
}

func (d *decoder) take(n int) ([]byte, error) {
	if n < 0 || n > len(d.b) {
		return nil, errDamaged
	}
	b := d.b[:n:n]
	d.b = d.b[n:]
	return b, nil
}

func (d *decoder) blob() ([]byte, error) {
	n, err := d.uint()
	if err != nil || n > maxLength {
		return nil, errDamaged
	}
	return d.take(int(n))
}

func (d *decoder) value(v reflect.Value) error {
	t := v.Type()
	if t == errorType {
		return d.error(v)
	}
	if c := codecOf(t); c != nil {
		b, err := d.blob()
		if err != nil {
			return err
		}
		if err := c.unmarshal(v.Addr().Interface(), b); err != nil {
			return fmt.Errorf("its %s says: %w", t, err)
		}
		return nil
	}
	if size, ok := raw(t); ok {
		return d.raw(v.Addr().UnsafePointer(), size)
	}
	switch v.Kind() {
	case reflect.String:
		b, err := d.blob()
		v.SetString(string(b))
		return err
	case reflect.Slice:
		return d.slice(v)
	case reflect.Array:
		return d.elements(v)
	case reflect.Pointer:
		return d.pointer(v)
	case reflect.Map:
		return d.mapping(v)
	case reflect.Struct:
		for i := range t.NumField() {
			if !own(t, t.Field(i)) {
				return fmt.Errorf("a %s keeps %s to itself", t, t.Field(i).Name)
			}
			if err := d.value(field(v, i)); err != nil {
				return err
			}
		}
		return nil
	}
	return fmt.Errorf("a %s cannot be carried", t)
}

func (d *decoder) raw(to unsafe.Pointer, size int) error {
	b, err := d.take(size)
	if err == nil {
		copy(unsafe.Slice((*byte)(to), size), b)
	}
	return err
}

func (d *decoder) slice(v reflect.Value) error {
	n, err := d.uint()
	if err != nil {
		return err
	}
	if n == 0 {
		v.SetZero()
		return nil
	}
	length, least := n-1, uint64(0)
	if size, ok := raw(v.Type().Elem()); ok {
		least = uint64(size)
	} else if v.Type().Elem().Size() > 0 {
		least = 1
	}
	if length > maxLength || least > 0 && length > uint64(len(d.b))/least {
		return errDamaged
	}
	v.Set(reflect.MakeSlice(v.Type(), int(length), int(length)))
	return d.elements(v)
}

func (d *decoder) elements(v reflect.Value) error {
	if v.Len() == 0 {
		return nil
	}
	if size, ok := raw(v.Type().Elem()); ok {
		return d.raw(v.Index(0).Addr().UnsafePointer(), size*v.Len())
	}
	for i := range v.Len() {
		if err := d.value(v.Index(i)); err != nil {
			return err
		}
	}
	return nil
}

// again reads what encoder.again wrote: v is set if it was met before, or nil.
func (d *decoder) again(v reflect.Value) (done bool, err error) {
	n, err := d.uint()
	switch {
	case err != nil:
		return false, err
	case n == 0:
		v.SetZero()
		return true, nil
	case n == 1:
		return false, nil
	case n-2 >= uint64(len(d.met)) || d.met[n-2].Type() != v.Type():
		return false, errDamaged
	}
	v.Set(d.met[n-2])
	return true, nil
}

func (d *decoder) pointer(v reflect.Value) error {
	done, err := d.again(v)
	if done || err != nil {
		return err
	}
	p := reflect.New(v.Type().Elem())
	v.Set(p.Convert(v.Type()))
	d.met = append(d.met, v.Convert(v.Type()))
	return d.value(p.Elem())
}

func (d *decoder) mapping(v reflect.Value) error {
	done, err := d.again(v)
	if done || err != nil {
		return err
	}
	m := reflect.MakeMap(v.Type())
	v.Set(m)
	d.met = append(d.met, m)
	n, err := d.uint()
	if err != nil || n > maxLength {
		return errDamaged
	}
	for range n {
		key, value := reflect.New(v.Type().Key()).Elem(), reflect.New(v.Type().Elem()).Elem()
		if err := d.value(key); err != nil {
			return err
		}
		if err := d.value(value); err != nil {
			return err
		}
		m.SetMapIndex(key, value)
	}
	return nil
}
