package live

import (
	"errors"
	"fmt"
	"io"
	"reflect"
	"syscall"
	"testing"
)

type pair struct {
	A, B int
	L    []string
}

type celsius float64

// TestShared reads several variables back and changes one of them: the others
// must change as they would have.
func TestShared(t *testing.T) {
	a := []int{1, 2, 3, 4, 5}
	left, right, middle := a[:3], a[2:], a[1:3:3]
	a = nil
	var l, r, m []int
	if err := read(bytesOf(t, &left, &right, &middle), &l, &r, &m); err != nil {
		t.Fatal(err)
	}
	l[2] = 30
	if r[0] != 30 || m[1] != 30 || cap(l) != 5 || cap(m) != 2 {
		t.Error(l, r, m, cap(l), cap(m))
	}

	s := pair{A: 1, B: 2, L: []string{"x", "y"}}
	whole, field, words, word := &s, &s.B, s.L[1:], &s.L[1]
	var s2 pair
	var whole2 *pair
	var field2 *int
	var words2 []string
	var word2 *string
	if err := read(bytesOf(t, &s, &whole, &field, &words, &word), &s2, &whole2, &field2, &words2, &word2); err != nil {
		t.Fatal(err)
	}
	*field2, *word2, whole2.A = 20, "z", 10
	if s2.A != 10 || s2.B != 20 || s2.L[1] != "z" || words2[0] != "z" || whole2 != &s2 {
		t.Error(s2, whole2, words2)
	}

	c := celsius(1)
	f := (*float64)(&c)
	var c2 celsius
	var f2 *float64
	if err := read(bytesOf(t, &c, &f), &c2, &f2); err != nil {
		t.Fatal(err)
	}
	if *f2 = 3; c2 != 3 {
		t.Error("a pointer of another name lost its variable")
	}
}

// TestPartOfGraph: one variable of a graph is read without the others, whose
// types may be no more.
func TestPartOfGraph(t *testing.T) {
	data := []float64{1, 2, 3}
	holder := &struct {
		Data []float64
		N    int
	}{data, 3}
	b := bytesOf(t, &data, &holder)
	var got []float64
	whole, err := decode(b, []root{{"v0", reflect.ValueOf(&got).Elem()}})
	if err != nil || whole || !reflect.DeepEqual(got, data) {
		t.Errorf("got %v, whole %v, %v", got, whole, err)
	}
	var changed *struct{ N int }
	if err := read(b, &got, &changed); err == nil {
		t.Error("a type that has changed is read")
	}
}

// TestGroups: only what shares memory is carried together.
func TestGroups(t *testing.T) {
	a := []int{1, 2}
	b := a[:1]
	c := []int{3}
	m := map[string][]int{"c": c}
	e := errors.New("e")
	w := fmt.Errorf("w: %w", e)
	n := 1
	s, _, err := scanRoots(rootsOf([]any{&a, &b, &c, &m, &e, &w, &n}))
	if err != nil {
		t.Fatal(err)
	}
	groups := map[int][]int{}
	for i := range s.roots {
		groups[s.of(i)] = append(groups[s.of(i)], i)
	}
	if len(groups) != 4 || s.of(0) != s.of(1) || s.of(2) != s.of(3) || s.of(4) != s.of(5) {
		t.Errorf("got groups %v", groups)
	}
}

func TestErrorChains(t *testing.T) {
	mine := errors.New("mine")
	both := errors.Join(fmt.Errorf("a: %w", mine), io.ErrUnexpectedEOF, syscall.ENOENT)
	var mine2, both2 error
	if err := read(bytesOf(t, &mine, &both), &mine2, &both2); err != nil {
		t.Fatal(err)
	}
	if !errors.Is(both2, mine2) || !errors.Is(both2, io.ErrUnexpectedEOF) || errors.Is(both2, io.EOF) || both2.Error() != both.Error() {
		t.Errorf("got %v", both2)
	}
	self := &carriedError{text: "self"}
	self.wraps = []error{self}
	if got := through(t, error(self)); got.Error() != "self" {
		t.Errorf("got %v", got)
	}
}

// TestLongList: a list of any length is carried without deep recursion.
func TestLongList(t *testing.T) {
	var head *ring
	for range 100_000 {
		head = &ring{Next: head}
	}
	n := 0
	for r := through(t, head); r != nil; r = r.Next {
		n++
	}
	if n != 100_000 {
		t.Errorf("got %d", n)
	}
}

type spiteful struct{ N int }

func (s *spiteful) MarshalBinary() ([]byte, error) { panic("no") }
func (s *spiteful) UnmarshalBinary([]byte) error   { return nil }

// TestBlame: one variable that cannot be carried after all does not take the
// others with it.
func TestBlame(t *testing.T) {
	n, list := 1, []int{2}
	bad := map[string]*spiteful{"x": {N: 1}}
	hello.Cell = 3
	defer func() { hello.Cell = 0 }()
	graphs, refused := graphsOf([]*tracked{{name: "a", ptr: &n}, {name: "b", ptr: &bad}, {name: "c", ptr: &list}})
	if len(graphs) != 2 || len(refused) != 1 || refused[0].Name != "b" ||
		refused[0].Refused != "b cannot live on after cell 3: to encode it fails: no" {
		t.Errorf("got %d graphs, %+v", len(graphs), refused)
	}
}
