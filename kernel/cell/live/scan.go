package live

import (
	"fmt"
	"reflect"
	"sort"
	"unsafe"
)

// root is a variable: what memory is reached from.
type root struct {
	name  string
	value reflect.Value // addressable
}

// span is memory that some value refers to, as that value sees it. A slice
// refers to its whole array, since append may write there; used counts the
// elements that are in sight.
type span struct {
	start unsafe.Pointer
	layout
	used     int
	root     int  // that reached it first
	variable bool // it is the root's own memory
}

// end is where the span ends; no pointer, for what lies there may be anything.
func (s *span) end() uintptr { return uintptr(s.start) + s.size() }

// region is memory that spans have in common: one piece of it is written once,
// and what lay in it shares memory again when it is read.
type region struct {
	start unsafe.Pointer
	layout
	used int
}

// scan finds what memory variables refer to, and which of them share some:
// those are one graph, and are carried together. It looks at types and
// addresses only; what is written is the encoder's affair.
type scan struct {
	roots   []root
	group   []int // union-find over roots
	spans   []span
	seen    map[spanKey]int
	walked  map[walkKey]uintptr    // from where on an array was walked up to its end
	maps    map[unsafe.Pointer]int // to the root that reached it first
	errors  map[errorKey]int
	todo    []span
	regions []region
	err     error // of the root that is being walked
	within  bool  // an error's value: other errors are somebody else's
}

type spanKey struct {
	start unsafe.Pointer
	layout
}

type walkKey struct {
	end  uintptr
	elem reflect.Type
}

// scanRoots walks all roots; blame is the root that an error is about.
func scanRoots(roots []root) (s *scan, blame int, err error) { return newScan(roots).walkAll() }

// scanWithin walks an error's value.
func scanWithin(r root) (s *scan, blame int, err error) {
	s = newScan([]root{r})
	s.within = true
	return s.walkAll()
}

func newScan(roots []root) *scan {
	return &scan{roots: roots, group: make([]int, len(roots)), seen: map[spanKey]int{}, walked: map[walkKey]uintptr{},
		maps: map[unsafe.Pointer]int{}, errors: map[errorKey]int{}}
}

func (s *scan) walkAll() (_ *scan, blame int, err error) {
	for i := range s.roots {
		s.group[i] = i
		v := s.roots[i].value
		if v.Type().Size() > 0 {
			l := layoutOf(v.Type(), 1)
			s.spans[s.add(v.Addr().UnsafePointer(), l, l.n, i)].variable = true
		}
		for len(s.todo) > 0 && s.err == nil {
			next := s.todo[len(s.todo)-1]
			s.todo = s.todo[:len(s.todo)-1]
			s.walk(next, i)
		}
		if s.err != nil {
			return nil, i, s.err
		}
	}
	blame, err = s.merge()
	return s, blame, err
}

// of gives the representative of a root's group.
func (s *scan) of(i int) int {
	for s.group[i] != i {
		i = s.group[i]
	}
	return i
}

func (s *scan) join(a, b int) { s.group[s.of(b)] = s.of(a) }

// add records that a root refers to memory, as which span.
func (s *scan) add(p unsafe.Pointer, l layout, used, root int) int {
	key := spanKey{p, l}
	if i, ok := s.seen[key]; ok {
		s.spans[i].used = max(s.spans[i].used, used)
		s.join(s.spans[i].root, root)
		return i
	}
	i := len(s.spans)
	s.seen[key] = i
	s.spans = append(s.spans, span{start: p, layout: l, used: used, root: root})
	if know(l.elem).refs {
		s.todo = append(s.todo, s.spans[i])
	}
	return i
}

// walk looks for references in a span. Slices of one array mostly end where
// the array ends: what one of them had is not walked again for the next.
func (s *scan) walk(sp span, root int) {
	key := walkKey{sp.end(), sp.elem}
	n := sp.n
	if from, ok := s.walked[key]; ok {
		if from <= uintptr(sp.start) {
			return
		}
		n = int((from - uintptr(sp.start)) / sp.elem.Size())
	}
	s.walked[key] = uintptr(sp.start)
	for i := range n {
		s.value(sp.at(sp.start, i), root)
	}
}

func (s *scan) value(v reflect.Value, root int) {
	t := v.Type()
	if !know(t).refs || s.err != nil {
		return
	}
	switch {
	case t == errorType:
		s.error(v, root)
	case v.Kind() == reflect.Pointer:
		if !v.IsNil() && t.Elem().Size() > 0 {
			l := layoutOf(t.Elem(), 1)
			s.add(v.UnsafePointer(), l, l.n, root)
		}
	case v.Kind() == reflect.Slice:
		if v.Cap() > 0 && t.Elem().Size() > 0 {
			l := layoutOf(t.Elem(), v.Cap())
			s.add(v.UnsafePointer(), l, l.n/v.Cap()*v.Len(), root)
		}
	case v.Kind() == reflect.Map:
		s.mapping(v, root)
	case v.Kind() == reflect.Array:
		for i := range v.Len() {
			s.value(v.Index(i), root)
		}
	case v.Kind() == reflect.Struct:
		for i := range v.NumField() {
			s.value(field(v, i), root)
		}
	}
}

func (s *scan) mapping(v reflect.Value, root int) {
	if v.IsNil() {
		return
	}
	if first, ok := s.maps[v.UnsafePointer()]; ok {
		s.join(first, root)
		return
	}
	s.maps[v.UnsafePointer()] = root
	if !know(v.Type().Key()).refs && !know(v.Type().Elem()).refs {
		return
	}
	for it := v.MapRange(); it.Next(); {
		s.value(addressable(it.Key()), root)
		s.value(addressable(it.Value()), root)
	}
}

// merge makes regions of spans that overlap.
func (s *scan) merge() (blame int, err error) {
	sorted := make([]*span, len(s.spans))
	for i := range s.spans {
		sorted[i] = &s.spans[i]
	}
	sort.Slice(sorted, func(i, j int) bool {
		a, b := sorted[i], sorted[j]
		if a.start != b.start {
			return uintptr(a.start) < uintptr(b.start)
		}
		return a.size() > b.size()
	})
	for i := 0; i < len(sorted); {
		end, j := sorted[i].end(), i+1
		for ; j < len(sorted) && uintptr(sorted[j].start) < end; j++ {
			s.join(sorted[i].root, sorted[j].root)
			end = max(end, sorted[j].end())
		}
		r, odd := merged(sorted[i:j], end-uintptr(sorted[i].start))
		if odd != nil {
			return odd.root, fmt.Errorf("it refers to a %s inside of other memory", odd.elem)
		}
		s.regions = append(s.regions, r)
		i = j
	}
	return 0, nil
}

// merged makes the region of spans that overlap: it is seen as the one among
// them that holds all others, or as an array of what all hold; else some span
// is odd.
func merged(spans []*span, size uintptr) (region, *span) {
	first := spans[0]
	owner := first.layout
	if len(spans) == 1 {
		return region{first.start, owner, first.used}, nil
	}
	var candidates []layout
	for _, sp := range spans {
		if sp.start != first.start {
			break
		}
		if sp.size() == size {
			candidates = append(candidates, sp.layout)
		}
		if sp.variable { // what a variable is, is known when it is read
			candidates = []layout{sp.layout}
			break
		}
	}
	if each := first.elem.Size(); len(candidates) == 0 && size%each == 0 {
		candidates = append(candidates, layout{first.elem, int(size / each)})
	}
	var odd *span
	for _, c := range candidates {
		used := 0
		if used, odd = c.holds(first.start, spans); odd == nil {
			return region{first.start, c, used}, nil
		}
	}
	if odd == nil {
		odd = spans[len(spans)-1]
	}
	return region{}, odd
}

// holds tells how many elements of a layout at start are in sight through
// spans, or which of them does not lie in it as it should.
func (l layout) holds(start unsafe.Pointer, spans []*span) (used int, odd *span) {
	each := l.elem.Size()
	for _, sp := range spans {
		off := uintptr(sp.start) - uintptr(start)
		if !l.contains(off, sp.layout) {
			return 0, sp
		}
		sight := off + uintptr(sp.used)*sp.elem.Size()
		used = max(used, int((sight+each-1)/each))
	}
	return used, nil
}

// find gives the region that holds an address.
func (s *scan) find(p unsafe.Pointer) (int, bool) {
	i := sort.Search(len(s.regions), func(i int) bool { return uintptr(s.regions[i].start) > uintptr(p) }) - 1
	if i < 0 || uintptr(p)-uintptr(s.regions[i].start) >= s.regions[i].size() {
		return 0, false
	}
	return i, true
}

// field reaches a field whether or not it is exported.
func field(v reflect.Value, i int) reflect.Value {
	f := v.Field(i)
	if f.CanSet() {
		return f
	}
	return reflect.NewAt(f.Type(), f.Addr().UnsafePointer()).Elem()
}

func addressable(v reflect.Value) reflect.Value {
	p := reflect.New(v.Type())
	p.Elem().Set(v)
	return p.Elem()
}
