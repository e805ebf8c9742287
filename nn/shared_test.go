package nn

import (
	"testing"

	"github.com/gomlx/compute/dtypes"

	"github.com/seed-380714d4/fathom/nn/data"
)

// TestShared puts splits on the device: two users share one, and what is no
// longer used goes when there is too much, the oldest first.
func TestShared(t *testing.T) {
	e := usual(t)
	s := &shared{kept: map[string]*residence{}}
	split := data.Split{N: 2, Floats: []float64{1, 2, 3, 4}, Labels: []int32{0, 1}}
	get := func(name string) (*examples, func()) {
		set := &data.Set{Shape: []int{2}, Hash: name}
		x, done, err := s.get(e, set, "train", split, dtypes.Float32)
		must(t, err)
		return x, done
	}
	a, doneA := get("a")
	again, doneAgain := get("a")
	if a.inputs != again.inputs || s.bytes != 24 {
		t.Errorf("want one copy of 24 bytes for two users, got %d", s.bytes)
	}
	_, doneB := get("b")
	doneA()
	doneA()
	doneB()
	s.shrink(0)
	if s.bytes != 24 || !a.inputs.Ok() {
		t.Errorf("want what is in use to stay, got %d bytes", s.bytes)
	}
	doneAgain()
	_, doneC := get("c")
	s.shrink(24)
	if s.bytes != 24 || a.inputs.Ok() {
		t.Errorf("want the unused one gone, got %d bytes", s.bytes)
	}
	doneC()
}
