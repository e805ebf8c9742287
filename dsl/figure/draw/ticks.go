package draw

import (
	"math"
	"strconv"
	"strings"

	"gonum.org/v1/plot"
)

// linearTicks labels at most about most round values from lo to hi.
func linearTicks(lo, hi float64, most int, whole bool) []plot.Tick {
	step := niceStep((hi-lo)/float64(max(most, 2)), whole)
	var ticks []plot.Tick
	decimals := max(0, -int(math.Floor(math.Log10(step)+1e-9)))
	if r := step * math.Pow10(decimals); math.Abs(r-math.Round(r)) > 1e-9 {
		decimals++ // 2.5, 0.25
	}
	first := math.Ceil(lo/step - 1e-9)
	for i := range 2 * max(most, 10) { // bounded: far from 0, first + i may stand still
		v := (first + float64(i)) * step
		if v > hi+1e-9*step {
			break
		}
		ticks = append(ticks, plot.Tick{Value: v, Label: number(v, decimals)})
	}
	return ticks
}

// niceStep is the smallest of 1, 2, 2.5, 5 times a power of ten from rough on.
func niceStep(rough float64, whole bool) float64 {
	magnitude := math.Pow10(int(math.Floor(math.Log10(rough))))
	for _, m := range []float64{1, 2, 2.5, 5, 10} {
		step := m * magnitude
		if step < rough*(1-1e-9) || whole && step > 1 && step != math.Trunc(step) {
			continue
		}
		if whole {
			return math.Max(step, 1)
		}
		return step
	}
	return 10 * magnitude
}

// number writes v as people do: thousands apart, a real minus sign, and powers
// of ten where plain digits would be too many.
func number(v float64, decimals int) string {
	switch a := math.Abs(v); {
	case a != 0 && (a >= 1e7 || decimals > 5):
		return scientific(v)
	case decimals > 5:
		return "0"
	}
	s := strconv.FormatFloat(math.Abs(v), 'f', decimals, 64)
	digits, fraction, _ := strings.Cut(s, ".")
	var b strings.Builder
	if v < 0 && strings.Trim(s, "0.") != "" {
		b.WriteString("−")
	}
	for i, d := range digits {
		if i > 0 && (len(digits)-i)%3 == 0 && len(digits) > 3 {
			b.WriteByte(',')
		}
		b.WriteRune(d)
	}
	if fraction != "" {
		b.WriteString("." + fraction)
	}
	return b.String()
}

// scientific writes v as 2.5×10⁻⁷, and a power of ten as 10⁻⁷.
func scientific(v float64) string {
	mantissa, exponent, _ := strings.Cut(strconv.FormatFloat(v, 'e', 3, 64), "e")
	mantissa = strings.TrimRight(strings.TrimRight(mantissa, "0"), ".")
	k, _ := strconv.Atoi(exponent)
	mantissa = strings.Replace(mantissa, "-", "−", 1)
	switch mantissa {
	case "1":
		return "10" + raise(k)
	case "−1":
		return "−10" + raise(k)
	}
	return mantissa + "×10" + raise(k)
}

func raise(k int) string {
	up := []rune("⁰¹²³⁴⁵⁶⁷⁸⁹")
	var b strings.Builder
	for _, c := range strconv.Itoa(k) {
		if c == '-' {
			b.WriteRune('⁻')
		} else {
			b.WriteRune(up[c-'0'])
		}
	}
	return b.String()
}

// logTicks labels at most about most values from lo to hi, both above 0:
// powers of ten, every second, fifth, … one where there are many, and 1, 2, 5
// between them where there are few. Ticks without a label are minor ones.
func logTicks(lo, hi float64, most int) []plot.Tick {
	decades := math.Log10(hi) - math.Log10(lo)
	if decades < 0.7 {
		return linearTicks(lo, hi, most, false)
	}
	first, last := int(math.Ceil(math.Log10(lo))), int(math.Floor(math.Log10(hi)))
	step := decadeStep(decades, most)
	var ticks []plot.Tick
	for k := first - 1; k <= last; k++ {
		if v := math.Pow10(k); k%step == 0 {
			ticks = add(ticks, lo, hi, v, power(k, first, last))
		} else if decades <= 45 {
			ticks = add(ticks, lo, hi, v, "")
		}
		if decades > 4 {
			continue
		}
		for m := 2; m <= 9; m++ {
			v, label := float64(m)*math.Pow10(k), ""
			if decades < 2 && (m == 2 || m == 5) {
				label = number(v, max(0, -k))
			}
			ticks = add(ticks, lo, hi, v, label)
		}
	}
	return ticks
}

func add(ticks []plot.Tick, lo, hi, v float64, label string) []plot.Tick {
	if v < lo*(1-1e-9) || v > hi*(1+1e-9) {
		return ticks
	}
	return append(ticks, plot.Tick{Value: v, Label: label})
}

func decadeStep(decades float64, most int) int {
	for _, step := range []int{1, 2, 3, 4, 5, 10, 20, 50} {
		if decades/float64(step) <= float64(most) {
			return step
		}
	}
	return 100
}

// power labels 10^k: in plain digits if the whole axis can be.
func power(k, first, last int) string {
	if first >= -3 && last <= 4 {
		return number(math.Pow10(k), max(0, -k))
	}
	if k == 0 {
		return "1"
	}
	return "10" + raise(k)
}
