package nn

import (
	"slices"

	"github.com/seed-380714d4/fathom/dsl"
)

// coursePoints bounds the points of a course that is told while a training
// goes on, whatever its length: a picture has no more columns.
const coursePoints = 1500

// course gathers what a training's metrics did since the last news, in blocks
// of steps that follow from its length alone.
type course struct {
	every  int
	order  []string // of the metrics, as they came
	blocks map[string]*block
	marks  []dsl.Evaluation
	steps  int
	looks  []dsl.ProbeSeries // of probes
}

// block is one metric's since the last news.
type block struct {
	sum     float64
	n       int // steps in sum
	stretch dsl.Stretch
}

func newCourse(steps int) *course {
	return &course{steps: steps, every: max(1, (steps+coursePoints-1)/coursePoints), blocks: map[string]*block{}}
}

// add takes in a metric's value of a step, from 1. Steps come in order.
func (c *course) add(metric string, step int, v float64) {
	b := c.blocks[metric]
	if b == nil {
		b = &block{stretch: dsl.Stretch{Metric: metric, Every: c.every}}
		c.blocks[metric], c.order = b, append(c.order, metric)
	}
	b.sum, b.n = b.sum+v, b.n+1
	if step%c.every != 0 {
		return
	}
	if len(b.stretch.Values) == 0 {
		b.stretch.From = step - c.every + 1
	}
	b.stretch.Values = append(b.stretch.Values, b.sum/float64(b.n))
	b.sum, b.n = 0, 0
}

// Of a probe's looks as many are told, by what it measures: a picture has no
// room for more.
const (
	normsTold      = 300
	histogramsTold = 100
)

// look takes in what a probe saw at one step.
func (c *course) look(seen dsl.ProbeSeries, step int) {
	told, probe := normsTold, seen.Probe
	if probe.Measure == "histogram" {
		told = histogramsTold
	}
	every := max(1, (c.steps/probe.Every+told)/told)
	if (step-1)%(every*probe.Every) != 0 {
		return
	}
	i := slices.IndexFunc(c.looks, func(s dsl.ProbeSeries) bool { return s.Probe == probe })
	if i < 0 {
		i = len(c.looks)
		c.looks = append(c.looks, dsl.ProbeSeries{Probe: probe, Layers: seen.Layers})
	}
	to := &c.looks[i]
	to.Steps, to.Values, to.Histograms = append(to.Steps, step), append(to.Values, seen.Values...), append(to.Histograms, seen.Histograms...)
}

// take gives what there is to p, once.
func (c *course) take(p *dsl.Progress) {
	for _, metric := range c.order {
		b := c.blocks[metric]
		if len(b.stretch.Values) > 0 {
			p.Recent = append(p.Recent, b.stretch)
			b.stretch.Values = nil
		}
	}
	p.Evaluated, c.marks = c.marks, nil
	p.Looks, c.looks = c.looks, nil
}
