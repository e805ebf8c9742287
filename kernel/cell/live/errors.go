package live

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"reflect"
)

// An error is carried as its text, and as what errors.Is found it to be among
// the standard ones. Its own type stays behind: an interface may hold anything.

var standard = []error{
	io.EOF, io.ErrUnexpectedEOF, io.ErrClosedPipe, io.ErrShortWrite, io.ErrNoProgress,
	fs.ErrExist, fs.ErrNotExist, fs.ErrPermission, fs.ErrInvalid, fs.ErrClosed,
	os.ErrDeadlineExceeded, context.Canceled, context.DeadlineExceeded, errors.ErrUnsupported,
}

// carriedError is an error of an earlier cell.
type carriedError struct {
	text string
	is   []error
}

func (e *carriedError) Error() string { return e.text }

// Is tells which standard errors the error was.
func (e *carriedError) Is(target error) bool {
	for _, s := range e.is {
		if s == target {
			return true
		}
	}
	return false
}

func (e *encoder) error(v reflect.Value) {
	if v.IsNil() {
		e.uint(0)
		return
	}
	err := v.Interface().(error)
	for i, s := range standard {
		if err == s { // the very same
			e.uint(2 + uint64(i))
			return
		}
	}
	e.uint(1)
	e.blob([]byte(err.Error()))
	var is uint64
	for i, s := range standard {
		if errors.Is(err, s) {
			is |= 1 << i
		}
	}
	e.uint(is)
}

func (d *decoder) error(v reflect.Value) error {
	n, err := d.uint()
	switch {
	case err != nil:
		return err
	case n == 0:
		v.SetZero()
		return nil
	case n >= 2+uint64(len(standard)):
		return errDamaged
	case n >= 2:
		v.Set(reflect.ValueOf(&standard[n-2]).Elem())
		return nil
	}
	text, err := d.blob()
	if err != nil {
		return err
	}
	is, err := d.uint()
	if err != nil {
		return err
	}
	c := &carriedError{text: string(text)}
	for i, s := range standard {
		if is&(1<<i) != 0 {
			c.is = append(c.is, s)
		}
	}
	v.Set(reflect.ValueOf(c))
	return nil
}
