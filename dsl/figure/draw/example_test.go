package draw_test

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/seed-380714d4/fathom/dsl"
	"github.com/seed-380714d4/fathom/dsl/figure"
	"github.com/seed-380714d4/fathom/dsl/figure/draw"

	"gonum.org/v1/plot/plotter"
)

func Example() {
	fig := figure.New(figure.Spec{
		Title: "Error by depth",
		X:     figure.Axis{Label: "depth", Unit: "layers", Log: true},
		Y:     figure.Axis{Label: "error", Unit: "%"},
		Series: []figure.Series{
			{Name: "ours", X: dsl.Floats{20, 56, 110}, Y: dsl.Floats{8.9, 7.0, 6.6}},
		},
	}).ReferenceMarks("He et al. 2015", []float64{20, 56, 110}, []float64{8.75, 6.97, 6.43})

	dir, err := os.MkdirTemp("", "figures")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(dir)
	if err := draw.Save(fig, filepath.Join(dir, "error.png")); err != nil {
		fmt.Println(err)
	}
	fmt.Println(fig)
	// Output:
	// Figure “Error by depth”: error (%) against depth (layers); ours from 8.9 at 20 to 6.6 at 110; He et al. 2015 from 8.75 at 20 to 6.43 at 110
}

// Plot hands over the plot, in the house style, to be added to.
func ExamplePlot() {
	p, err := draw.Plot(figure.New(figure.Spec{
		Series: []figure.Series{{Name: "net", X: dsl.Floats{1, 2, 3}, Y: dsl.Floats{1, 4, 9}}},
	}))
	if err != nil {
		fmt.Println(err)
		return
	}
	p.Add(plotter.NewFunction(func(x float64) float64 { return x * x }))
	p.X.Label.Text = "layer"
	fmt.Printf("%s from %.2f to %.2f\n", p.X.Label.Text, p.X.Min, p.X.Max)
	// Output: layer from 0.92 to 3.08
}
