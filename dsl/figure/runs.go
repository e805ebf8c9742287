package figure

import (
	"fmt"
	"strings"

	"github.com/seed-380714d4/fathom/dsl"
	"github.com/seed-380714d4/fathom/dsl/show"
)

// Loss shows how the loss fell: for each run the training loss, smoothed, its
// raw values faint behind it, and the validation loss after each epoch as
// marks. Runs that differ in nothing but their seed are one line, their mean,
// with a band from the lowest to the highest.
//
// Runs that nobody has trained yet are trained when the figure is shown or
// looked into, side by side; shown, it is drawn once a second meanwhile, and an
// interrupt leaves it as it is then.
func Loss(runs ...dsl.Training) Figure {
	return history(runs, quantity{
		title: "Loss during training", label: lossLabel(runs), scale: 1, what: "training loss",
		course: dsl.LossCourse,
		steps:  func(r dsl.Result) dsl.Floats { return r.Loss },
		epoch:  func(e dsl.Evaluation) float64 { return float64(e.Loss) }})
}

// Accuracy shows the share of right classes as Loss shows the loss.
func Accuracy(runs ...dsl.Training) Figure {
	return history(runs, quantity{
		title: "Accuracy during training", label: "right classes", unit: "%", scale: 100, what: "training batches",
		course: dsl.AccuracyCourse, classes: true,
		steps: func(r dsl.Result) dsl.Floats { return r.Accuracy },
		epoch: func(e dsl.Evaluation) float64 { return float64(e.Accuracy) }})
}

func lossLabel(runs []dsl.Training) string {
	label := ""
	for _, r := range runs {
		loss := r.Request().Loss
		l := loss.String()
		if loss.Nats() {
			l += " (nats)"
		} else {
			l = strings.ReplaceAll(l, "-", " ")
		}
		if label != "" && l != label {
			return "loss"
		}
		label = l
	}
	return label
}

// quantity is something that training changes step by step.
type quantity struct {
	title, label, unit string
	what               string
	course             string // what the news call it
	classes            bool   // it is of classes
	scale              float64
	steps              func(dsl.Result) dsl.Floats
	epoch              func(dsl.Evaluation) float64
}

func history(runs []dsl.Training, q quantity) Figure {
	if len(runs) == 0 {
		return Failed(problem(q.title, "trainings", "at least one", "none", "give it model.Train(data)"))
	}
	for i, r := range runs { // all mistakes before any training
		if err := r.Err(); err != nil {
			return Failed(err)
		}
		if q.classes && r.Request().Data.Targets != nil {
			return Failed(problem(q.title, "runs", "with classes", trainingNames(runs)[i]+", which has target values", "show figure.Loss"))
		}
	}
	words := Spec{Title: q.title, X: Axis{Label: "step", Whole: true}, Y: Axis{Label: q.label, Unit: q.unit}}
	groups := grouped(runs)
	return later(words, func(on *Figure) (Spec, show.Live, error) {
		all := newCourses(runs, groups)
		at, err := all.train(func() Spec { return q.sofar(words, groups, all) }, on)
		if err != nil {
			return Spec{}, at, err
		}
		return q.ended(words, groups, all.results), at, nil
	})
}

// ended is the figure of finished runs.
func (q quantity) ended(s Spec, groups []group, of []dsl.Result) Spec {
	window, marks := 0, false
	var early []string
	slot := 0
	for _, g := range groups {
		for _, p := range g.parts(of) {
			window = max(window, windowOf(len(q.steps(p.results[0]))))
			s.Series = append(s.Series, q.curves(p.name, slot, p.results)...)
			if m := q.marks(slot, p.results); len(m.X) > 0 {
				s.Series, marks = append(s.Series, m), true
			}
			if r := p.results[0]; r.Diverged != nil {
				early = append(early, fmt.Sprintf("%s diverged after step %d.", p.name, r.Steps))
			}
			slot++
		}
	}
	s.Notes = append(q.notes(s, window, marks), fewOf(early, 4)...)
	q.tame(&s, of)
	return s
}

// tame ends the axis at twice what the runs began with, where one diverged:
// its last losses can be millions, and would make a flat line of the others.
func (q quantity) tame(s *Spec, of []dsl.Result) {
	begin, most, diverged := 0.0, 0.0, false
	for _, r := range of {
		diverged = diverged || r.Diverged != nil
		for i, v := range q.steps(r) {
			if i == 0 {
				begin = max(begin, v)
			}
			most = max(most, v)
		}
	}
	if end := 2 * q.scale * begin; diverged && end > 0 && q.scale*most > end {
		s.Y.Max = &end
	}
}

// part is runs of a group that one line can stand for.
type part struct {
	name    string
	results []dsl.Result
}

// parts is the whole group where all of its runs are equally long. Where some
// diverged or stopped early, each run is a line of its own.
func (g group) parts(of []dsl.Result) []part {
	whole, equal := part{name: g.name}, true
	var single []part
	for k, i := range g.at {
		r := of[i]
		equal = equal && r.Diverged == nil && r.Steps == of[g.at[0]].Steps
		whole.results = append(whole.results, r)
		single = append(single, part{fmt.Sprintf("%s, seed %d", g.name, g.runs[k].Request().Seed), whole.results[k : k+1]})
	}
	if equal || len(single) == 1 {
		return []part{whole}
	}
	return single
}

// notes says what is what in the picture.
func (q quantity) notes(s Spec, window int, marks bool) []string {
	var of []string
	if window > 1 {
		of = append(of, fmt.Sprintf("%d steps", window))
	}
	seeds := seedsOf(s.Series)
	if seeds > 1 {
		of = append(of, fmt.Sprintf("%d seeds", seeds))
	}
	line := "Lines: " + q.what
	if len(of) > 0 {
		line += ", mean of " + strings.Join(of, " and ")
	}
	notes := []string{line + "."}
	if seeds == 1 && window > 1 {
		notes = append(notes, "Behind them: each step's batch.")
	}
	if marks {
		notes = append(notes, "Marks: validation.")
	}
	if seeds > 1 {
		notes = append(notes, bandWords(MinMax))
	}
	return notes
}

// windowOf is over how many of n steps a curve is smoothed: so that some fifty
// independent values are left, and short runs stay as they are.
func windowOf(n int) int { return max(1, n/50) }

// curves are the smoothed line of a group of runs and, of a single run, what
// it was made from.
func (q quantity) curves(name string, slot int, results []dsl.Result) []Series {
	line := Series{Name: name, Kind: Line, Slot: slot}
	var out []Series
	for _, r := range results {
		raw := scaled(q.steps(r), q.scale)
		window := windowOf(len(raw))
		x := make([]float64, len(raw))
		for i := range x {
			x[i] = float64(i + 1)
		}
		if len(results) == 1 && window > 1 {
			faint := Series{Name: name, Kind: Faint, Slot: slot}
			faint.X, faint.Y = envelope(x, raw, rawPoints)
			out = append(out, faint)
		}
		xs, ys := every(x, smooth(raw, window), curvePoints)
		line.X, line.Each = xs, append(line.Each, ys)
	}
	return append(out, line.summarised(MinMax))
}

// marks are what was measured on the validation examples, after each epoch.
// They have no name: colour and shape say whose they are.
func (q quantity) marks(slot int, results []dsl.Result) Series {
	m := Series{Kind: Marks, Slot: slot}
	for i, e := range results[0].Validation {
		sum := 0.0
		for _, r := range results {
			sum += q.scale * q.epoch(r.Validation[i])
		}
		m.X, m.Y = append(m.X, float64(e.Step)), append(m.Y, sum/float64(len(results)))
	}
	return m
}

func scaled(v dsl.Floats, scale float64) []float64 {
	out := make([]float64, len(v))
	for i := range v {
		out[i] = scale * v[i]
	}
	return out
}

// group is the runs that one line stands for: the same but for their seeds.
type group struct {
	name string
	runs []dsl.Training
	at   []int // their places among all runs
}

func grouped(runs []dsl.Training) []group {
	var out []group
	index := map[string]int{}
	for i, r := range runs {
		request := r.Request()
		request.Seed = 0
		key, err := request.Canonical()
		if err != nil { // not to be told apart from another: stays alone
			key = []byte(fmt.Sprint(i))
		}
		k := r.Name() + "\x00" + string(key)
		at, known := index[k]
		if !known {
			at = len(out)
			index[k] = at
			out = append(out, group{})
		}
		out[at].runs, out[at].at = append(out[at].runs, r), append(out[at].at, i)
	}
	firsts := make([]dsl.Training, len(out))
	for i, g := range out {
		firsts[i] = g.runs[0]
	}
	for i, name := range trainingNames(firsts) {
		out[i].name = name
	}
	return out
}
