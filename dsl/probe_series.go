package dsl

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"github.com/seed-380714d4/fathom/dsl/show"
)

// ProbeSeries is what a probe measured: at each look, one value for each
// layer, or one histogram.
type ProbeSeries struct {
	Probe  ProbeSpec `json:"probe"`
	Layers []string  `json:"layers"` // "Dense 1", from the input
	// Steps are the steps looked at, from 1, as in TrainReply.Loss; none at
	// rest, where there is one look.
	Steps      []int         `json:"steps,omitempty"`
	Values     []Floats      `json:"values,omitempty"`     // [looks][layers]
	Histograms [][]Histogram `json:"histograms,omitempty"` // [looks][layers]
}

// Layer is the course of the values of layer k, counted from 0.
func (s ProbeSeries) Layer(k int) []float64 {
	out := make([]float64, len(s.Values))
	for i, v := range s.Values {
		out[i] = v[k]
	}
	return out
}

// until are the looks before a step.
func (s ProbeSeries) until(step int) ProbeSeries {
	n := len(s.Steps)
	for n > 0 && s.Steps[n-1] >= step {
		n--
	}
	if n < len(s.Steps) { // copied when appended to: a picture may be drawn of it
		s.Steps = s.Steps[:n:n]
		s.Values = s.Values[:min(n, len(s.Values)):min(n, len(s.Values))]
		s.Histograms = s.Histograms[:min(n, len(s.Histograms)):min(n, len(s.Histograms))]
	}
	return s
}

// and is the series with later looks.
func (s ProbeSeries) and(later ProbeSeries) ProbeSeries {
	s.Steps = append(s.Steps, later.Steps...)
	s.Values = append(s.Values, later.Values...)
	s.Histograms = append(s.Histograms, later.Histograms...)
	return s
}

// CSV is the series as a table: a row for each step and layer or, of
// histograms, for each step, layer and bin.
func (s ProbeSeries) CSV() string {
	var b strings.Builder
	if s.Histograms == nil {
		b.WriteString("step,layer,value\n")
	} else {
		b.WriteString("step,layer,from,to,count\n")
	}
	for i := range max(len(s.Values), len(s.Histograms)) {
		step := ""
		if i < len(s.Steps) {
			step = strconv.Itoa(s.Steps[i])
		}
		for k, name := range s.Layers {
			row := step + "," + name + ","
			if s.Histograms == nil {
				b.WriteString(row + exact(s.Values[i][k]) + "\n")
				continue
			}
			s.Histograms[i][k].rows(&b, row)
		}
	}
	return b.String()
}

// rows writes the bins, and what lies in none.
func (h Histogram) rows(b *strings.Builder, row string) {
	edges := h.Edges()
	write := func(from, to string, count int) {
		if count > 0 {
			fmt.Fprintf(b, "%s%s,%s,%d\n", row, from, to, count)
		}
	}
	write("", exact(edges[0]), h.Under)
	for i, c := range h.Counts {
		write(exact(edges[i]), exact(edges[i+1]), c)
	}
	write(exact(edges[len(edges)-1]), "", h.Over)
	write("0", "0", h.Zeros)
	write("NaN", "NaN", h.NotFinite)
}

func exact(v float64) string { return strconv.FormatFloat(v, 'g', -1, 64) }

// ProbesReply is what op "probes" answers.
type ProbesReply struct {
	Key string `json:"key"` // the run's
	// Again tells that the run was known and was gone through once more to
	// measure what nobody had measured yet.
	Again  bool          `json:"again"`
	Series []ProbeSeries `json:"series"` // in the order of the request's probes
}

// Probe adds what is to be measured while the training goes on; see Probe.
func (t Training) Probe(probes ...Probe) Training {
	t.probes = append([]Probe{}, t.probes...)
	for _, p := range probes {
		if err := p.Err(); err != nil && t.err == nil {
			t.err = err.(*Error).at(caller())
		}
		t.probes = append(t.probes, p)
	}
	return t
}

// Probes gives what the training's probes measured, one series for each, in
// their order. What has been measured before is known. Otherwise the run is
// trained, or if it is known, gone through once more for its course alone.
//
// Errors: those of Result; no probes; a training that did not repeat to the
// bit, on devices that cannot.
func (t Training) Probes(ctx context.Context) ([]ProbeSeries, error) {
	if err := t.Err(); err != nil {
		return nil, err
	}
	if len(t.probes) == 0 {
		return nil, here(Error{Where: "Probes", What: "probes", Want: "at least one", Got: "none", Mend: "add Probe(dsl.GradientNorm())"})
	}
	w := newWatch(t.Name())
	reply, err := t.measure(ctx, w.news)
	switch {
	case w.open && err != nil:
		w.failed()
	case w.open:
		w.measured(reply)
	}
	return reply.Series, err
}

// measure asks for what the probes measured, with news.
func (t Training) measure(ctx context.Context, news func(Progress)) (reply ProbesReply, err error) {
	if err := t.Err(); err != nil {
		return reply, err
	}
	return reply, ask(ctx, "probes", t.Request(), &reply, newsTo(news), t.made)
}

// Probe adds what is to be measured of the network at rest.
//
// Errors: a probe of updates, of which there are none.
func (i Inspection) Probe(probes ...Probe) Inspection {
	i.probes = append([]Probe{}, i.probes...)
	for _, p := range probes {
		err := p.Err()
		if err == nil && p.spec.Of == "updates" {
			err = here(Error{Where: "Inspect", What: "probe", Want: "one of a network at rest", Got: p.spec.Title(), Mend: "add it to a training: run.Probe(…)"})
		}
		if err != nil && i.err == nil {
			i.err = err.(*Error).at(caller())
		}
		p.spec.Every = 0
		i.probes = append(i.probes, p)
	}
	return i
}

// newsTo reads what comes over a session for someone who wants news.
func newsTo(news func(Progress)) func([]byte) {
	return func(b []byte) {
		var p Progress
		if json.Unmarshal(b, &p) == nil {
			news(p)
		}
	}
}

// measured leaves a line that says what was done.
func (w *watch) measured(r ProbesReply) {
	line := w.name + ": trained and measured"
	if r.Again {
		line = w.name + ": measured; the run itself was known, and came out the same to the bit"
	}
	w.live.Close(show.Text(line))
}

// unmeasured says of a known run what its probes have not measured yet.
func (r Reason) unmeasured() string {
	if len(r.Unmeasured) == 0 {
		return ""
	}
	var parts []string
	for _, p := range r.Unmeasured {
		parts = append(parts, p.Title())
	}
	return "; not measured yet: " + strings.Join(parts, ", ") + "; who asks for it has the known run gone through once more, which changes nothing"
}
