package live

import (
	"bytes"
	"reflect"
	"sort"
	"unsafe"
)

// A reference is 0 for nil, 1 for what has no memory, else 2 and the node.
const (
	refNil   = 0
	refEmpty = 1
	refNode  = 2
)

func (e *encoder) pointer(v reflect.Value) error {
	switch {
	case v.IsNil():
		e.uint(refNil)
		return nil
	case v.Type().Elem().Size() == 0:
		e.uint(refEmpty)
		return nil
	}
	no, off, ok := e.region(v.UnsafePointer())
	if !ok {
		return errMoving
	}
	e.uint(refNode + no)
	e.uint(uint64(off))
	return nil
}

func (e *encoder) slice(v reflect.Value) error {
	switch {
	case v.IsNil():
		e.uint(refNil)
		return nil
	case v.Cap() == 0 || v.Type().Elem().Size() == 0:
		e.uint(refEmpty)
	default:
		no, off, ok := e.region(v.UnsafePointer())
		if !ok {
			return errMoving
		}
		e.uint(refNode + no)
		e.uint(uint64(off))
	}
	e.uint(uint64(v.Len()))
	e.uint(uint64(v.Cap()))
	return nil
}

// region gives the node of the region that holds an address.
func (e *encoder) region(p unsafe.Pointer) (no uint64, off uintptr, ok bool) {
	i, ok := e.scan.find(p)
	if !ok {
		return 0, 0, false
	}
	no, met := e.regions[i]
	if !met {
		no = uint64(len(e.nodes))
		e.regions[i] = no
		e.nodes = append(e.nodes, node{kind: regionNode, region: i, root: e.root})
	}
	return no, uintptr(p) - uintptr(e.scan.regions[i].start), true
}

func (e *encoder) mapping(v reflect.Value) {
	if v.IsNil() {
		e.uint(refNil)
		return
	}
	no, met := e.maps[v.UnsafePointer()]
	if !met {
		no = uint64(len(e.nodes))
		e.maps[v.UnsafePointer()] = no
		e.nodes = append(e.nodes, node{kind: mapNode, value: v, root: e.root})
	}
	e.uint(refNode + no)
}

// entries writes a map in the order of its keys' bytes: one that did not change
// is written the same. Keys that refer to other memory are in no such order.
func (e *encoder) entries(v reflect.Value) (int, error) {
	type entry struct {
		order      []byte
		key, value reflect.Value
	}
	var entries []entry
	sorted := !know(v.Type().Key()).refs
	alone := &encoder{scan: e.scan}
	for it := v.MapRange(); it.Next(); {
		en := entry{key: addressable(it.Key()), value: addressable(it.Value())}
		if sorted {
			alone.Reset()
			if err := alone.value(en.key); err != nil {
				return 0, err
			}
			en.order = append(bytes.Join(alone.pieces, nil), alone.Bytes()...)
			alone.pieces = nil
		}
		entries = append(entries, en)
	}
	sort.SliceStable(entries, func(i, j int) bool { return bytes.Compare(entries[i].order, entries[j].order) < 0 })
	for _, en := range entries {
		if err := e.value(en.key); err != nil {
			return 0, err
		}
		if err := e.value(en.value); err != nil {
			return 0, err
		}
	}
	return len(entries), nil
}
