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

// decode fills variables from the file of their graph. whole says that the
// file holds no others.
func decode(b []byte, roots []root) (whole bool, err error) {
	return decodeWithin(b, roots, maxZeros)
}

const (
	maxLength = 1 << 40 // of anything, in elements
	maxZeros  = 1 << 37 // bytes of regions that are zero and so not in the file
)

func decodeWithin(b []byte, roots []root, zeros int) (whole bool, err error) {
	return (&decoder{zeros: zeros}).decode(b, roots)
}

func (d *decoder) decode(b []byte, roots []root) (whole bool, err error) {
	defer func() { // a method that decodes is the user's or a library's, and may panic
		if x := recover(); x != nil {
			err = fmt.Errorf("to decode it fails: %v", x)
		}
	}()
	rest, ok := bytes.CutPrefix(b, []byte(fileHead))
	if !ok {
		return false, errDamaged
	}
	d.b, d.types = rest, map[uint64]reflect.Type{}
	all, err := d.roots()
	if err == nil {
		err = d.table()
	}
	for _, r := range roots {
		d.learn(r.value.Type())
	}
	for _, r := range roots {
		if err == nil {
			err = d.bind(r, all)
		}
	}
	for len(d.todo) > 0 && err == nil {
		next := d.todo[len(d.todo)-1]
		d.todo = d.todo[:len(d.todo)-1]
		err = d.content(next)
	}
	return len(all) == len(roots), err
}

type decoder struct {
	b     []byte
	zeros int
	types map[uint64]reflect.Type // that the variables are made of, by fingerprint
	print []uint64
	nodes []stored
	todo  []*stored // made, but not yet filled

	within bool // it is an error's value, and these are the errors in it
	inner  []error
}

// stored is a node of the file.
type stored struct {
	kind, n, filled int
	print           uint64
	content         []byte

	made  bool
	start unsafe.Pointer // of a region
	layout
	value reflect.Value // of a map; of an error whose type the cell names, a pointer to it
	err   error
}

type heldRoot struct{ print, node uint64 }

// roots reads which variables the file holds.
func (d *decoder) roots() (map[string]heldRoot, error) {
	n, err := d.uint()
	if err != nil || n > uint64(len(d.b)) {
		return nil, errDamaged
	}
	out := map[string]heldRoot{}
	for range n {
		name, err1 := d.blob()
		print, err2 := d.fixed()
		node, err3 := d.uint()
		if err := errors.Join(err1, err2, err3); err != nil {
			return nil, errDamaged
		}
		out[string(name)] = heldRoot{print, node}
	}
	return out, nil
}

// table reads types and nodes, and finds their contents.
func (d *decoder) table() error {
	n, err := d.uint()
	if err != nil || n > uint64(len(d.b))/8 {
		return errDamaged
	}
	for range n {
		p, err := d.fixed()
		if err != nil {
			return err
		}
		d.print = append(d.print, p)
	}
	if n, err = d.uint(); err != nil || n > uint64(len(d.b)) {
		return errDamaged
	}
	d.nodes = make([]stored, n)
	lengths := make([]int, n)
	for i := range d.nodes {
		if lengths[i], err = d.node(&d.nodes[i]); err != nil {
			return err
		}
	}
	for i := range d.nodes {
		if d.nodes[i].content, err = d.take(lengths[i]); err != nil {
			return err
		}
	}
	if len(d.b) > 0 {
		return errDamaged
	}
	return nil
}

func (d *decoder) node(s *stored) (length int, err error) {
	kind, err1 := d.uint()
	t, err2 := d.uint()
	var n uint64
	var err3 error
	if kind == regionNode {
		n, err3 = d.uint()
	}
	filled, err4 := d.uint()
	size, err5 := d.uint()
	if err := errors.Join(err1, err2, err3, err4, err5); err != nil ||
		kind > errorNode || n > maxLength || filled > size+1 || kind == regionNode && filled > n || size > maxLength {
		return 0, errDamaged
	}
	if kind == errorNode {
		t-- // 0 is none
	}
	if kind != errorNode && t >= uint64(len(d.print)) || kind == errorNode && t+1 > uint64(len(d.print)) {
		return 0, errDamaged
	}
	if t < uint64(len(d.print)) {
		s.print = d.print[t]
	}
	s.kind, s.n, s.filled = int(kind), int(n), int(filled)
	return int(size), nil
}

// learn collects the types of regions and maps that may be met below t.
func (d *decoder) learn(t reflect.Type) { d.learnOnce(t, map[reflect.Type]bool{}) }

func (d *decoder) learnOnce(t reflect.Type, seen map[reflect.Type]bool) {
	l := layoutOf(t, 1)
	d.types[fingerprint(l.elem)] = l.elem
	t = l.elem
	if seen[t] || know(t).codec != nil || t == errorType {
		return
	}
	seen[t] = true
	switch t.Kind() {
	case reflect.Pointer, reflect.Slice:
		d.learnOnce(t.Elem(), seen)
	case reflect.Map:
		d.learnOnce(t.Key(), seen)
		d.learnOnce(t.Elem(), seen)
	case reflect.Struct:
		for i := range t.NumField() {
			d.learnOnce(t.Field(i).Type, seen)
		}
	}
}

// bind makes a variable the memory of its node.
func (d *decoder) bind(r root, all map[string]heldRoot) error {
	h, ok := all[r.name]
	t := r.value.Type()
	switch {
	case !ok:
		return errDamaged
	case h.print != fingerprint(t):
		return fmt.Errorf("its type %s has changed", t)
	case h.node == 0 && t.Size() == 0:
		return nil
	case h.node == 0 || h.node > uint64(len(d.nodes)):
		return errDamaged
	}
	s, l := &d.nodes[h.node-1], layoutOf(t, 1)
	if s.made || s.kind != regionNode || s.print != fingerprint(l.elem) || s.n != l.n {
		return errDamaged
	}
	s.made, s.start, s.layout = true, r.value.Addr().UnsafePointer(), l
	d.todo = append(d.todo, s)
	return nil
}

// ref finds the node of a reference, and makes what it stands for.
func (d *decoder) ref(n uint64, kind int) (*stored, error) {
	if n < refNode || n-refNode >= uint64(len(d.nodes)) || d.nodes[n-refNode].kind != kind {
		return nil, errDamaged
	}
	s := &d.nodes[n-refNode]
	if s.made {
		return s, nil
	}
	s.made = true
	if kind == errorNode {
		return s, d.makeError(s)
	}
	d.todo = append(d.todo, s)
	t := d.types[s.print]
	if t == nil {
		return nil, errors.New("a type that it is made of has changed")
	}
	switch {
	case kind == mapNode && t.Kind() == reflect.Map:
		s.value = reflect.MakeMap(t)
	case kind == regionNode && t.Size() > 0 && uint64(s.n) <= maxLength/uint64(t.Size()) && s.n > 0:
		if d.zeros -= (s.n - s.filled) * int(t.Size()); d.zeros < 0 || s.filled > len(s.content) {
			return nil, errDamaged
		}
		s.layout = layoutOf(t, s.n)
		s.start = reflect.MakeSlice(reflect.SliceOf(t), s.n, s.n).UnsafePointer()
	default:
		return nil, errDamaged
	}
	return s, nil
}

// makeError makes the error that a node stands for, to be filled later. One that
// is no pointer must be filled first, for an interface holds a copy.
func (d *decoder) makeError(s *stored) error {
	t := errorTypes[s.print]
	switch {
	case t == nil || s.print == 0:
		s.err = &carriedError{}
	case t.Kind() == reflect.Pointer:
		s.value = reflect.New(t.Elem())
		s.err = s.value.Interface().(error)
	default:
		s.value = reflect.New(t)
		rest := d.b
		err := d.content(s)
		d.b = rest
		s.err = s.value.Elem().Interface().(error)
		return err
	}
	d.todo = append(d.todo, s)
	return nil
}

// content fills what a node stands for.
func (d *decoder) content(s *stored) (err error) {
	d.b = s.content
	switch s.kind {
	case regionNode:
		err = d.region(s)
	case mapNode:
		err = d.entries(s)
	case errorNode:
		err = d.errorContent(s)
	}
	if err == nil && len(d.b) > 0 {
		err = errDamaged
	}
	return err
}

func (d *decoder) region(s *stored) error {
	if know(s.elem).raw {
		b, err := d.take(s.filled * int(s.elem.Size()))
		if err == nil {
			copy(unsafe.Slice((*byte)(s.start), len(b)), b)
		}
		return err
	}
	for i := range s.filled {
		if err := d.value(s.at(s.start, i)); err != nil {
			return err
		}
	}
	return nil
}

func (d *decoder) entries(s *stored) error {
	t := s.value.Type()
	for range s.filled {
		key, value := reflect.New(t.Key()).Elem(), reflect.New(t.Elem()).Elem()
		if err := d.value(key); err != nil {
			return err
		}
		if err := d.value(value); err != nil {
			return err
		}
		s.value.SetMapIndex(key, value)
	}
	return nil
}

func (d *decoder) uint() (uint64, error) {
	n, size := binary.Uvarint(d.b)
	if size <= 0 {
		return 0, errDamaged
	}
	d.b = d.b[size:]
	return n, nil
}

func (d *decoder) fixed() (uint64, error) {
	b, err := d.take(8)
	if err != nil {
		return 0, err
	}
	return binary.LittleEndian.Uint64(b), nil
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
