package nn

import (
	"fmt"
	"testing"

	"github.com/seed-380714d4/fathom/dsl"
)

// TestCourse: what the news bring together is the course, each point the mean
// of its steps, wherever the news fall.
func TestCourse(t *testing.T) {
	for _, steps := range []int{1, 7, 1500, 1501, 4000} {
		for _, news := range []int{1, 3, 1000} {
			var got dsl.Course
			c := newCourse(steps)
			for step := 1; step <= steps; step++ {
				c.add(dsl.LossCourse, step, float64(step))
				if step%news == 0 || step == steps {
					p := dsl.Progress{Step: step}
					c.take(&p)
					got.Add(p)
				}
			}
			curve := got.Curves[dsl.LossCourse]
			if n := len(curve.Values); n != steps/c.every || n > coursePoints {
				t.Fatalf("%d steps, news every %d: %d points of %d steps", steps, news, n, c.every)
			}
			for i, x := range curve.Steps {
				if curve.Values[i] != x || x != float64(i*c.every)+float64(c.every+1)/2 {
					t.Fatalf("%d steps, news every %d: point %d is %v at %v", steps, news, i, curve.Values[i], x)
				}
			}
		}
	}
}

// TestCourseLooks: of a probe's looks as many are told as a picture needs,
// the first ones first.
func TestCourseLooks(t *testing.T) {
	norm, histogram := dsl.GradientNorm().Spec(), dsl.WeightHistogram().Every(10).Spec()
	for _, steps := range []int{1, 95, 3000, 100_000} {
		var got dsl.Course
		c := newCourse(steps)
		for step := 1; step <= steps; step += 10 {
			c.look(dsl.ProbeSeries{Probe: norm, Layers: []string{"a"}, Values: []dsl.Floats{{float64(step)}}}, step)
			c.look(dsl.ProbeSeries{Probe: histogram, Layers: []string{"a"}, Histograms: [][]dsl.Histogram{{{N: step}}}}, step)
			p := dsl.Progress{Step: step}
			c.take(&p)
			got.Add(p)
		}
		for i, most := range []int{normsTold, histogramsTold} {
			looks, s := (steps+9)/10, got.Looks[i]
			if n := len(s.Steps); n > most || n != looks && 3*n < most || s.Steps[0] != 1 || len(s.Values)+len(s.Histograms) != n {
				t.Errorf("%d steps, %s: %d looks, told of %d", steps, s.Probe, looks, n)
			}
		}
	}
}

// TestReporterRecalls: who watches a training that goes on from a checkpoint
// sees all of it.
func TestReporterRecalls(t *testing.T) {
	var got dsl.Course
	r := newReporter(3, 5, got.Add)
	r.recall(dsl.TrainReply{Loss: dsl.Floats{5, 4, 3}, Accuracy: dsl.Floats{0, 1, 0}, Validation: []dsl.Evaluation{{Step: 3}}})
	r.step(4, 1, []float64{2, 1})
	r.evaluated(dsl.Evaluation{Step: 5})
	r.step(5, 1, []float64{1, 0})
	if v := got.Curves[dsl.LossCourse].Values; fmt.Sprint(v) != "[5 4 3 2 1]" {
		t.Errorf("loss %v", v)
	}
	if v := got.Curves[dsl.AccuracyCourse].Values; fmt.Sprint(v) != "[0 1 0 1 0]" || len(got.Validation) != 2 {
		t.Errorf("accuracy %v, validation %v", v, got.Validation)
	}
}
