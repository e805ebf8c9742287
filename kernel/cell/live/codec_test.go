package live

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"math/big"
	"os"
	"reflect"
	"strings"
	"testing"
	"time"
)

// bytesOf writes values as one file.
func bytesOf(t testing.TB, ptrs ...any) []byte {
	t.Helper()
	b, err := tryBytesOf(ptrs...)
	if err != nil {
		t.Fatalf("%T: %v", ptrs[0], err)
	}
	return b
}

func tryBytesOf(ptrs ...any) ([]byte, error) {
	roots := rootsOf(ptrs)
	s, _, err := scanRoots(roots)
	if err != nil {
		return nil, err
	}
	var group []int
	for i := range roots {
		group = append(group, i)
	}
	g, _, err := encode(s, group)
	return bytes.Join(g.pieces, nil), err
}

func rootsOf(ptrs []any) []root {
	var roots []root
	for i, p := range ptrs {
		roots = append(roots, root{fmt.Sprint("v", i), reflect.ValueOf(p).Elem()})
	}
	return roots
}

func read(b []byte, ptrs ...any) error {
	_, err := decodeWithin(b, rootsOf(ptrs), 1<<20)
	return err
}

// through writes v and reads it back as a value of the same type.
func through[T any](t *testing.T, v T) T {
	t.Helper()
	var out T
	b := bytesOf(t, &v)
	if !bytes.Equal(b, bytesOf(t, &v)) {
		t.Errorf("%T is written differently the second time", v)
	}
	if err := read(b, &out); err != nil {
		t.Fatalf("%T: %v", v, err)
	}
	if !bytes.Equal(b, bytesOf(t, &out)) {
		t.Errorf("%T is written differently when it was read", v)
	}
	return out
}

func same[T any](t *testing.T, v T) {
	t.Helper()
	if got := through(t, v); !reflect.DeepEqual(got, v) {
		t.Errorf("%T: got %#v, want %#v", v, got, v)
	}
}

type Inner struct {
	A int8
	B string
	C []float32
}

type outer struct {
	Inner
	P, Q *Inner
	M    map[string]Inner
	E    error
}

func TestSame(t *testing.T) {
	same(t, 5)
	same(t, int8(-5))
	same(t, uint64(math.MaxUint64))
	same(t, true)
	same(t, "größe\x00")
	same(t, complex(1, -2))
	same(t, []float64{1, math.Inf(-1), -0.0, 5e-324})
	same(t, [3]bool{true, false, true})
	same(t, [][]int{{1}, nil, {}})
	same(t, []string(nil))
	same(t, []string{})
	same(t, map[string]int(nil))
	same(t, map[string]int{})
	same(t, map[[2]int]map[string]bool{{1, 2}: {"a": true}, {0, 1}: nil})
	same(t, &Inner{1, "b", []float32{2}})
	same(t, outer{Inner: Inner{A: 1}, P: &Inner{B: "p"}, M: map[string]Inner{"x": {C: []float32{}}}})
	same(t, time.Date(2026, 1, 2, 3, 4, 5, 6, time.UTC))
	same(t, big.NewInt(1<<40))
	same(t, []*big.Int{big.NewInt(1), nil})
	same(t, struct{}{})
	same(t, make([]struct{}, 3))
}

func TestNaN(t *testing.T) {
	want := math.Float64frombits(0x7ff8000000000123)
	if got := through(t, []float64{want}); math.Float64bits(got[0]) != math.Float64bits(want) {
		t.Errorf("got %x", math.Float64bits(got[0]))
	}
	m := through(t, map[float64]int{math.NaN(): 1})
	if len(m) != 1 {
		t.Errorf("a NaN key: got %v", m)
	}
}

type ring struct {
	Next *ring
	M    map[string]*ring
}

func TestSharing(t *testing.T) {
	a := &ring{}
	a.Next = a
	a.M = map[string]*ring{"a": a}
	got := through(t, []*ring{a, a})
	if got[0] != got[1] || got[0].Next != got[0] || got[0].M["a"] != got[0] {
		t.Error("pointers to one thing became several")
	}
}

type loop []loop

func TestLoop(t *testing.T) {
	l := loop{nil}
	l[0] = l
	if got := through(t, l); &got[0] != &got[0][0] {
		t.Error("a slice that holds itself became several")
	}
}

func TestRefused(t *testing.T) {
	x := struct{ F func() }{}
	b := bytes.NewBuffer(nil)
	for _, p := range []any{&x, &b} {
		if _, err := tryBytesOf(p); err == nil {
			t.Errorf("%T is written", p)
		}
	}
}

type wraps struct {
	time.Time
	N int
}

func TestLentMethods(t *testing.T) {
	got := through(t, struct{ A, B int }{1, 2})
	if got.B != 2 {
		t.Error(got)
	}
	w := wraps{time.Unix(1, 0).UTC(), 7}
	if got := through(t, w); got.N != 7 || !got.Time.Equal(w.Time) {
		t.Errorf("methods that an embedded field lends carry only that field: %+v", got)
	}
}

func TestErrors(t *testing.T) {
	_, missing := os.Open("no such file")
	for _, err := range []error{nil, io.EOF, errors.New("x"), fmt.Errorf("a: %w", context.Canceled), missing} {
		got := through(t, err)
		if fmt.Sprint(got) != fmt.Sprint(err) {
			t.Errorf("got %v, want %v", got, err)
		}
		for _, s := range standard {
			if errors.Is(got, s) != errors.Is(err, s) {
				t.Errorf("%v: errors.Is %v differs", err, s)
			}
		}
	}
	if through(t, error(io.EOF)) != io.EOF {
		t.Error("io.EOF is another error")
	}
}

func TestTypeChanged(t *testing.T) {
	v := struct{ A int }{1}
	var w struct{ A int64 }
	if err := read(bytesOf(t, &v), &w); err == nil || !strings.Contains(err.Error(), "changed") {
		t.Errorf("got %v", err)
	}
}

// FuzzDecode: no file makes decode panic, and what it takes, it gives back.
func FuzzDecode(f *testing.F) {
	type T = struct {
		S []string
		M map[string][]int16
		P *ring
		E error
		A [2]struct{ X, Y bool }
		T time.Time
		B *[]string
		Q *bool
	}
	v := T{S: []string{"a"}, M: map[string][]int16{"x": {1}}, P: &ring{}, E: fmt.Errorf("x: %w", io.EOF)}
	v.P.Next, v.B, v.Q = v.P, &v.S, &v.A[1].X
	f.Add(bytesOf(f, &v)[len(fileHead):])
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, b []byte) {
		var v, w T
		if read(append([]byte(fileHead), b...), &v) != nil {
			return
		}
		again, err := tryBytesOf(&v)
		if err != nil {
			return // refused: a time may be out of range
		}
		if err := read(again, &w); err != nil {
			t.Fatalf("what was written is not read: %v", err)
		}
		if third := bytesOf(t, &w); !bytes.Equal(again, third) {
			t.Errorf("got %x, want %x", third, again)
		}
	})
}

func TestInterruptedLine(t *testing.T) {
	cell, line := place("goroutine 20 [running]:\nlive.x()\n\t/a/live.go:3 +0x1\n\ngoroutine 7 [runnable]:\nmain.f()\n\t/tmp/x/Cell[2]:9 +0x1\n\n" +
		"goroutine 1 [running]:\nmain.g()\n\t/go/y.go:1 +0x2\nmain.fathomBody()\n\t/tmp/x/Cell[3]:5 +0x1\n")
	if cell != 3 || line != 5 {
		t.Errorf("got cell %d, line %d", cell, line)
	}
	if cell, line := place("goroutine 1 [running]:\nmain.fathomBody()\n\t/tmp/x/Cell[3]:-6 +0x1\n"); cell != 0 || line != 0 {
		t.Errorf("a line of no cell: got cell %d, line %d", cell, line)
	}
}
