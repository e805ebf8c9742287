package nn

import (
	"testing"

	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/gomlx/core/graph"

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

// TestStandardisedByChannel: each channel of a batch has its own mean and
// spread.
func TestStandardisedByChannel(t *testing.T) {
	set := &data.Set{Shape: []int{1, 2, 3}, Hash: "channels", Scaled: true, Mean: []float64{0.2, 0.4, 0.6}, Std: []float64{0.5, 0.25, 0.1}}
	split := data.Split{N: 2, Bytes: []uint8{0, 51, 102, 153, 204, 255, 255, 0, 51, 102, 153, 204}, Labels: []int32{0, 1}}
	x, err := usual(t).upload(set, split, dtypes.Float64)
	must(t, err)
	defer x.release()
	program, err := usual(t).compile("a batch", func(g *graph.Graph) []*graph.Node {
		in := &inputs{graph: g}
		a, b := x.parameters(in)
		batch, _ := x.batch(a, b, in.next(dtypes.Int32, 2), dtypes.Float64)
		return []*graph.Node{batch}
	})
	must(t, err)
	out, err := program.run(x.inputs, x.targets, numbers(0, 2))
	must(t, err)
	got, err := valuesOf(out[0])
	must(t, err)
	for i, b := range split.Bytes {
		c := i % 3
		if want := (float64(b)/255 - set.Mean[c]) / set.Std[c]; !near(got[i], want, 1e-12) {
			t.Errorf("value %d: want %v, got %v", i, want, got[i])
		}
	}
}
