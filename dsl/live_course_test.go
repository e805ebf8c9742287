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
