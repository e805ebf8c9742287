package figure

import (
	"fmt"
	"math"

	"github.com/seed-380714d4/fathom/dsl"
)

// Confusion shows how often each class was taken for each other: right classes
// down, guesses across, coloured by the share of the right class's examples. In
// the fields stand the numbers of examples, where there is room for them.
//
//	figure.Confusion(run.Evaluate(dsl.MNIST()).Confusion())
func Confusion(c dsl.Confusion) Figure {
	if err := c.Err(); err != nil {
		return Failed(err)
	}
	counts := c.Counts()
	n := len(counts)
	low, high := 0.5, float64(n)+0.5
	s := Spec{Title: "Confusion", Subtitle: c.Title(), Bar: &Bar{Label: "share of the right class (%)", From: 0, To: 100},
		X: Axis{Label: "taken for", Min: &low, Max: &high}, Y: Axis{Label: "right class", Min: &low, Max: &high}}
	side := min(max(46*n, 260), 620)
	s.Width, s.Height = side+230, side+110
	for i := range counts {
		if every := (n + mostClasses - 1) / mostClasses; i%every == 0 {
			s.X.Ticks = append(s.X.Ticks, Tick{float64(i + 1), c.Name(i)})
			s.Y.Ticks = append(s.Y.Ticks, Tick{float64(n - i), c.Name(i)})
		}
	}
	for j := range n {
		strip := Strip{From: float64(j) + 0.5, To: float64(j) + 1.5, Edges: dsl.Floats{low}}
		for i := n - 1; i >= 0; i-- { // from below
			all := 0
			for _, k := range counts[i] {
				all += k
			}
			strip.Edges = append(strip.Edges, float64(n-i)+0.5)
			strip.Shade = append(strip.Shade, 100*float64(counts[i][j])/math.Max(float64(all), 1))
			label := ""
			if counts[i][j] > 0 && n <= mostClasses {
				label = fmt.Sprint(counts[i][j])
			}
			strip.Labels = append(strip.Labels, label)
		}
		s.Heat = append(s.Heat, strip)
	}
	return New(s)
}

// mostClasses is how many names, or numbers in fields, have room.
const mostClasses = 20
