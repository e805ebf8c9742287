package dsl

import (
	"maps"
	"slices"
)

// Stretch is a stretch of a metric's course, as the news of a training bring
// it: Values[i] is the mean over the steps from From + i·Every on, Every of
// them. Every follows from the training's length alone, so that its whole
// course has 1,500 points at most, however many steps it has.
type Stretch struct {
	Metric string `json:"metric"` // "training loss", "training accuracy"
	From   int    `json:"from"`   // a step, from 1
	Every  int    `json:"every"`
	Values Floats `json:"values"`
}

// The metrics that the news of every training bring, the second where there
// are classes.
const (
	LossCourse     = "training loss"
	AccuracyCourse = "training accuracy"
)

// Curve is a metric's course so far.
type Curve struct {
	Every  int // steps that each value is the mean of
	Steps  Floats
	Values Floats
}

// Course is how far a training came, gathered from its news: what a figure
// shows of it before it ends.
type Course struct {
	Last       Progress // the latest news
	Curves     map[string]Curve
	Validation []Evaluation
	Looks      []ProbeSeries // a series for each probe
}

// Add takes news in. A training that was taken up again from a checkpoint
// repeats steps: what was known of them is replaced.
func (c *Course) Add(p Progress) {
	if p.Step < c.Last.Step {
		c.forget(p.Step)
	}
	c.Last = p
	for _, s := range p.Recent {
		if s.Every < 1 || s.From < 1 {
			continue
		}
		if c.Curves == nil {
			c.Curves = map[string]Curve{}
		}
		curve := c.Curves[s.Metric].until(s.From)
		curve.Every = s.Every
		for i, v := range s.Values {
			curve.Steps = append(curve.Steps, float64(s.From+i*s.Every)+float64(s.Every-1)/2)
			curve.Values = append(curve.Values, v)
		}
		c.Curves[s.Metric] = curve
	}
	for _, looks := range p.Looks {
		c.look(looks)
	}
	for _, e := range p.Evaluated {
		if n := len(c.Validation); n == 0 || c.Validation[n-1].Step < e.Step {
			c.Validation = append(c.Validation, e)
		}
	}
}

// forget drops what lies after a step.
func (c *Course) forget(step int) {
	for name, curve := range c.Curves {
		c.Curves[name] = curve.until(step + 1)
	}
	for i, s := range c.Looks {
		c.Looks[i] = s.until(step + 1)
	}
	for len(c.Validation) > 0 && c.Validation[len(c.Validation)-1].Step > step {
		c.Validation = c.Validation[:len(c.Validation)-1]
	}
}

// look takes in what a probe saw.
func (c *Course) look(news ProbeSeries) {
	if len(news.Steps) == 0 {
		return
	}
	i := slices.IndexFunc(c.Looks, func(s ProbeSeries) bool { return s.Probe == news.Probe })
	if i < 0 {
		i = len(c.Looks)
		c.Looks = append(c.Looks, ProbeSeries{Probe: news.Probe, Layers: news.Layers})
	}
	c.Looks[i] = c.Looks[i].until(news.Steps[0]).and(news)
}

// Whole is news of all that is known: for whoever begins to watch now.
func (c *Course) Whole() Progress {
	p := c.Last
	p.Recent, p.Evaluated, p.Looks = nil, c.Validation, c.Looks
	for _, metric := range slices.Sorted(maps.Keys(c.Curves)) {
		p.Recent = append(p.Recent, c.Curves[metric].stretches(metric)...)
	}
	return p
}

// stretches are what the curve came from: one, where no news were lost.
func (c Curve) stretches(metric string) []Stretch {
	var out []Stretch
	for i := 0; i < len(c.Steps); {
		end := i + 1
		for end < len(c.Steps) && c.Steps[end]-c.Steps[end-1] == float64(c.Every) {
			end++
		}
		out = append(out, Stretch{Metric: metric, From: int(c.Steps[i] - float64(c.Every-1)/2), Every: c.Every, Values: c.Values[i:end]})
		i = end
	}
	return out
}

// until is the curve before a step.
func (c Curve) until(step int) Curve {
	n := len(c.Steps)
	for n > 0 && c.Steps[n-1] >= float64(step) {
		n--
	}
	if n < len(c.Steps) { // copied when appended to: a picture may be drawn of it
		c.Steps, c.Values = c.Steps[:n:n], c.Values[:n:n]
	}
	return c
}
