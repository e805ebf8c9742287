package dsl

import "fmt"

// RandomLabelsSpec is RandomLabels spelled out.
type RandomLabelsSpec struct {
	Seed     int64   `json:"seed"`
	Fraction float64 `json:"fraction"`
}

// String is "labels 15 % random".
func (r RandomLabelsSpec) String() string {
	if r.Fraction == 1 {
		return "labels random"
	}
	return fmt.Sprintf("labels %g %% random", 100*r.Fraction)
}

// RandomLabels gives each training example, with the given probability, a
// class drawn at random from all, which may be its own. With 1 nothing is left
// to learn, and a network that learns it has memorised; with less it is label
// noise. Validation and test keep their true labels.
//
// The draw of an example follows from the seed and its number, so Take leaves
// the others' as they are.
// Errors: data without classes; a fraction outside 0 to 1.
// Source: Zhang et al. 2017, "Understanding deep learning requires rethinking
// generalization", section 2: "partially corrupted labels".
func (d Data) RandomLabels(seed int64, fraction float64) Data {
	if d.err == nil && d.regression() {
		d.err = here(Error{Where: "RandomLabels", What: "targets", Want: "classes", Got: "values"})
	}
	if d.err == nil && !(fraction >= 0 && fraction <= 1) {
		d.err = here(Error{Where: "RandomLabels", What: "fraction", Want: "0 to 1", Got: fmt.Sprint(fraction), Mend: "0.15 is 15 %"})
	}
	d.spec.RandomLabels = &RandomLabelsSpec{seed, fraction}
	if fraction == 0 {
		d.spec.RandomLabels = nil
	}
	return d
}
