package draw_test

import (
	"github.com/seed-380714d4/fathom/dsl"
	"github.com/seed-380714d4/fathom/dsl/figure"
)

// Drawn models join the gallery.
func init() {
	for name, f := range map[string]func() figure.Figure{"model-residual": modelResidual, "model-branches": modelBranches} {
		gallery = append(gallery, struct {
			name string
			make func() figure.Figure
		}{name, f})
	}
}

// A deep network whose blocks are folded; projections beside the blocks where
// the shape changes.
func modelResidual() figure.Figure {
	return figure.Graph(dsl.Input(32, 32, 3).ResNet(110, dsl.ShortcutB).Dense(10).Named("ResNet-110"))
}

// Branches of different length, twice, and a dense block whose shape grows.
func modelBranches() figure.Figure {
	module := func(m dsl.Model) dsl.Model {
		return m.Branch(
			func(m dsl.Model) dsl.Model { return m.Conv(16, 1).ReLU() },
			func(m dsl.Model) dsl.Model { return m.Conv(8, 1).ReLU().Conv(16, 3).ReLU() },
			func(m dsl.Model) dsl.Model { return m.MaxPool(3, dsl.Stride(1), dsl.Same()).Conv(8, 1).ReLU() }).Concat()
	}
	return figure.Graph(dsl.Input(32, 32, 3).Conv(16, 3).BatchNorm().ReLU().
		Repeat(2, module).DenseBlock(4, 12).GlobalAvgPool().Dense(10).Named("Branches"))
}
