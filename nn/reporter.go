package nn

import (
	"time"

	"github.com/seed-380714d4/fathom/dsl"
)

// reporter tells about a training, at most ten times a second: a tiny step
// takes a fifth of a millisecond, and telling about it takes longer.
type reporter struct {
	send  func(dsl.Progress)
	first int // steps that were made before
	kept  int // the last checkpoint's
	steps int
	last  time.Time // of the last news
	began time.Time // of the first step

	course *course // since the last news
}

const newsEvery = 100 * time.Millisecond

func newReporter(first, steps int, send func(dsl.Progress)) *reporter {
	return &reporter{send: send, first: first, kept: first, steps: steps, course: newCourse(steps)}
}

// phase tells that something else begins.
func (r *reporter) phase(name string) {
	r.send(dsl.Progress{Phase: name, Step: r.first, Steps: r.steps, Kept: r.kept})
}

// step tells about a step, unless it told something a moment ago.
func (r *reporter) step(step, epoch int, metrics []float64) {
	r.see(step, metrics)
	now := time.Now()
	if r.began.IsZero() {
		r.began = now // the first step's time is compiling
	}
	if now.Sub(r.last) < newsEvery && step < r.steps {
		return
	}
	r.last = now
	p := dsl.Progress{Phase: "training", Step: step, Steps: r.steps, Epoch: epoch, Loss: dsl.Float(metrics[0]), Kept: r.kept}
	r.course.take(&p)
	if took := now.Sub(r.began).Seconds(); step > r.first+1 && took > 0 {
		p.StepsPerSecond = dsl.Float(float64(step-r.first-1) / took)
		p.SecondsLeft = dsl.Float(float64(r.steps-step) / float64(p.StepsPerSecond))
	}
	r.send(p)
}

// see takes in a step's loss and, of classes, accuracy.
func (r *reporter) see(step int, metrics []float64) {
	for i, v := range metrics {
		r.course.add([]string{dsl.LossCourse, dsl.AccuracyCourse}[i], step, v)
	}
}

// evaluated tells, with the next news, what was measured after an epoch.
func (r *reporter) evaluated(e dsl.Evaluation) { r.course.marks = append(r.course.marks, e) }

// recall takes in what earlier attempts did, for whoever watches this one.
func (r *reporter) recall(reply dsl.TrainReply) {
	for i, loss := range reply.Loss {
		metrics := []float64{loss}
		if i < len(reply.Accuracy) {
			metrics = append(metrics, reply.Accuracy[i])
		}
		r.see(i+1, metrics)
	}
	r.course.marks = append(r.course.marks, reply.Validation...)
}

// recallLooks takes in what probes saw then.
func (r *reporter) recallLooks(s *sampler) {
	if s == nil {
		return
	}
	for _, all := range s.series {
		for i, step := range all.Steps {
			one := dsl.ProbeSeries{Probe: all.Probe, Layers: all.Layers}
			if len(all.Values) > 0 {
				one.Values = all.Values[i : i+1]
			} else {
				one.Histograms = all.Histograms[i : i+1]
			}
			r.course.look(one, step)
		}
	}
}
