package nn

import (
	"encoding/binary"
	"encoding/json"
	"math"
	"testing"

	"github.com/seed-380714d4/fathom/dsl"
)

var (
	linear = dsl.WeightHistogram().Spec()
	logged = dsl.GradientHistogram().Log().Spec()
)

// normals are n values of N(0, std²).
func normals(n int, std float64) []float32 {
	r := stream(1, "values of a histogram")
	out := make([]float32, n)
	for i := range out {
		out[i] = float32(std * r.NormFloat64())
	}
	return out
}

// TestHistogramEdges: bins are multiples of a power of two, more than half as
// many as were asked for, and hold their lower edge; the last one both.
func TestHistogramEdges(t *testing.T) {
	h := count([]float64{-1, -0.5, 0, 0.25, 0.5, 1}, dsl.ProbeSpec{Measure: "histogram", Bins: 4})
	if h.From != -2 || h.Width != 0.5 || len(h.Counts) != 4 {
		t.Errorf("want 4 bins of 0.5 from −1, got %d of %v from %d", len(h.Counts), h.Width, h.From)
	}
	// 0 is counted apart; 0.5 is in the bin that begins there, as is 1.
	for i, want := range []int{1, 1, 1, 2} {
		if h.Counts[i] != want {
			t.Errorf("bin %d: want %d, got %v", i, want, h.Counts)
		}
	}
	if h.Zeros != 1 || h.Min != -1 || h.Max != 1 {
		t.Errorf("zeros, min, max: want 1, -1, 1, got %d, %v, %v", h.Zeros, h.Min, h.Max)
	}
	wide := count(normals(100_000, 0.05), linear)
	if n := len(wide.Counts); n <= 32 || n > 64 {
		t.Errorf("bins: want 33 to 64, got %d", n)
	}
	area := 0.0
	for _, d := range wide.Density() {
		area += d * float64(wide.Width)
	}
	if math.Abs(area-1) > 1e-9 {
		t.Errorf("area below the density: want 1, got %v", area)
	}
}

// TestHistogramOutliers: a few values far out do not squeeze the others into
// one bin; they are counted as under and over.
func TestHistogramOutliers(t *testing.T) {
	values := normals(100_000, 1)
	values[7], values[8], values[9] = 1e9, -1e9, float32(math.NaN())
	values[10] = float32(math.Inf(1))
	h := count(values, linear)
	edges := h.Edges()
	if edges[0] < -8 || edges[len(edges)-1] > 8 {
		t.Errorf("bins: want them around the normals, got %v to %v", edges[0], edges[len(edges)-1])
	}
	if h.NotFinite != 2 || h.Max != 1e9 || h.Under < 1 || h.Over < 1 || h.Under+h.Over > 110 {
		t.Errorf("want 2 not finite, the outliers beyond, got %d, max %v, under %d, over %d", h.NotFinite, h.Max, h.Under, h.Over)
	}
	checkSums(t, "with outliers", h)
	checkSums(t, "with outliers, log", count(values, logged))
}

// TestHistogramExtremes: no values make it fail.
func TestHistogramExtremes(t *testing.T) {
	for name, values := range map[string][]float64{
		"zeros":     {0, 0, math.Copysign(0, -1)},
		"one":       {0.3},
		"same":      {-7, -7, -7},
		"no number": {math.NaN(), math.Inf(-1)},
		"smallest":  {5e-324, -5e-324, 1e-310},
		"largest":   {math.MaxFloat64, -math.MaxFloat64, 1},
		"ends":      {1e-300, 1e300},
		"far":       {1e16, 1e16 + 2},
	} {
		t.Run(name, func(t *testing.T) {
			for _, p := range []dsl.ProbeSpec{linear, logged} {
				h := count(values, p)
				checkSums(t, p.Title(), h)
				if len(h.Counts) > 64 && !p.Log {
					t.Errorf("bins: want at most 64, got %d", len(h.Counts))
				}
				b, err := json.Marshal(h)
				must(t, err)
				must(t, json.Unmarshal(b, new(dsl.Histogram)))
			}
		})
	}
}

// FuzzHistogram: every value is counted once, and within its bin's edges.
func FuzzHistogram(f *testing.F) {
	f.Add([]byte("\x00\x00\x00\x00\x00\x00\xf0\x3f\x9a\x99\x99\x99\x99\x99\xb9\xbf"), uint8(64))
	f.Add(make([]byte, 8), uint8(4))
	f.Fuzz(func(t *testing.T, raw []byte, most uint8) {
		var values []float64
		for ; len(raw) >= 8; raw = raw[8:] {
			values = append(values, math.Float64frombits(binary.LittleEndian.Uint64(raw)))
		}
		if len(values) == 0 {
			return
		}
		for _, p := range []dsl.ProbeSpec{{Bins: max(4, int(most))}, {Log: true}} {
			h := count(values, p)
			checkSums(t, "histogram", h)
			edges := h.Edges()
			for i := 1; i < len(edges); i++ {
				if !(edges[i] > edges[i-1]) {
					t.Fatalf("edges %v", edges)
				}
			}
		}
	})
}

func BenchmarkHistogram(b *testing.B) {
	values := normals(256*256, 0.05)
	for name, p := range map[string]dsl.ProbeSpec{"linear": linear, "log": logged} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				count(values, p)
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*len(values)), "ns/value")
		})
	}
}
