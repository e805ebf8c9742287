package live

import (
	"bytes"
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"reflect"
	"unsafe"
)

// An error is carried as its text, as which of the standard errors it says it
// is, as the errors that it wraps, and, if its type can be carried, as its value.
// A cell that names the type has the value again, for errors.As and its own
// assertions; in others, and where the type cannot be carried, there is a
// carriedError, which keeps the value for cells to come.

var standard = []error{
	io.EOF, io.ErrUnexpectedEOF, io.ErrClosedPipe, io.ErrShortWrite, io.ErrNoProgress,
	fs.ErrExist, fs.ErrNotExist, fs.ErrPermission, fs.ErrInvalid, fs.ErrClosed,
	os.ErrDeadlineExceeded, context.Canceled, context.DeadlineExceeded, errors.ErrUnsupported,
}

// carriedError is an error of an earlier cell.
type carriedError struct {
	text  string
	is    []error
	wraps []error
	value errorValue
}

func (e *carriedError) Error() string { return e.text }

// Unwrap gives the errors that the error wraps.
func (e *carriedError) Unwrap() []error { return e.wraps }

// Is tells which standard errors the error was.
func (e *carriedError) Is(target error) bool {
	for _, s := range e.is {
		if s == target {
			return true
		}
	}
	return false
}

// errorKey tells errors apart that errors.Is tells apart.
type errorKey struct {
	at unsafe.Pointer
	t  reflect.Type
}

// keyOf gives an error's key; one that is no pointer has none, and is found by
// what it is made of.
func keyOf(err error) (errorKey, bool) {
	v := reflect.ValueOf(err)
	if v.Kind() != reflect.Pointer {
		return errorKey{}, false
	}
	return errorKey{v.UnsafePointer(), v.Type()}, true
}

func standardNumber(err error) (int, bool) {
	for i, s := range standard {
		if err == s { // the very same
			return i, true
		}
	}
	return 0, false
}

// wrapped lists what an error wraps.
func wrapped(err error) []error {
	switch x := err.(type) {
	case interface{ Unwrap() error }:
		if inner := x.Unwrap(); inner != nil {
			return []error{inner}
		}
	case interface{ Unwrap() []error }:
		return x.Unwrap()
	}
	return nil
}

// mostWrapped bounds chains of errors that are no pointers: nothing else tells
// whether they end.
const mostWrapped = 100

func (s *scan) error(v reflect.Value, root int) {
	if !v.IsNil() && !s.within {
		s.oneError(v.Interface().(error), root, 0)
	}
}

func (s *scan) oneError(err error, root, depth int) {
	if _, ok := standardNumber(err); ok || depth > mostWrapped {
		return
	}
	if key, ok := keyOf(err); ok {
		if first, met := s.errors[key]; met {
			s.join(first, root)
			return
		}
		s.errors[key] = root
	}
	for _, inner := range append(wrapped(err), valueOf(err).inner...) {
		if inner != nil {
			s.oneError(inner, root, depth+1)
		}
	}
}

// error writes a reference: 0 for nil, one of the standard ones, or a node.
func (e *encoder) error(v reflect.Value) {
	if v.IsNil() {
		e.uint(refNil)
		return
	}
	err := v.Interface().(error)
	if e.scan.within {
		e.inner = append(e.inner, err)
		e.uint(uint64(len(e.inner)))
		return
	}
	if i, ok := standardNumber(err); ok {
		e.uint(1 + uint64(i))
		return
	}
	key, ok := keyOf(err)
	no, met := e.errors[key]
	if !ok || !met {
		no = uint64(len(e.nodes))
		e.nodes = append(e.nodes, node{kind: errorNode, value: reflect.ValueOf(&err).Elem(), root: e.root, depth: e.depth + 1, print: valueOf(err).print})
		if ok {
			e.errors[key] = no
		}
	}
	e.uint(1 + uint64(len(standard)) + no)
}

func (e *encoder) errorContent(v reflect.Value) error {
	err := v.Interface().(error)
	e.blob([]byte(err.Error()))
	var is uint64
	for i, s := range standard {
		if says, ok := err.(interface{ Is(error) bool }); ok && says.Is(s) { // what it wraps speaks for itself
			is |= 1 << i
		}
	}
	e.uint(is)
	wraps, value := wrapped(err), valueOf(err)
	if e.depth > mostWrapped {
		wraps, value.inner = nil, make([]error, len(value.inner))
	}
	e.errorsOf(wraps)
	if value.print != 0 {
		e.blob(value.bytes)
		e.errorsOf(value.inner)
	}
	return nil
}

func (e *encoder) errorsOf(list []error) {
	e.uint(uint64(len(list)))
	for i := range list {
		e.error(reflect.ValueOf(&list[i]).Elem())
	}
}

func (d *decoder) error(v reflect.Value) error {
	n, err := d.uint()
	switch {
	case err != nil:
		return err
	case n == refNil:
		v.SetZero()
		return nil
	case d.within && n <= uint64(len(d.inner)):
		if inner := d.inner[n-1]; inner != nil {
			v.Set(reflect.ValueOf(inner))
		}
		return nil
	case d.within:
		return errDamaged
	case n <= uint64(len(standard)):
		v.Set(reflect.ValueOf(&standard[n-1]).Elem())
		return nil
	}
	s, err := d.ref(refNode+n-1-uint64(len(standard)), errorNode)
	if err == nil && s.err == nil {
		err = errDamaged // an error that holds itself
	}
	if err == nil {
		v.Set(reflect.ValueOf(s.err))
	}
	return err
}

// errorContent reads what errorContent wrote, into the error that stands for it.
func (d *decoder) errorContent(s *stored) error {
	var c carriedError
	text, err := d.blob()
	if err != nil {
		return err
	}
	is, err := d.uint()
	if err != nil {
		return err
	}
	c.text = string(text)
	for i, s := range standard {
		if is&(1<<i) != 0 {
			c.is = append(c.is, s)
		}
	}
	if c.wraps, err = d.errorsOf(); err == nil && s.print != 0 {
		c.value.print = s.print
		if c.value.bytes, err = d.blob(); err == nil {
			c.value.inner, err = d.errorsOf()
		}
	}
	switch {
	case err != nil:
		return err
	case s.value.IsValid():
		return c.value.read(s.value.Elem(), d.zeros)
	}
	c.value.bytes = bytes.Clone(c.value.bytes) // the file is not kept
	*s.err.(*carriedError) = c
	return nil
}

func (d *decoder) errorsOf() ([]error, error) {
	n, err := d.uint()
	if err != nil || n > uint64(len(d.b)) {
		return nil, errDamaged
	}
	list := make([]error, n)
	for i := range list {
		if err := d.error(reflect.ValueOf(&list[i]).Elem()); err != nil {
			return nil, err
		}
	}
	return list, nil
}
