package dsl

import "fmt"

// SpiralsSpec is Spirals spelled out.
type SpiralsSpec struct {
	Points int     `json:"points"` // of each arm
	Arms   int     `json:"arms"`
	Noise  float64 `json:"noise"`
	Seed   int64   `json:"seed,omitempty"`
}

// Spirals are points of the plane on arms that wind around each other, a class
// each: a problem that can be seen, and that no straight line comes near.
//
// Formula: point k of n of arm c of C is at radius r = (k+1)/n and angle
// 3π·r + 2π·c/C; both coordinates have N(0, noise²) added, noise 0.02.
// Input: [2]. Output: a class for each arm.
// Splits: so many points an arm train, as many validate and as many test, each
// with noise of its own.
// Errors: fewer than 2 arms; no points.
// Source: Lang & Witbrock 1988, "Learning to tell two spirals apart", made
// continuous; theirs wind three times.
func Spirals(arms, pointsEach int) Data {
	d := Data{spec: DataSpec{Source: "spirals", Spirals: &SpiralsSpec{Points: pointsEach, Arms: arms, Noise: 0.02}}}
	if arms < 2 || pointsEach < 1 {
		d.err = here(Error{Where: "Spirals", What: "arms and points", Want: "2 or more arms of 1 point or more", Got: fmt.Sprintf("%d of %d", arms, pointsEach)})
	}
	return d
}

// Noise sets the standard deviation of the points of Spirals about their arms,
// which lie 2/(3·arms) apart.
//
// Errors: other data; below 0.
func (d Data) Noise(std float64) Data {
	if d.spec.Spirals == nil || !(std >= 0) {
		if d.err == nil {
			d.err = here(Error{Where: "Noise", What: "standard deviation", Want: "0 or more, of Spirals", Got: fmt.Sprintf("%g, of %s", std, d.spec.Title())})
		}
		return d
	}
	s := *d.spec.Spirals
	s.Noise = std
	d.spec.Spirals = &s
	return d
}
