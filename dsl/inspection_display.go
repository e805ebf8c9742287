package dsl

import (
	"context"
	"fmt"

	"github.com/seed-380714d4/fathom/dsl/show"
)

// Display shows what the inspection measured, a row a layer, or returns its
// error. Of several seeds it shows the means.
func (i Inspection) Display() error {
	reply, err := i.Result(context.Background())
	if err != nil {
		return err
	}
	return i.table(reply).Display()
}

func (i Inspection) table(reply InspectReply) show.Table {
	when := "before training"
	if i.trained != nil {
		when = "after training"
	}
	t := show.Table{
		Caption: fmt.Sprintf("%s, %s, a batch of %d", i.Name(), when, i.batch.size),
		Head: []string{"layer", "RMS over samples of ‖∂L/∂z‖", "‖∂L/∂W‖", "activation mean", "activation std",
			"saturated", "dead units"},
		Right: []bool{false, true, true, true, true, true, true},
	}
	if n := len(reply.Seeds); n > 1 {
		t.Caption += fmt.Sprintf(", mean over %d seeds", n)
	}
	for k, l := range reply.Seeds[0].Layers {
		row := []string{l.Name}
		for _, c := range inspectionColumns {
			sum := 0.0
			for _, s := range reply.Seeds {
				sum += float64(c.of(s.Layers[k]))
			}
			row = append(row, fmt.Sprintf(c.format, c.scale*sum/float64(len(reply.Seeds))))
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

// inspectionColumns are the measures of a layer in the order of the table.
var inspectionColumns = []struct {
	format string
	scale  float64
	of     func(LayerStats) Float
}{
	{"%.3g", 1, func(l LayerStats) Float { return l.PreActivationGradient }},
	{"%.3g", 1, func(l LayerStats) Float { return l.WeightGradient }},
	{"%.3g", 1, func(l LayerStats) Float { return l.ActivationMean }},
	{"%.3g", 1, func(l LayerStats) Float { return l.ActivationStd }},
	{"%.1f %%", 100, func(l LayerStats) Float { return l.Saturation }},
	{"%.1f %%", 100, func(l LayerStats) Float { return l.Dead }},
}
