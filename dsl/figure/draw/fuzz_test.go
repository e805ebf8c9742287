package draw

import (
	"encoding/binary"
	"math"
	"testing"

	"github.com/seed-380714d4/fathom/dsl"
	"github.com/seed-380714d4/fathom/dsl/figure"
)

// FuzzPNG: no values and no settings keep a figure from being drawn, or said
// to be wrong. An engine draws what any cell sends.
func FuzzPNG(f *testing.F) {
	for _, values := range [][]float64{
		{}, {1}, {1, 1}, {0, 0}, {math.MaxFloat64, -math.MaxFloat64}, {math.SmallestNonzeroFloat64, 1e308}, {1e16, 1e16 + 2},
		{math.NaN(), math.Inf(1), math.Inf(-1)}, {-1e-320, 1e-320}, {1, 1 + 1e-15, 5},
	} {
		var b []byte
		for _, v := range values {
			b = binary.LittleEndian.AppendUint64(b, math.Float64bits(v))
		}
		for _, log := range []bool{false, true} {
			f.Add(b, log, uint16(200), uint16(150), "name")
		}
	}
	f.Fuzz(func(t *testing.T, raw []byte, log bool, width, height uint16, name string) {
		var values dsl.Floats
		for ; len(raw) >= 8 && len(values) < 50; raw = raw[8:] {
			values = append(values, math.Float64frombits(binary.LittleEndian.Uint64(raw)))
		}
		s := figure.Spec{Title: name, X: figure.Axis{Label: name, Log: log}, Y: figure.Axis{Log: log},
			Width: int(width % 900), Height: int(height % 900), Notes: []string{name},
			Series: []figure.Series{{Name: name, X: values, Y: values, Low: values, High: values}, {Kind: figure.Faint, X: values, Y: values}}}
		fig := figure.New(s)
		if _, err := PNG(fig); err != nil && fig.Err() == nil {
			t.Errorf("%v: %v", s, err)
		}
	})
}
