package figure_test

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"github.com/seed-380714d4/fathom/dsl"
	"github.com/seed-380714d4/fathom/dsl/figure"
)

// A deep network is drawn by its blocks: each once, with how many there are.
func ExampleGraph() {
	f := figure.Graph(dsl.Input(32, 32, 3).ResNet(110, dsl.ShortcutA).Dense(10).Named("ResNet-110"))
	for _, frame := range f.Spec().Diagram.Frames {
		fmt.Println(frame.Label)
	}
	for _, box := range f.Spec().Diagram.Boxes[:5] {
		fmt.Println(box.Name, "—", box.Small)
	}
	// Output:
	// × 18
	// × 17
	// × 17
	// Input — 32 × 32 × 3
	// Conv 3×3, BatchNorm, ReLU — 32 × 32 × 16; 464
	// Conv 3×3, BatchNorm, ReLU — 32 × 32 × 16; 2,336 each
	// Conv 3×3, BatchNorm — 32 × 32 × 16; 2,336 each
	// Add, ReLU — 32 × 32 × 16
}

func drawnModels() map[string]dsl.Model {
	in := dsl.Input(32, 32, 3)
	return map[string]dsl.Model{
		"LeNet":     dsl.Input(28, 28, 1).LeNet().Dense(10),
		"plain":     dsl.Input(28, 28, 1).Flatten().Repeat(20, func(m dsl.Model) dsl.Model { return m.Dense(256).Tanh() }).Dense(10),
		"ResNet-20": in.ResNet(20, dsl.ShortcutA).Dense(10),
		"WRN":       in.WideResNet(16, 2).Dense(10),
		"DenseNet":  in.DenseNetBC(40, 12).Dense(10),
		"LSTM":      dsl.Input(50, 2).LSTM(64, dsl.AllStates()).GRU(64, dsl.Bidirectional()).Dense(1),
		"ladder": dsl.Input(4).Dense(4).Branch(
			func(m dsl.Model) dsl.Model { return m },
			func(m dsl.Model) dsl.Model { a := m.Dense(4); return a.Dense(4).Add(a, m) }).Concat(),
		"input alone": dsl.Input(4),
	}
}

// TestGraphOfModels: no two boxes lie on each other, what is read lies above,
// every line starts and ends at a box, and everything lies on the page.
func TestGraphOfModels(t *testing.T) {
	for name, m := range drawnModels() {
		t.Run(name, func(t *testing.T) {
			f := figure.Graph(m)
			if err := f.Err(); err != nil {
				t.Fatal(err)
			}
			d := f.Spec().Diagram
			for i, b := range d.Boxes {
				if b.X < 0 || b.Y < 0 || b.X+b.W > float64(d.Width) || b.Y+b.H > float64(d.Height) {
					t.Errorf("box %s lies outside: %+v of %d × %d", b.Name, b, d.Width, d.Height)
				}
				for _, o := range d.Boxes[:i] {
					if b.X < o.X+o.W && o.X < b.X+b.W && b.Y < o.Y+o.H && o.Y < b.Y+b.H {
						t.Errorf("boxes lie on each other: %+v, %+v", o, b)
					}
				}
			}
			for _, l := range d.Links {
				if l.Y2 <= l.Y1 || l.Arc && l.By > float64(d.Width) {
					t.Errorf("a line leads up, or outside: %+v", l)
				}
			}
			if len(d.Links) < len(d.Boxes)-1 {
				t.Errorf("want every box but the first linked, got %d lines for %d boxes", len(d.Links), len(d.Boxes))
			}
			travelsAsFigure(t, f)
		})
	}
}

func travelsAsFigure(t *testing.T, f figure.Figure) {
	t.Helper()
	text, err := json.Marshal(f)
	if err != nil {
		t.Fatal(err)
	}
	var read figure.Figure
	if err := json.Unmarshal(text, &read); err != nil || !reflect.DeepEqual(read.Spec(), f.Spec()) {
		t.Errorf("want the figure as it was, got %v, %v", read, err)
	}
}

// TestGraphFolds says how many boxes and frames a deep network has.
func TestGraphFolds(t *testing.T) {
	for name, want := range map[string][2]int{"plain": {4, 1}, "DenseNet": {23, 3}, "ResNet-20": {21, 3}} {
		d := figure.Graph(drawnModels()[name]).Spec().Diagram
		if len(d.Boxes) != want[0] || len(d.Frames) != want[1] {
			t.Errorf("%s: want %d boxes and %d frames, got %d and %d", name, want[0], want[1], len(d.Boxes), len(d.Frames))
		}
	}
	if text := figure.Graph(drawnModels()["plain"]).String(); !strings.Contains(text, "Dense, Tanh [256; 200,960 … 65,792]") {
		t.Errorf("in words: got %s", text)
	}
	if figure.Graph(dsl.Input(2, 2).Dense(1)).Err() == nil {
		t.Error("want the model's mistake, got none")
	}
}
