package claims

import (
	"fmt"
	"math"

	"github.com/seed-380714d4/fathom/dsl"
)

// criterion is the range that every measured value has to lie in. The
// infinities leave an end open, which is then not part of it.
type criterion struct {
	Low  dsl.Float `json:"low"`
	High dsl.Float `json:"high"`
	Text string    `json:"text"`
}

func (c criterion) met(v float64) bool {
	lo, hi := float64(c.Low), float64(c.High)
	switch {
	case math.IsInf(hi, 1):
		return v > lo
	case math.IsInf(lo, -1):
		return v < hi
	}
	return v >= lo && v <= hi
}

// Between states that every value lies from lo to hi.
//
// Errors: lo above hi; a second criterion; one that comes after measuring.
func (c Claim) Between(lo, hi float64) Claim {
	if !(lo <= hi) || math.IsInf(lo, 0) || math.IsInf(hi, 0) {
		return c.fail("Between", "ends", "two numbers, the lower one first", fmt.Sprintf("%g and %g", lo, hi), "swap them")
	}
	return c.require(criterion{dsl.Float(lo), dsl.Float(hi), fmt.Sprintf("between %g and %g", lo, hi)})
}

// Above states that every value is greater than x.
//
// Errors: x not finite; a second criterion; one that comes after measuring.
func (c Claim) Above(x float64) Claim {
	if math.IsNaN(x) || math.IsInf(x, 0) {
		return c.fail("Above", "bound", "a number", fmt.Sprint(x), "state what the values have to exceed")
	}
	return c.require(criterion{dsl.Float(x), dsl.Float(math.Inf(1)), fmt.Sprintf("above %g", x)})
}

// Below states that every value is less than x.
//
// Errors: x not finite; a second criterion; one that comes after measuring.
func (c Claim) Below(x float64) Claim {
	if math.IsNaN(x) || math.IsInf(x, 0) {
		return c.fail("Below", "bound", "a number", fmt.Sprint(x), "state what the values have to stay under")
	}
	return c.require(criterion{dsl.Float(math.Inf(-1)), dsl.Float(x), fmt.Sprintf("below %g", x)})
}

// Within states that every value is value ± a share of it: Within(0.707, 0.05)
// from 0.67165 to 0.74235.
//
// Errors: a share that is not above 0; a value of 0, which has no shares; a
// second criterion; one that comes after measuring.
func (c Claim) Within(value, share float64) Claim {
	if !(share > 0) || value == 0 || math.IsNaN(value) || math.IsInf(value*share, 0) {
		return c.fail("Within", "value and share", "a value other than 0, and a share above 0", fmt.Sprintf("%g and %g", value, share),
			"say Within(0.707, 0.05) for 0.707 ± 5 %, or Between(lo, hi)")
	}
	d := math.Abs(value) * share
	return c.require(criterion{dsl.Float(value - d), dsl.Float(value + d), fmt.Sprintf("%.4g ± %.4g %%", value, 100*share)})
}

// require is c with its criterion.
func (c Claim) require(k criterion) Claim {
	switch {
	case c.measured != nil:
		return c.fail("criterion", "when it is stated", "before Measured", "after it", "state "+k.Text+" first: a criterion that knows the result proves nothing")
	case c.criterion != nil:
		return c.fail("criterion", "how many", "one", c.criterion.Text+" and "+k.Text, "make two claims of it")
	}
	c.criterion = &k
	return c
}
