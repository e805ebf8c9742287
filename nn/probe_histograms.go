package nn

import (
	"fmt"
	"sync"

	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"

	"github.com/seed-380714d4/fathom/dsl"
)

// valuesGraph gives a quantity as it is. Its values are counted here and not
// on the device: a bin chosen by quantiles wants a sort or a scatter there,
// which XLA's CPU backend does one value at a time.
func valuesGraph(v *view, p dsl.ProbeSpec) []*graph.Node { return quantities[p.Of](v) }

// readHistograms counts the values of each layer, the layers side by side.
func readHistograms(to *dsl.ProbeSeries, out []*tensors.Tensor, p dsl.ProbeSpec) error {
	row := make([]dsl.Histogram, len(out))
	errs := make([]error, len(out))
	var all sync.WaitGroup
	for k, t := range out {
		all.Go(func() { row[k], errs[k] = histogramOf(t, p) })
	}
	all.Wait()
	to.Histograms = append(to.Histograms, row)
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

func histogramOf(t *tensors.Tensor, p dsl.ProbeSpec) (h dsl.Histogram, err error) {
	err = guard("counting values", func() {
		t.MustConstFlatData(func(flat any) {
			switch flat := flat.(type) {
			case []float32:
				h = count(flat, p)
			case []float64:
				h = count(flat, p)
			default:
				panic(fmt.Sprintf("values of type %T", flat))
			}
		})
	})
	return h, err
}
