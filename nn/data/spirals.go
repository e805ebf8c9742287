package data

import (
	"math"

	"github.com/seed-380714d4/fathom/dsl"
)

// spirals draws points on arms that wind around the origin once and a half:
// point k of n of arm c is at radius r = (k + 1)/n and angle 3π·r + 2π·c/C,
// both coordinates with N(0, noise²) added. The training points, those that
// validate and those that test are drawn apart.
func spirals(spec dsl.DataSpec) (*Set, error) {
	p := spec.Spirals
	if p == nil || p.Points < 1 || p.Arms < 2 || !(p.Noise >= 0) {
		return nil, &dsl.Error{Where: "Spirals", What: "points, arms, noise", Want: "1 or more, 2 or more, 0 or more", Got: "others"}
	}
	set := Set{Shape: []int{2}, Classes: p.Arms}
	for i, to := range []*Split{&set.Train, &set.Validation, &set.Test} {
		r := stream(p.Seed, []string{"spirals training", "spirals validation", "spirals test"}[i])
		for k := range p.Points {
			for c := range p.Arms {
				radius := float64(k+1) / float64(p.Points)
				angle := 3*math.Pi*radius + 2*math.Pi*float64(c)/float64(p.Arms)
				to.N++
				to.Labels = append(to.Labels, int32(c))
				// Rounded, so that the content does not depend on the last
				// bit of a machine's sine.
				to.Floats = append(to.Floats, float64(float32(radius*math.Cos(angle)+p.Noise*r.NormFloat64())),
					float64(float32(radius*math.Sin(angle)+p.Noise*r.NormFloat64())))
			}
		}
	}
	set.Hash = contentHash(set.Train, set.Validation, set.Test)
	return &set, nil
}
