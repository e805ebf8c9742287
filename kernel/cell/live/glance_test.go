package live

import (
	"io"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/seed-380714d4/fathom/dsl"
)

type shy struct{ n int }

func (shy) String() string { panic("not ready") }

func TestGlance(t *testing.T) {
	type pair struct {
		X float64
		s string
	}
	for _, c := range []struct {
		v    any
		want string
	}{
		{3, "3"},
		{"a\nb", `"a\nb"`},
		{strings.Repeat("x", 1000), `"` + strings.Repeat("x", 70) + "…"},
		{[]int{1, 2}, "[1 2]"},
		{[]int(nil), "nil"},
		{make([]float64, 1000), "1000: [0 0 0 0 0 0 0 0 …]"},
		{map[string]int{"a": 1}, `map["a":1]`},
		{pair{1, "b"}, `{X:1 s:"b"}`},
		{&pair{1, "b"}, `&{X:1 s:"b"}`},
		{io.EOF, "EOF"},
		{3 * time.Second, "3s"},
		{shy{3}, "{n:3}"}, // the user's own String is not called
		{dsl.Input(4).Dense(2), "4 → 2, 10 parameters"},
	} {
		v := reflect.New(reflect.TypeOf(c.v)).Elem()
		v.Set(reflect.ValueOf(c.v))
		if got := glance(v); got != c.want {
			t.Errorf("%T: want %s, got %s", c.v, c.want, got)
		}
	}
}

type looped struct{ Next *looped }

func TestGlanceAtACycle(t *testing.T) {
	l := &looped{}
	l.Next = l
	if got := glance(reflect.ValueOf(&l).Elem()); len(got) > 100 {
		t.Errorf("got %s", got)
	}
}
