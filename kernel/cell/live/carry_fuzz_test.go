package live

import (
	"errors"
	"fmt"
	"slices"
	"testing"
)

// FuzzCarry: variables that share memory in any way are carried, and then the
// same is done to them and to what they were: both must stay alike.
func FuzzCarry(f *testing.F) {
	f.Add([]byte{0, 1, 2, 3}, []byte{4, 5, 6, 7})
	f.Add([]byte("every way of sharing that comes to mind"), []byte("and what can be done to it afterwards"))
	Errors((*fuzzValue)(nil), (**fuzzError)(nil))
	f.Fuzz(func(t *testing.T, make, do []byte) {
		if len(make) > 200 || len(do) > 200 {
			return
		}
		var was, is world
		was.init()
		for len(make) > 2 {
			was.change(make[0], int(make[1]), int(make[2]))
			make = make[3:]
		}
		if err := read(bytesOf(t, was.variables()...), is.variables()...); err != nil {
			t.Fatal(err)
		}
		if was.String() != is.String() {
			t.Fatalf("got\n%v want\n%v", &is, &was)
		}
		for len(do) > 2 {
			was.change(do[0], int(do[1]), int(do[2]))
			is.change(do[0], int(do[1]), int(do[2]))
			if was.String() != is.String() {
				t.Fatalf("after change %d:\n%v want\n%v", do[:3], &is, &was)
			}
			do = do[3:]
		}
	})
}

// fuzzError and fuzzValue are errors that are carried with their types;
// fuzzUnknown is one whose type nobody names.
type (
	fuzzError struct {
		N  int
		L  []int
		Of error
		P  *fuzzError
	}
	fuzzValue   struct{ Of error }
	fuzzUnknown struct {
		N  int
		Of []error
	}
)

func (e *fuzzError) Error() string   { return fmt.Sprint(e.N, e.L, e.Of, e.P != nil && e.P != e) }
func (e *fuzzError) Unwrap() error   { return e.Of }
func (e fuzzValue) Error() string    { return fmt.Sprint("value ", e.Of) }
func (e *fuzzUnknown) Error() string { return fmt.Sprint(e.N, len(e.Of)) }

type leaf struct {
	N    int
	L    []int
	Next *leaf
}

// world is variables with what can be done to them.
type world struct {
	a, b  []int
	p     *int
	arr   [4]int
	m, m2 map[int][]int
	x     leaf
	y     *leaf
	l     []leaf
	q     **leaf
	err   error
	wraps error
}

func (w *world) variables() []any {
	return []any{&w.a, &w.b, &w.p, &w.arr, &w.m, &w.m2, &w.x, &w.y, &w.l, &w.q, &w.err, &w.wraps}
}

func (w *world) init() {
	w.a = []int{1, 2, 3, 4, 5}
	w.m = map[int][]int{}
	w.l = make([]leaf, 2, 5)
	w.err = fmt.Errorf("err")
}

// change does one of many things; i and j say to which part.
func (w *world) change(what byte, i, j int) {
	cut := func(s []int) []int {
		if len(s) == 0 {
			return s
		}
		from := i % len(s)
		return s[from : from+j%(len(s)-from+1)]
	}
	switch what % 28 {
	case 0:
		w.b = cut(w.a)
	case 1:
		w.a = cut(w.b)
	case 2:
		w.a = append(w.a, i)
	case 3:
		w.b = append(w.b, i, j)
	case 4:
		if len(w.a) > 0 {
			w.p = &w.a[i%len(w.a)]
		}
	case 5:
		if w.p != nil {
			*w.p = i
		}
	case 6:
		w.b = w.arr[i%4:]
	case 7:
		w.p = &w.arr[i%4]
	case 8:
		w.m2 = w.m
	case 9:
		if w.m != nil {
			w.m[i%3] = w.b
		}
	case 10:
		if s := w.m2[i%3]; len(s) > 0 {
			s[j%len(s)] = i
		}
	case 11:
		w.x.L, w.x.N = w.a, i
	case 12:
		w.y = &w.x
	case 13:
		w.x.Next = w.y
	case 14:
		if w.y != nil {
			w.p, w.y.N = &w.y.N, j
		}
	case 15:
		if len(w.l) > 0 {
			w.y = &w.l[i%len(w.l)]
			w.y.Next = &w.l[j%len(w.l)]
		}
	case 16:
		w.l = append(w.l, w.x)
	case 17:
		w.q = &w.x.Next
	case 18:
		if w.q != nil {
			*w.q = &leaf{N: i, L: w.b}
		}
	case 19:
		w.wraps = fmt.Errorf("%d: %w", i, w.err)
	case 20:
		w.y = &leaf{Next: w.y, L: w.arr[: i%4 : 4]}
	case 21:
		w.a, w.p = nil, nil
	case 22:
		w.a = make([]int, i%5, i%5+j%5)
	case 24:
		e := &fuzzError{N: i, L: slices.Clone(w.b), Of: w.err} // an error is carried as it was
		if j%2 == 0 {
			e.P = e
		}
		w.wraps = e
	case 25:
		w.err = fuzzValue{w.wraps}
	case 26:
		w.wraps = &fuzzUnknown{i, []error{w.err, nil, w.wraps}}
	case 27:
		w.err = fmt.Errorf("new %d", i)
	case 23:
		for k := range w.b {
			w.b[k] += i
		}
	}
}

// String is all that can be told from outside; chains of leaves may be rings.
func (w *world) String() string {
	s := fmt.Sprintf("a %v %d, b %v %d, arr %v, m %v %v, wraps %v\n", w.a, cap(w.a), w.b, cap(w.b), w.arr, w.m, w.m2, w.wraps)
	var e *fuzzError
	var v fuzzValue
	s += fmt.Sprintln("errors", w.err, errors.As(w.wraps, &e), errors.As(w.err, &v), errors.Is(w.wraps, w.err))
	if w.p != nil {
		s += fmt.Sprint("p ", *w.p, "\n")
	}
	s += w.x.chain() + w.y.chain()
	for i := range w.l {
		s += w.l[i].chain()
	}
	if w.q != nil {
		s += "q " + (*w.q).chain()
	}
	return s
}

func (l *leaf) chain() string {
	s := ""
	for n := 0; l != nil && n < 5; n++ {
		s += fmt.Sprintf("(%d %v %d) ", l.N, l.L, cap(l.L))
		l = l.Next
	}
	return s + "\n"
}
