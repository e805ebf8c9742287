package draw_test

import (
	"fmt"
	"math"

	"github.com/seed-380714d4/fathom/dsl/figure"
)

func init() {
	gallery = append(gallery, struct {
		name string
		make func() figure.Figure
	}{"pictures", pictures})
}

// pictures are tiles in colour, in grey, not square, and a curve among them.
func pictures() figure.Figure {
	g := &figure.Grid{Columns: 4}
	for i, name := range []string{"airplane", "7", "a longer name", "flat"} {
		p := &figure.Picture{Width: 8, Height: 8}
		if i == 3 {
			p.Height = 4
		}
		for y := range p.Height {
			for x := range p.Width {
				r := math.Hypot(float64(x)-3.5, float64(y)-float64(i))
				v := byte(math.Max(0, 255-40*r))
				p.Pixels = append(p.Pixels, v)
				if i == 0 {
					p.Pixels = append(p.Pixels, byte(30*x), byte(30*y))
				}
			}
		}
		g.Panels = append(g.Panels, figure.Spec{Title: name, Picture: p})
	}
	curve := figure.Series{Kind: figure.Line, Plain: true}
	for k := range 40 {
		curve.X, curve.Y = append(curve.X, float64(k)), append(curve.Y, math.Sin(float64(k)/4))
	}
	g.Panels = append(g.Panels, figure.Spec{Title: "a signal", X: figure.Axis{Label: "position", Whole: true}, Y: figure.Axis{Label: "value"}, Series: []figure.Series{curve}})
	return figure.New(figure.Spec{Title: fmt.Sprintf("%d examples", len(g.Panels)), Grid: g, Legend: figure.Hidden, Width: 440, Height: 330})
}
