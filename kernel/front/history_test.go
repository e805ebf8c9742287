package front

import (
	"fmt"
	"testing"
)

func TestHistory(t *testing.T) {
	h := history{session: 1}
	for i, code := range []string{"a/b", "x := 1\ny := 2", "f(3)", "x := 1\ny := 2", "f[*]"} {
		h.add(i+1, code)
	}
	for _, c := range []struct {
		name string
		q    historyRequest
		want string
	}{
		{"tail", historyRequest{Type: "tail", N: 2}, "[4 5]"},
		{"tail of all", historyRequest{Type: "tail", N: 99}, "[1 2 3 4 5]"},
		{"range", historyRequest{Type: "range", Start: 2, Stop: 4}, "[2 3]"},
		{"range to the end", historyRequest{Type: "range", Session: 1, Start: 4}, "[4 5]"},
		{"another session", historyRequest{Type: "range", Session: 7}, "[]"},
		{"search", historyRequest{Type: "search", Pattern: "x*"}, "[2 4]"},
		{"search across slashes", historyRequest{Type: "search", Pattern: "a*b"}, "[1]"},
		{"search for one character", historyRequest{Type: "search", Pattern: "f(?)"}, "[3]"},
		{"search for brackets", historyRequest{Type: "search", Pattern: "f[*]"}, "[5]"},
		{"search, unique", historyRequest{Type: "search", Pattern: "x*", Unique: true}, "[4]"},
		{"search, the last", historyRequest{Type: "search", Pattern: "*", N: 1}, "[5]"},
		{"search for what is no UTF-8", historyRequest{Type: "search", Pattern: "\xff"}, "[]"},
		{"made up", historyRequest{Type: "made up"}, "[]"},
	} {
		t.Run(c.name, func(t *testing.T) {
			numbers := []int{}
			for _, e := range h.find(c.q) {
				numbers = append(numbers, e.number)
			}
			if got := fmt.Sprint(numbers); got != c.want {
				t.Errorf("want %s, got %s", c.want, got)
			}
		})
	}
}
