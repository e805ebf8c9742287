package acceptance

import (
	"os"
	"strings"
	"testing"

	"github.com/seed-380714d4/fathom/kernel/setup"
)

// Where there is no XLA the notebook says so, and how much slower it is, below
// the first cell that computes and below no other.
func TestSlowBackendIsSaidOnce(t *testing.T) {
	const said = "10 to 25 times slower"
	k := start(t, "GOMLX_BACKEND=go")
	if o := run(t, k, `net := dsl.Input(4).Dense(2)`); strings.Contains(o.String(), said) {
		t.Errorf("nothing was computed yet; got\n%s", o)
	}
	const inspect = `net.Inspect(dsl.Slices([][]float64{{1, 2, 3, 4}, {4, 3, 2, 1}}, []int{0, 1}).Batch(2))`
	if o := run(t, k, inspect); strings.Count(o.String(), said) != 1 {
		t.Errorf("want it said that the slow backend is used, got\n%s", o)
	}
	if o := run(t, k, inspect); strings.Contains(o.String(), said) {
		t.Errorf("want it said once, got it again\n%s", o)
	}
}

func TestNothingIsSaidOfXLA(t *testing.T) {
	if link, err := setup.HomeLink(); err != nil {
		t.Fatal(err)
	} else if _, err := os.Stat(link); err != nil {
		t.Skip("not run: there is no XLA plugin here: ", err)
	}
	k := start(t)
	o := run(t, k, `dsl.Input(4).Dense(2).Inspect(dsl.Slices([][]float64{{1, 2, 3, 4}, {4, 3, 2, 1}}, []int{0, 1}).Batch(2))`)
	for _, out := range o.Outputs {
		if out.Kind == "stream" {
			t.Errorf("want no word on the backend where XLA is there, got\n%s", o)
		}
	}
}
