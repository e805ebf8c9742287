package nn

import (
	"math"
	"sync"

	"github.com/seed-380714d4/fathom/dsl"
)

// tally counts values by sign and by eighths of each doubling of magnitude:
// the upper bits of a float64. One pass over the values fills it, at about a
// nanosecond each, and quantiles follow from it without a sort.
type tally struct {
	counts    [2][tallySize]int32 // positive, negative
	n         int
	zeros     int
	notFinite int
	min, max  float64
	// Sums are of differences to a value among them: of the values themselves
	// the difference of large squares would lose a small spread.
	pivot, sum, squares float64
}

const (
	tallyBits = 3 // of the mantissa
	tallySize = 1 << (11 + tallyBits)
	tallyMove = 52 - tallyBits
)

// tallies are used again: one takes 128 KiB, as much as most layers.
var tallies = sync.Pool{New: func() any { return new(tally) }}

// outside is the share of values that may lie beyond either end of the bins.
const outside = 0.0005

// count makes the histogram of values that a probe asks for; dsl.Histogram
// says how its bins lie.
func count[T float32 | float64](values []T, p dsl.ProbeSpec) dsl.Histogram {
	t := tallies.Get().(*tally)
	defer tallies.Put(t)
	*t = tally{}
	add(t, values)
	finite := t.n - t.notFinite
	h := dsl.Histogram{N: t.n, Log: p.Log, Zeros: t.zeros, NotFinite: t.notFinite}
	mean, std := t.moments()
	h.Min, h.Max, h.Mean, h.Std = dsl.Float(t.min), dsl.Float(t.max), dsl.Float(mean), dsl.Float(std)
	switch {
	case finite == t.zeros: // no bins
		h.Counts = []int{}
		h.Width = 1
		if p.Log {
			h.Width = 0
		}
	case p.Log:
		t.magnitudes(&h)
	default:
		lo, hi := t.ends()
		h.From, h.Width, h.Counts = bins(lo, hi, p.Bins)
		fill(&h, values)
	}
	return h
}

func add[T float32 | float64](t *tally, values []T) {
	t.n, t.min, t.max = len(values), math.Inf(1), math.Inf(-1)
	for _, x := range values {
		if v := float64(x); v-v == 0 && v != 0 {
			t.pivot = v
			break
		}
	}
	for _, x := range values {
		v := float64(x)
		bits := math.Float64bits(v)
		if bits<<1 == 0 {
			t.zeros++
			continue
		}
		k := bits << 1 >> (1 + tallyMove)
		if k >= tallySize-1<<tallyBits { // the largest exponent: NaN or infinite
			t.notFinite++
			continue
		}
		t.counts[bits>>63][k]++
		d := v - t.pivot
		t.sum += d
		t.squares += d * d
		if v < t.min {
			t.min = v
		}
		if v > t.max {
			t.max = v
		}
	}
	if t.zeros > 0 {
		t.min, t.max = min(t.min, 0), max(t.max, 0)
		t.sum -= float64(t.zeros) * t.pivot
		t.squares += float64(t.zeros) * t.pivot * t.pivot
	}
}

// moments are the mean and the standard deviation.
func (t *tally) moments() (mean, std float64) {
	n := float64(t.n - t.notFinite)
	shift := t.sum / n
	return t.pivot + shift, math.Sqrt(max(t.squares/n-shift*shift, 0))
}

// top is the highest place with a value.
func (t *tally) top() int {
	return int(math.Float64bits(max(-t.min, t.max)) >> tallyMove)
}

// edge is the magnitude at which place k of a tally begins.
func edge(k int) float64 { return math.Float64frombits(uint64(k) << tallyMove) }

// ends are the lowest and highest value that bins should hold: of all values
// that are not 0, or where outliers would more than double the range, of all
// but the outermost ones.
func (t *tally) ends() (lo, hi float64) {
	allowed := int(outside * float64(t.n-t.notFinite-t.zeros))
	lo, hi = t.quantile(allowed, false), t.quantile(allowed, true)
	lo, hi = max(lo, t.min), min(hi, t.max)
	if t.max-t.min <= 2*(hi-lo) {
		return t.min, t.max
	}
	return lo, hi
}

// quantile is a bound beyond which at most allowed values lie: above it, or
// below it.
func (t *tally) quantile(allowed int, upper bool) float64 {
	far, near, sign := 0, 1, 1.0 // for the upper one positives come first, from the largest
	if !upper {
		far, near, sign = 1, 0, -1
	}
	seen := 0
	for k := t.top(); k >= 0; k-- {
		if seen += int(t.counts[far][k]); seen > allowed {
			return sign * edge(k+1)
		}
	}
	for k := range t.top() + 1 {
		if seen += int(t.counts[near][k]); seen > allowed {
			return -sign * edge(k)
		}
	}
	return 0
}

// bins lays at most about most bins from lo to hi, at multiples of a power of
// two.
func bins(lo, hi float64, most int) (from int, width dsl.Float, counts []int) {
	_, e := math.Frexp(max(hi/float64(most)-lo/float64(most), math.Abs(hi)/(1<<40), math.Abs(lo)/(1<<40), 1e-300))
	w := math.Ldexp(1, e-1)
	for {
		first, last := math.Floor(lo/w), math.Ceil(hi/w)
		if last == first {
			last++
		}
		if int(last-first) <= most {
			return int(first), dsl.Float(w), make([]int, int(last-first))
		}
		w *= 2
	}
}

// fill counts values into linear bins.
func fill[T float32 | float64](h *dsl.Histogram, values []T) {
	from, inverse, n := float64(h.From), 1/float64(h.Width), float64(len(h.Counts))
	for _, x := range values {
		v := float64(x)
		if v == 0 || v-v != 0 {
			continue
		}
		switch at := v*inverse - from; {
		case at < 0:
			h.Under++
		case at < n:
			h.Counts[int(at)]++
		case at == n: // the last bin holds its upper edge
			h.Counts[len(h.Counts)-1]++
		default:
			h.Over++
		}
	}
}

// magnitudes makes bins of a tally's places, two and two.
func (t *tally) magnitudes(h *dsl.Histogram) {
	const perBin = 2
	allowed := int(outside * float64(t.n-t.notFinite-t.zeros))
	both := func(bin int) int {
		sum := 0
		for k := perBin * bin; k < perBin*(bin+1); k++ {
			sum += int(t.counts[0][k] + t.counts[1][k])
		}
		return sum
	}
	first, last := 0, max(t.top(), 1<<tallyBits)/perBin
	for ; first < 1<<tallyBits/perBin; first++ { // below 2.2e-308 bits are no logarithm
		h.Under += both(first)
	}
	for ; h.Under+both(first) <= allowed && first < last; first++ {
		h.Under += both(first)
	}
	for ; both(last) == 0 && last > first; last-- {
	}
	h.From = first - 1023<<(tallyBits-1) // 1023 is the exponent of 1
	h.Counts = make([]int, last-first+1)
	for i := range h.Counts {
		h.Counts[i] = both(first + i)
	}
}
