package figure

import (
	"context"
	"fmt"
	"math"
	"strings"

	"github.com/seed-380714d4/fathom/dsl"
)

// mostExamples is how many can be told apart on a page.
const mostExamples = 100

// Examples shows the examples of a batch, each under its class or its target:
// images as tiles, signals as curves, points of a plane by class in one plot.
//
//	figure.Examples(dsl.MNIST().Batch(24))
//
// Values are shown as they are before anything is standardised. Pixels go from
// black, 0, to white, 1; of images with other values, from the least to the
// greatest of the batch.
// Errors: those of the batch; more than 100 images or signals.
func Examples(b dsl.Batch) Figure {
	e, err := b.Examples(context.Background())
	if err != nil {
		return Failed(err)
	}
	title := fmt.Sprintf("%d examples of %s", len(e.Inputs), b.Spec().Data.Title())
	if width, height, channels := imageSize(e.Shape); channels > 0 {
		return tiled(title, e, func(i int) Spec { return Spec{Picture: pictureOf(e, i, width, height)} }, 8, 80, 104)
	}
	if len(e.Shape) == 1 && e.Shape[0] == 2 && len(e.Labels) > 0 {
		return plane(title, e)
	}
	return tiled(title, e, func(i int) Spec { return signal(e, i) }, 5, 140, 120)
}

// imageSize is the size of an image of one channel or three; no channels where
// the shape is not that of an image.
func imageSize(shape []int) (width, height, channels int) {
	switch {
	case len(shape) == 3 && (shape[2] == 1 || shape[2] == 3):
		return shape[1], shape[0], shape[2]
	case len(shape) == 2 && shape[0] >= 8 && shape[1] >= 8:
		return shape[1], shape[0], 1
	}
	return 0, 0, 0
}

// tiled puts a panel for each example side by side.
func tiled(title string, e dsl.Examples, panel func(int) Spec, columns, width, height int) Figure {
	if len(e.Inputs) > mostExamples {
		return Failed(problem("Examples", "number of examples", fmt.Sprintf("at most %d", mostExamples), fmt.Sprint(len(e.Inputs)), fmt.Sprintf("show data.Batch(%d)", 2*columns)))
	}
	g := &Grid{Columns: min(columns, len(e.Inputs)), ShareX: true, ShareY: true}
	for i := range e.Inputs {
		s := panel(i)
		s.Title = caption(e, i)
		g.Panels = append(g.Panels, s)
	}
	rows := (len(g.Panels) + g.Columns - 1) / g.Columns
	s := Spec{Title: title, Grid: g, Legend: Hidden, Width: max(90+g.Columns*width, 320), Height: 80 + rows*height}
	if low, high := extremes(e); g.pictures() && (low < 0 || high > 1) {
		s.Notes = []string{fmt.Sprintf("Black is %.3g, white %.3g.", low, high)}
	}
	return New(s)
}

// caption is an example's class or target.
func caption(e dsl.Examples, i int) string {
	if len(e.Labels) > 0 {
		return e.Class(i)
	}
	var parts []string
	for _, v := range e.Targets[i] {
		parts = append(parts, fmt.Sprintf("%.3g", v))
	}
	if len(parts) > 3 {
		parts = append(parts[:3], "…")
	}
	return strings.Join(parts, ", ")
}

func pictureOf(e dsl.Examples, i, width, height int) *Picture {
	low, high := extremes(e)
	if low >= 0 && high <= 1 {
		low, high = 0, 1
	}
	p := &Picture{Width: width, Height: height}
	for _, v := range e.Inputs[i] {
		p.Pixels = append(p.Pixels, byte(math.Round(255*min(max((v-low)/(high-low), 0), 1))))
	}
	return p
}

// extremes are the least and the greatest value of all inputs.
func extremes(e dsl.Examples) (low, high float64) {
	low, high = math.Inf(1), math.Inf(-1)
	for _, row := range e.Inputs {
		for _, v := range row {
			low, high = math.Min(low, v), math.Max(high, v)
		}
	}
	return low, high
}

// signal is example i as curves over its positions, one for each channel.
func signal(e dsl.Examples, i int) Spec {
	channels := 1
	if len(e.Shape) > 1 {
		channels = e.Shape[len(e.Shape)-1]
	}
	s := Spec{X: Axis{Label: "position", Whole: true}, Y: Axis{Label: "value"}}
	for c := range min(channels, 8) {
		r := Series{Kind: Line, Slot: c, Plain: true}
		for k := c; k < len(e.Inputs[i]); k += channels {
			r.X, r.Y = append(r.X, float64(k/channels)), append(r.Y, e.Inputs[i][k])
		}
		s.Series = append(s.Series, r)
	}
	return s
}

// plane shows examples of two values as points, a colour for each class.
func plane(title string, e dsl.Examples) Figure {
	s := Spec{Title: title, X: Axis{Label: "x₁"}, Y: Axis{Label: "x₂"}, Width: 520, Height: 430}
	slots := map[int]int{}
	for class := range maxClass(e) + 1 {
		for i, l := range e.Labels {
			if l != class {
				continue
			}
			at, known := slots[class]
			if !known {
				at = len(s.Series)
				slots[class] = at
				s.Series = append(s.Series, Series{Name: "class " + e.Class(i), Kind: Marks, Slot: at})
			}
			s.Series[at].X, s.Series[at].Y = append(s.Series[at].X, e.Inputs[i][0]), append(s.Series[at].Y, e.Inputs[i][1])
		}
	}
	return New(s)
}

func maxClass(e dsl.Examples) int {
	highest := 0
	for _, l := range e.Labels {
		highest = max(highest, l)
	}
	return highest
}
