package live

import (
	"bytes"
	"fmt"
	"reflect"
	"unsafe"
)

// value reads what encoder.value wrote.
func (d *decoder) value(v reflect.Value) error {
	t := v.Type()
	k := know(t)
	switch {
	case t == errorType:
		return d.error(v)
	case k.codec != nil:
		b, err := d.blob()
		if err != nil {
			return err
		}
		if err := k.codec.unmarshal(v.Addr().Interface(), bytes.Clone(b)); err != nil {
			return fmt.Errorf("its %s says: %w", t, err)
		}
		return nil
	case k.raw:
		b, err := d.take(int(t.Size()))
		if err == nil {
			copy(unsafe.Slice((*byte)(v.Addr().UnsafePointer()), len(b)), b)
		}
		return err
	}
	switch v.Kind() {
	case reflect.String:
		b, err := d.blob()
		v.SetString(string(b))
		return err
	case reflect.Slice:
		return d.slice(v)
	case reflect.Array:
		for i := range v.Len() {
			if err := d.value(v.Index(i)); err != nil {
				return err
			}
		}
		return nil
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

func (d *decoder) pointer(v reflect.Value) error {
	n, err := d.uint()
	if err != nil {
		return err
	}
	to := v.Type().Elem()
	switch {
	case n == refNil:
		v.SetZero()
		return nil
	case n == refEmpty && to.Size() == 0:
		v.Set(reflect.New(to).Convert(v.Type()))
		return nil
	}
	p, err := d.address(n, layoutOf(to, 1))
	if err == nil {
		v.Set(reflect.NewAt(to, p).Convert(v.Type()))
	}
	return err
}

func (d *decoder) slice(v reflect.Value) error {
	n, err := d.uint()
	if err != nil || n == refNil {
		v.SetZero()
		return err
	}
	var s *stored
	var off uint64
	if n != refEmpty {
		if s, err = d.ref(n, regionNode); err == nil {
			off, err = d.uint()
		}
		if err != nil {
			return err
		}
	}
	length, err1 := d.uint()
	capacity, err2 := d.uint()
	if err1 != nil || err2 != nil || length > capacity || capacity > maxLength {
		return errDamaged
	}
	elem := v.Type().Elem()
	if s == nil {
		if elem.Size() > 0 && capacity > 0 {
			return errDamaged
		}
		v.Set(reflect.MakeSlice(v.Type(), int(length), int(capacity)))
		return nil
	}
	if capacity == 0 || elem.Size() == 0 || !s.contains(uintptr(off), layoutOf(elem, int(capacity))) {
		return errDamaged
	}
	v.Set(reflect.SliceAt(elem, unsafe.Add(s.start, off), int(capacity)).Convert(v.Type()).Slice(0, int(length)))
	return nil
}

// address reads the offset of a reference to a want.
func (d *decoder) address(n uint64, want layout) (unsafe.Pointer, error) {
	s, err := d.ref(n, regionNode)
	if err != nil {
		return nil, err
	}
	off, err := d.uint()
	if err != nil {
		return nil, err
	}
	if !s.contains(uintptr(off), want) {
		return nil, errDamaged
	}
	return unsafe.Add(s.start, off), nil
}

func (d *decoder) mapping(v reflect.Value) error {
	n, err := d.uint()
	if err != nil || n == refNil {
		v.SetZero()
		return err
	}
	s, err := d.ref(n, mapNode)
	if err != nil {
		return err
	}
	if !s.value.CanConvert(v.Type()) {
		return errDamaged
	}
	v.Set(s.value.Convert(v.Type()))
	return nil
}
