package draw

import (
	"math"
	"sort"

	"github.com/seed-380714d4/fathom/dsl/figure"
)

// span is the range of an axis.
type span struct{ lo, hi float64 }

// spanOf is the range that shows all of values, with a little air, unless the
// axis names its own ends.
func spanOf(a figure.Axis, values []float64, air func(span) span) span {
	s := span{math.Inf(1), math.Inf(-1)}
	for _, v := range values {
		if placed(v, a.Log) {
			s.lo, s.hi = math.Min(s.lo, v), math.Max(s.hi, v)
		}
	}
	if s.lo > s.hi { // nothing to show
		s = span{0, 1}
		if a.Log {
			s = span{0.1, 10}
		}
	}
	if a.Log {
		s = airLog(s)
	} else {
		// The width of a range has to be a number too, and not lost in the
		// rounding of its ends.
		s = span{math.Max(s.lo, -1e300), math.Min(s.hi, 1e300)}
		if s.hi-s.lo < 1e-9*math.Max(math.Abs(s.lo), math.Abs(s.hi)) {
			s.hi = s.lo
		}
		s = air(s)
	}
	if a.Min != nil && (!a.Log || *a.Min > 0) {
		s.lo = *a.Min
	}
	if a.Max != nil && *a.Max > s.lo {
		s.hi = *a.Max
	}
	return s
}

// yAir widens a linear range by 4 % on both sides; from little above 0 it goes
// down to 0, which is the fairer picture of a loss or a share.
func yAir(s span) span {
	if s.lo >= 0 && s.lo < 0.35*s.hi {
		return span{0, s.hi + 0.04*s.hi}
	}
	return xAir(s)
}

// xAir widens a linear range by 4 % on both sides, but not past 0: there is no
// step and no layer below.
func xAir(s span) span {
	if s.lo == s.hi {
		d := math.Max(math.Abs(s.lo)*0.1, 1e-12)
		if s.lo == 0 {
			d = 1
		}
		return span{s.lo - d, s.hi + d}
	}
	d := 0.04 * (s.hi - s.lo)
	lo := s.lo - d
	if s.lo >= 0 {
		lo = math.Max(lo, 0)
	}
	return span{lo, s.hi + d}
}

// airLog widens a logarithmic range by 3 %, to a power of ten that is near, and
// to at least a decade: a flat line must not look like a mountain range.
func airLog(s span) span {
	lo, hi := math.Log10(s.lo), math.Log10(s.hi)
	d := 0.03 * (hi - lo)
	if missing := 1 - (hi - lo); missing > 0 {
		d = math.Max(d, missing/2)
	}
	near := math.Min(0.08*(hi-lo)-d, 0.5)
	if up := math.Ceil(hi + d); up-(hi+d) < near {
		hi = up
	}
	if down := math.Floor(lo - d); (lo-d)-down < near {
		lo = down
	}
	// Away from the ends of float64, which a gradient can reach.
	return span{math.Pow(10, math.Max(lo-d, -307)), math.Pow(10, math.Min(hi+d, 308))}
}

// tight leaves a range as it is.
func tight(s span) span {
	if s.lo == s.hi {
		return xAir(s)
	}
	return s
}

// extentOf is what the axes of a figure have to show: of a heat map, the ends
// of its fields.
func extentOf(spec figure.Spec) (xs, ys []float64) {
	xs, ys = extent(spec.Series)
	for _, s := range spec.Heat {
		xs = append(xs, s.From, s.To)
		ys = append(ys, s.Edges...)
	}
	return xs, ys
}

// extent is what the x or y axis has to show. Of a faint series, which may
// have lone spikes, the middle 98 %.
func extent(all []figure.Series) (xs, ys []float64) {
	for _, s := range all {
		xs = append(xs, s.X...)
		if s.Kind == figure.Faint {
			ys = append(ys, middle(s.Y)...)
			continue
		}
		ys = append(ys, s.Y...)
		ys = append(append(ys, s.Low...), s.High...)
	}
	return xs, ys
}

func middle(ys []float64) []float64 {
	var sorted []float64
	for _, y := range ys {
		if placed(y, false) {
			sorted = append(sorted, y)
		}
	}
	sort.Float64s(sorted)
	n := len(sorted)
	return sorted[n/100 : n-n/100]
}
