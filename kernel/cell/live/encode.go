package live

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/maphash"
	"io"
	"reflect"
	"unsafe"
)

// The form of a file of values. It holds one graph: the variables that share
// memory with each other, however far.
//
//	head
//	variables: name, type's fingerprint, node
//	types:     fingerprints
//	nodes:     kind, type, elements, length of content
//	contents of the nodes, one after another
//
// A node is what can be referred to from several places: a region of memory, a
// map or an error. References are numbers of nodes, so that what was one thing
// stays one, and cycles end. The same graph is always written the same.
const fileHead = "fathom values 2\n"

// Kinds of nodes.
const (
	regionNode = iota
	mapNode
	errorNode
)

// node is something to be written.
type node struct {
	kind   int
	region int           // of the scan
	value  reflect.Value // of a map or an error
	length int           // of its content
	filled int           // elements that are written; the rest of a region is zero
	root   int           // that brought it
	depth  int           // of an error: how many wrap it
	print  uint64        // of an error: of its type, if its value is carried
}

// graph is a file's bytes, in pieces: what is large and travels as it lies in
// memory is not copied.
type graph struct {
	pieces [][]byte
	left   []reflect.Type // of errors, that stay behind
}

// large is from when on memory is written from where it lies.
const large = 1 << 12

func (g graph) writeTo(w io.Writer) error {
	for _, p := range g.pieces {
		if _, err := w.Write(p); err != nil {
			return err
		}
	}
	return nil
}

var seed = maphash.MakeSeed()

func (g graph) hash() uint64 {
	var h maphash.Hash
	h.SetSeed(seed)
	for _, p := range g.pieces {
		h.Write(p)
	}
	return h.Sum64()
}

// encoder writes one graph.
type encoder struct {
	bytes.Buffer
	scan    *scan
	pieces  [][]byte
	written int // bytes in pieces
	nodes   []node
	regions map[int]uint64 // to nodes
	maps    map[unsafe.Pointer]uint64
	errors  map[errorKey]uint64
	types   map[uint64]uint64
	prints  []uint64
	root    int     // whose node is being written
	depth   int     // of that node
	inner   []error // of an error's value
}

var errMoving = errors.New("it changes while the cell ends; wait for the goroutines that use it")

// encode writes the roots of one group of a scan; blame is the one that an
// error is about.
func encode(s *scan, group []int) (g graph, blame int, err error) {
	return newEncoder(s).encode(group)
}

// encodeWithin writes an error's value, and gives the errors in it.
func encodeWithin(s *scan) (g graph, inner []error, err error) {
	e := newEncoder(s)
	g, _, err = e.encode([]int{0})
	return g, e.inner, err
}

func newEncoder(s *scan) *encoder {
	return &encoder{scan: s, regions: map[int]uint64{}, maps: map[unsafe.Pointer]uint64{}, errors: map[errorKey]uint64{}, types: map[uint64]uint64{}}
}

func (e *encoder) encode(group []int) (g graph, blame int, err error) {
	s := e.scan
	defer func() { // a method that encodes is the user's or a library's, and may panic
		if x := recover(); x != nil {
			blame, err = e.root, fmt.Errorf("to encode it fails: %v", x)
		}
	}()
	starts := make([]uint64, len(group))
	for i, r := range group {
		e.root = r
		v := s.roots[r].value
		if v.Type().Size() > 0 {
			no, off, ok := e.region(v.Addr().UnsafePointer())
			if !ok || off != 0 {
				return g, r, errMoving
			}
			starts[i] = 1 + no
		}
	}
	for i := 0; i < len(e.nodes); i++ {
		e.root, e.depth = e.nodes[i].root, e.nodes[i].depth
		before := e.written + e.Len()
		if err := e.content(&e.nodes[i], i); err != nil {
			return g, e.root, err
		}
		e.nodes[i].length = e.written + e.Len() - before
	}
	e.flush()
	return graph{append([][]byte{e.head(group, starts)}, e.pieces...), left(e.nodes)}, 0, nil
}

// head writes what comes before the contents.
func (e *encoder) head(group []int, starts []uint64) []byte {
	e.uint(uint64(len(group)))
	for i, r := range group {
		e.blob([]byte(e.scan.roots[r].name))
		e.fixed(fingerprint(e.scan.roots[r].value.Type()))
		e.uint(starts[i])
	}
	numbers := make([]uint64, len(e.nodes))
	for i, n := range e.nodes {
		switch n.kind {
		case regionNode:
			numbers[i] = e.typeNumber(e.scan.regions[n.region].elem)
		case mapNode:
			numbers[i] = e.typeNumber(n.value.Type())
		case errorNode:
			if n.print != 0 {
				numbers[i] = 1 + e.printNumber(n.print)
			}
		}
	}
	e.uint(uint64(len(e.prints)))
	for _, p := range e.prints {
		e.fixed(p)
	}
	e.uint(uint64(len(e.nodes)))
	for i, n := range e.nodes {
		e.uint(uint64(n.kind))
		e.uint(numbers[i])
		if n.kind == regionNode {
			e.uint(uint64(e.scan.regions[n.region].n))
		}
		e.uint(uint64(n.filled))
		e.uint(uint64(n.length))
	}
	return append([]byte(fileHead), e.Bytes()...)
}

func (e *encoder) typeNumber(t reflect.Type) uint64 { return e.printNumber(fingerprint(t)) }

func (e *encoder) printNumber(p uint64) uint64 {
	n, ok := e.types[p]
	if !ok {
		n = uint64(len(e.prints))
		e.types[p], e.prints = n, append(e.prints, p)
	}
	return n
}

func (e *encoder) uint(n uint64)  { e.Write(binary.AppendUvarint(e.AvailableBuffer(), n)) }
func (e *encoder) fixed(n uint64) { e.Write(binary.LittleEndian.AppendUint64(e.AvailableBuffer(), n)) }

func (e *encoder) blob(b []byte) {
	e.uint(uint64(len(b)))
	e.Write(b)
}

// flush makes a piece of what was written, and begins another.
func (e *encoder) flush() {
	if e.Len() > 0 {
		e.pieces = append(e.pieces, bytes.Clone(e.Bytes()))
		e.written += e.Len()
		e.Reset()
	}
}

// memory writes bytes as they lie.
func (e *encoder) memory(p unsafe.Pointer, n int) {
	b := unsafe.Slice((*byte)(p), n)
	if n < large {
		e.Write(b)
		return
	}
	e.flush()
	e.pieces = append(e.pieces, b)
	e.written += n
}

// content writes the content of node i.
func (e *encoder) content(n *node, i int) error {
	switch n.kind {
	case mapNode:
		filled, err := e.entries(n.value)
		e.nodes[i].filled = filled
		return err
	case errorNode:
		return e.errorContent(n.value)
	}
	r := &e.scan.regions[n.region]
	n.filled = r.filled()
	if know(r.elem).raw {
		e.memory(r.start, n.filled*int(r.elem.Size()))
		return nil
	}
	filled := n.filled // e.nodes may grow, and n be a copy of old
	for k := range filled {
		if err := e.value(r.at(r.start, k)); err != nil {
			return err
		}
	}
	return nil
}

// filled is how many elements of a region are written: those in sight, and
// those behind, where a slice could grow, up to the last that is not zero.
func (r *region) filled() int {
	if know(r.elem).raw {
		each := int(r.elem.Size())
		b := unsafe.Slice((*byte)(r.start), r.n*each)[r.used*each:]
		return r.used + (len(bytes.TrimRight(b, "\x00"))+each-1)/each
	}
	n := r.n
	for n > r.used && r.at(r.start, n-1).IsZero() {
		n--
	}
	return n
}

// value writes v, which must be addressable: methods may sit on the pointer.
func (e *encoder) value(v reflect.Value) error {
	t := v.Type()
	k := know(t)
	switch {
	case t == errorType:
		e.error(v)
		return nil
	case k.codec != nil:
		b, err := k.codec.marshal(v.Addr().Interface())
		if err != nil {
			return fmt.Errorf("its %s says: %w", t, err)
		}
		e.blob(b)
		return nil
	case k.raw:
		e.memory(v.Addr().UnsafePointer(), int(t.Size()))
		return nil
	}
	switch v.Kind() {
	case reflect.String:
		e.blob([]byte(v.String()))
	case reflect.Slice:
		return e.slice(v)
	case reflect.Array:
		for i := range v.Len() {
			if err := e.value(v.Index(i)); err != nil {
				return err
			}
		}
	case reflect.Pointer:
		return e.pointer(v)
	case reflect.Map:
		e.mapping(v)
	case reflect.Struct:
		return e.fields(v)
	default:
		return fmt.Errorf("a %s cannot be carried", t)
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
