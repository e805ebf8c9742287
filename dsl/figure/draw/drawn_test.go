package draw

import (
	"errors"
	"fmt"
	"testing"
)

func TestDrawn(t *testing.T) {
	d := newDrawn(10)
	count := 0
	ask := func(request string, size int) {
		t.Helper()
		got, err := d.get([]byte(request), func() ([]byte, error) {
			count++
			return fmt.Appendf(nil, "%*s", size, request), nil
		})
		if want := fmt.Sprintf("%*s", size, request); err != nil || string(got) != want {
			t.Errorf("want %q, got %q, %v", want, got, err)
		}
	}
	for _, step := range []struct {
		request     string
		size, drawn int
	}{
		{"a", 4, 1}, {"a", 4, 1}, {"b", 4, 2}, {"a", 4, 2},
		{"c", 4, 3}, // no room for three: b goes, which was used longest ago
		{"a", 4, 3}, {"b", 4, 4},
		{"large", 11, 5}, {"large", 11, 6}, // never fits,
		{"b", 4, 6}, // and drives nothing out
	} {
		ask(step.request, step.size)
		if count != step.drawn {
			t.Errorf("after %s: want %d drawn, got %d", step.request, step.drawn, count)
		}
	}
	wrong := errors.New("no")
	for range 2 {
		if _, err := d.get([]byte("e"), func() ([]byte, error) { count++; return nil, wrong }); err != wrong {
			t.Errorf("want the error, got %v", err)
		}
	}
	if count != 8 {
		t.Errorf("a failure must not be remembered: want 8 drawn, got %d", count)
	}
}
