package nn

import "github.com/seed-380714d4/fathom/dsl"

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
	looks  map[string]dsl.Stretch // of probes: the latest alone, which are many
	looked []string               // the metrics of looks, as they came
}

// block is one metric's since the last news.
type block struct {
	sum     float64
	n       int // steps in sum
	stretch dsl.Stretch
}

func newCourse(steps int) *course {
	return &course{every: max(1, (steps+coursePoints-1)/coursePoints), blocks: map[string]*block{}}
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

// look takes in what a probe saw at a step. Probes look at a step and not at
// blocks of them, and at every layer: of what they see between two news the
// latest is told, which is enough for a picture that moves.
func (c *course) look(metric string, step int, v float64) {
	if _, known := c.looks[metric]; !known {
		c.looked = append(c.looked, metric)
	}
	if c.looks == nil {
		c.looks = map[string]dsl.Stretch{}
	}
	c.looks[metric] = dsl.Stretch{Metric: metric, From: step, Every: 1, Values: dsl.Floats{v}}
}

// take gives what there is, once.
func (c *course) take() (stretches []dsl.Stretch, marks []dsl.Evaluation) {
	for _, metric := range c.order {
		b := c.blocks[metric]
		if len(b.stretch.Values) > 0 {
			stretches = append(stretches, b.stretch)
			b.stretch.Values = nil
		}
	}
	for _, metric := range c.looked {
		stretches = append(stretches, c.looks[metric])
	}
	c.looks, c.looked = nil, nil
	marks, c.marks = c.marks, nil
	return stretches, marks
}
