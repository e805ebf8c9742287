package figure_test

import (
	"fmt"

	"github.com/seed-380714d4/fathom/dsl"
	"github.com/seed-380714d4/fathom/dsl/figure"
)

// A figure is a value; where nothing can draw it, it is shown in words.
func Example() {
	fig := figure.New(figure.Spec{
		X: figure.Axis{Label: "layer", Whole: true},
		Y: figure.Axis{Label: "gradient", Log: true},
		Series: []figure.Series{
			{Name: "sigmoid", X: dsl.Floats{1, 2, 3, 4}, Y: dsl.Floats{1e-3, 5e-3, 2e-2, 0.1}},
		},
	})
	compared := fig.Title("Vanishing").Reference("a quarter per layer", 0.25, "sigmoid")
	if err := compared.Display(); err != nil {
		fmt.Println(err)
	}
	// Output:
	// Figure “Vanishing”: gradient against layer; sigmoid from 0.001 at 1 to 0.1 at 4; a quarter per layer from 0.02 at 3 to 0.00125 at 1 (to have the picture: import "github.com/seed-380714d4/fathom/dsl/figure/draw" and call draw.Save(figure, "figure.png"))
}

// Images are shown as tiles, signals as curves, each under its class. In this
// program nothing has the examples: the figure says which import mends it.
func ExampleExamples() {
	fmt.Println(figure.Examples(dsl.MNIST().Batch(24)))
	// Output: session: nothing in this program can show; want a driver; add import _ "github.com/seed-380714d4/fathom/nn" (show in this process)
}
