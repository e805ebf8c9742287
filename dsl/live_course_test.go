package dsl

import (
	"fmt"
	"testing"
)

// TestCourseAgain: an engine that died takes the training up from a checkpoint
// and tells some steps once more.
func TestCourseAgain(t *testing.T) {
	var c Course
	tell := func(step, from int, values ...float64) {
		c.Add(Progress{Phase: "training", Step: step, Recent: []Stretch{{Metric: LossCourse, From: from, Every: 2, Values: values}}})
	}
	tell(4, 1, 9, 8)
	c.Add(Progress{Step: 4, Evaluated: []Evaluation{{Step: 4}}})
	drawn := c.Curves[LossCourse]
	tell(8, 5, 7, 6)
	c.Add(Progress{Phase: "compiling", Step: 2})
	if v := c.Curves[LossCourse]; fmt.Sprint(v.Steps, v.Values) != "[1.5] [9]" || len(c.Validation) != 0 {
		t.Errorf("back at step 2: %v, %v", v, c.Validation)
	}
	tell(4, 3, 80)
	if v := c.Curves[LossCourse]; fmt.Sprint(v.Steps, v.Values) != "[1.5 3.5] [9 80]" {
		t.Errorf("taken up again: %v", v)
	}
	if fmt.Sprint(drawn.Values) != "[9 8]" {
		t.Errorf("what was being drawn changed to %v", drawn.Values)
	}
	c.Add(Progress{Step: 4, Recent: []Stretch{{Metric: "x", From: 0, Every: 0, Values: Floats{1}}}})
	if len(c.Curves["x"].Values) != 0 {
		t.Error("a stretch of nothing is taken")
	}
}

// TestCourseWhole: who comes late is told the same as who was there, gaps where
// news were lost included.
func TestCourseWhole(t *testing.T) {
	var c, late Course
	probe := GradientNorm().Spec()
	look := func(step int, v float64) []ProbeSeries {
		return []ProbeSeries{{Probe: probe, Layers: []string{"Dense 1"}, Steps: []int{step}, Values: []Floats{{v}}}}
	}
	for _, p := range []Progress{
		{Step: 4, Recent: []Stretch{{LossCourse, 1, 2, Floats{9, 8}}}, Looks: look(1, 0.5)},
		{Step: 10, Recent: []Stretch{{LossCourse, 9, 2, Floats{7}}, {AccuracyCourse, 9, 2, Floats{1}}}, Looks: look(11, 0.25)},
		{Phase: "training", Step: 12, Steps: 50, Evaluated: []Evaluation{{Step: 12}}, Looks: look(11, 0.25)},
	} {
		c.Add(p)
	}
	late.Add(c.Whole())
	if a, b := fmt.Sprint(c), fmt.Sprint(late.Whole()); a == b || fmt.Sprint(late.Curves) != fmt.Sprint(c.Curves) || fmt.Sprint(late.Looks) != fmt.Sprint(c.Looks) ||
		len(late.Validation) != 1 || late.Last.Steps != 50 {
		t.Errorf("there from the beginning:\n%s\nlate:\n%s", a, b)
	}
	if got := fmt.Sprint(late.Curves[LossCourse].Steps, late.Looks[0].Steps, late.Looks[0].Layer(0)); got != "[1.5 3.5 9.5] [1 11] [0.5 0.25]" {
		t.Errorf("got %s", got)
	}
}
