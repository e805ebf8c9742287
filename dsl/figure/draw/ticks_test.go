package draw

import (
	"math"
	"strings"
	"testing"

	"gonum.org/v1/plot"
)

func labels(ticks []plot.Tick) string {
	var out []string
	for _, t := range ticks {
		if !t.IsMinor() {
			out = append(out, t.Label)
		}
	}
	return strings.Join(out, " ")
}

func TestLinearTicks(t *testing.T) {
	for _, c := range []struct {
		lo, hi float64
		most   int
		whole  bool
		want   string
	}{
		{0, 1, 5, false, "0.0 0.2 0.4 0.6 0.8 1.0"},
		{0, 2.4, 5, false, "0.0 0.5 1.0 1.5 2.0"},
		{0, 1290, 8, true, "0 200 400 600 800 1,000 1,200"},
		{0.2, 3.8, 8, true, "1 2 3"},
		{0.2, 21.8, 8, true, "5 10 15 20"},
		{-3, 3, 4, false, "−2 0 2"},
		{0, 0.001, 4, false, "0.00000 0.00025 0.00050 0.00075 0.00100"},
		{0, 4e-9, 4, false, "0 10⁻⁹ 2×10⁻⁹ 3×10⁻⁹ 4×10⁻⁹"},
		{0, 3e8, 3, false, "0 10⁸ 2×10⁸ 3×10⁸"},
		{97.2, 97.9, 5, false, "97.2 97.4 97.6 97.8"},
	} {
		if got := labels(linearTicks(c.lo, c.hi, c.most, c.whole)); got != c.want {
			t.Errorf("%g to %g: %s, want %s", c.lo, c.hi, got, c.want)
		}
	}
}

func TestLogTicks(t *testing.T) {
	for _, c := range []struct {
		lo, hi float64
		want   string
	}{
		{0.01, 100, "0.01 0.1 1 10 100"},
		{2e-4, 3, "0.001 0.01 0.1 1"},
		{1e-14, 100, "10⁻¹⁴ 10⁻¹² 10⁻¹⁰ 10⁻⁸ 10⁻⁶ 10⁻⁴ 10⁻² 1 10²"},
		{1e-30, 1e3, "10⁻³⁰ 10⁻²⁵ 10⁻²⁰ 10⁻¹⁵ 10⁻¹⁰ 10⁻⁵ 1"},
		{15, 130, "20 50 100"},
		{0.30, 0.45, "0.30 0.32 0.34 0.36 0.38 0.40 0.42 0.44"},
		{1e-300, 1e300, "10⁻³⁰⁰ 10⁻²⁰⁰ 10⁻¹⁰⁰ 1 10¹⁰⁰ 10²⁰⁰ 10³⁰⁰"},
	} {
		if got := labels(logTicks(c.lo, c.hi, 8)); got != c.want {
			t.Errorf("%g to %g: %s, want %s", c.lo, c.hi, got, c.want)
		}
	}
}

func TestLogTicksAreFew(t *testing.T) {
	for decades := 1.0; decades < 600; decades *= 1.13 {
		ticks := logTicks(1e-290, math.Pow(10, decades-290), 8)
		if n := len(strings.Fields(labels(ticks))); n < 1 || n > 12 {
			t.Errorf("%.1f decades have %d labels", decades, n)
		}
		if len(ticks) > 60 {
			t.Errorf("%.1f decades have %d ticks", decades, len(ticks))
		}
	}
}

func TestWrap(t *testing.T) {
	got := wrap("one two three four", legendStyle, legendStyle.Width("one two t"))
	if got != "one two\nthree\nfour" {
		t.Errorf("wrapped into %q", got)
	}
}

// TestSuperscripts: every character that the figures use is in the font.
func TestSuperscripts(t *testing.T) {
	face := handler.Fonts.Lookup(labelStyle.Font, 10)
	for _, c := range "RMS over samples of ‖∂L/∂z‖ √σ≤≥≈±×−–…“”" + "0123456789+" {
		if g, err := face.Face.GlyphIndex(nil, c); err != nil || g == 0 {
			t.Errorf("the font has no %q (%v)", c, err)
		}
	}
	if r := runs("10⁻¹⁴ m²"); len(r) != 4 || r[1] != (run{"−14", true}) || r[3].text != "2" {
		t.Errorf("runs %+v", r)
	}
	raised, plain := labelStyle.Width("⁻¹⁴"), labelStyle.Width("−14")
	if math.Abs(float64(raised/plain)-raisedSize) > 0.05 {
		t.Errorf("raised text is %v wide, plain %v", raised, plain)
	}
}
