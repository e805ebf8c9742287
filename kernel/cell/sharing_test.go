package cell

import (
	"os"
	"testing"
)

// TestSharedMemory: what variables have in common, they have in common in the
// next cell.
func TestSharedMemory(t *testing.T) {
	l := newLab(t)
	l.steps([]step{
		{"a := []int{1, 2, 3, 4}\nb := a[1:3]\nn := 5\np := &n\nm := map[string]int{}\nalias := m", "", ""},
		{"b[0] = 20\n*p = 6\nalias[\"x\"] = 1", "", ""},
		{"a, n, m", "«[1 20 3 4] 6 map[x:1]»", ""},
		{"b = append(b, 40)\na", "«[1 20 3 40]»", ""},
		{"b = append(b, 50)\nb[0] = 200\na, b", "«[1 20 3 40] [200 3 40 50]»", ""},
		{"b[1] = 30\na", "«[1 20 3 40]»", ""},
		{"type cell struct{ at [2]int; next *cell }\nring := &cell{at: [2]int{1, 2}}\nring.next = ring\ninner := &ring.at[1]\nside := ring.at[:]", "", ""},
		{"*inner = 7\nside[0] = 5\nring.next.next.at", "«[5 7]»", ""},
		{"inner = nil\nside = nil", "", ""},
		{"ring.at[1] = 8\nring.next.at, side == nil, inner == nil", "«[5 8] true true»", ""},
		{"mine := errors.New(\"mine\")\nerr := fmt.Errorf(\"deep: %w\", mine)", "", ""},
		{"errors.Is(err, mine), err", "«true deep: mine»", ""},
		{"a := \"other\"\n*p = 8", "", ""},
		{"b[2] = 1\na, b, n", "«other [200 30 1 50] 8»", ""},
		{"type cell struct{ at [3]int }\nx := &n", "", ""},
		{"side == nil, *x", "«true 8»", ""},
		{"ring", "", "ring was dropped when cell 15 declared its type cell anew"},
		{"max := []int{1, 2}\nmin := max[:1]\nkeep := max", "", ""},
		{"min[0] = 9\nkeep[1] = 8", "", ""},
		{"max, min, keep", "«[9 8] [9] [9 8]»", ""},
		{"keep[0] = 1\nvar none []int\nnone[0] = 1", "*", "out of range"},
		{"max, cap(min)", "«[9 8] 2»", ""},
	})
	entries, err := os.ReadDir(l.vars)
	if err != nil {
		t.Fatal(err)
	}
	files := map[string]bool{}
	for _, v := range l.nb.vars {
		files[v.file] = true
	}
	if got := len(entries); got > len(files)+len(l.nb.stale)+1 { // and the socket
		t.Errorf("want a file for each of %d graphs, got %d: %v", len(files), got, entries)
	}
}
