package dsl

import (
	"errors"
	"fmt"
	"math"
	"strings"

	"github.com/seed-380714d4/fathom/dsl/show"
)

// bundle is the table in HTML and as text. cells are the runs' states while
// they are under way, nil when the table is final.
func (r SweepResult) bundle(cells []boardCell) show.Bundle {
	return show.Bundle{Data: map[string]any{"text/html": r.html(cells), "text/plain": r.text(cells)}}
}

// seeds is the number of runs of a setting.
func (r SweepResult) seeds() int {
	n := 0
	for _, row := range r.Rows {
		if row.Setting == 0 {
			n++
		}
	}
	return n
}

// columns are the metrics that have one; the first is what a run's own cell
// shows.
func (r SweepResult) columns() []Metric {
	if r.classes() {
		return []Metric{TestAccuracy, ValidationAccuracy, TrainLoss}
	}
	return []Metric{TestLoss, ValidationLoss, TrainLoss}
}

// head names the columns.
func (r SweepResult) head() []string {
	head := append([]string(nil), r.Over...)
	if n := r.seeds(); n > 1 {
		for _, row := range r.Rows[:n] {
			head = append(head, fmt.Sprintf("seed %d", row.Seed()))
		}
	} else {
		head = append(head, "training")
	}
	for _, m := range r.columns() {
		head = append(head, m.Name)
	}
	return head
}

// text is the table without HTML.
func (r SweepResult) text(cells []boardCell) string {
	t := show.Table{Caption: r.caption(cells), Head: r.head()}
	for k := range t.Head {
		t.Right = append(t.Right, r.align(k) == "right")
	}
	n := r.seeds()
	for i, means := range r.means() {
		row := labelsOf(r.Rows[i*n].Values)
		for k := i * n; k < (i+1)*n; k++ {
			row = append(row, r.state(k, cells).word)
		}
		t.Rows = append(t.Rows, append(row, means...))
	}
	return strings.Join(append([]string{t.String()}, r.notes(cells)...), "\n")
}

// means are the metrics of each setting, spelled.
func (r SweepResult) means() [][]string {
	out := make([][]string, len(r.Rows)/max(r.seeds(), 1))
	for _, m := range r.columns() {
		for i, mean := range r.Means(m) {
			out[i] = append(out[i], m.spell(mean))
		}
	}
	return out
}

func labelsOf(values []SweepValue) (out []string) {
	for _, v := range values {
		out = append(out, v.Label)
	}
	return out
}

// state is how one run is doing.
type state struct {
	word    string  // in a cell
	more    string  // beside it
	share   float64 // of its steps that are made; below 0 for no bar
	failure bool
}

// state is that of the run in row k.
func (r SweepResult) state(k int, cells []boardCell) state {
	row := r.Rows[k]
	switch {
	case row.Err == nil && r.seeds() > 1:
		return state{word: r.columns()[0].spell(SweepMean{Mean: r.columns()[0].Of(row.Result)}), more: row.Result.String(), share: -1}
	case row.Err == nil:
		return state{word: took(row.Result), more: row.Result.String(), share: -1}
	case !interrupted(row.Err):
		return state{word: short(row.Err), more: row.Err.Error(), share: -1, failure: true}
	case cells == nil:
		return state{word: stoppedAt(row.Err), more: row.Err.Error(), share: -1}
	}
	return underWay(cells[k].news)
}

func stoppedAt(err error) string {
	var u unfinished
	if errors.As(err, &u) {
		return fmt.Sprintf("interrupted, %d %%", 100*u.news.Step/max(u.news.Steps, 1))
	}
	return "not run"
}

func underWay(p Progress) state {
	switch {
	case p.Phase == "":
		return state{share: -1}
	case p.Phase != "training" || p.Steps == 0:
		return state{word: p.Phase + "…", share: -1}
	}
	share := float64(p.Step) / float64(p.Steps)
	return state{word: fmt.Sprintf("%d %%", int(100*share)), more: p.String(), share: share}
}

func took(r Result) string {
	if r.Cached {
		return "from the store"
	}
	return duration(r.Seconds)
}

// short is what fits into a cell of a run's failure.
func short(err error) string {
	word := "failed"
	var e *Error
	if errors.As(err, &e) {
		word = e.What
	}
	const most = 44
	if r := []rune(word); len(r) > most {
		word = string(r[:most-1]) + "…"
	}
	return "✗ " + word
}

// caption counts the runs.
func (r SweepResult) caption(cells []boardCell) string {
	name := r.Name + ": "
	switch {
	case r.Name == "" && len(r.Over) == 1 && r.Over[0] == runColumn:
		name = ""
	case r.Name == "":
		name = "sweep over " + strings.Join(r.Over, " and ") + ": "
	}
	done, failed, open, seconds := 0, 0, 0, 0.0
	for _, row := range r.Rows {
		switch {
		case row.Err == nil:
			done, seconds = done+1, seconds+row.Result.Seconds
		case interrupted(row.Err):
			open++
		default:
			failed++
		}
	}
	line := fmt.Sprintf("%s%d of %d runs", name, done, len(r.Rows))
	if done == len(r.Rows) {
		line = fmt.Sprintf("%s%d runs", name, done)
	}
	if failed > 0 {
		line += fmt.Sprintf(", %d failed", failed)
	}
	if open > 0 && cells == nil {
		line += fmt.Sprintf(", %d interrupted", open)
	}
	if done > 0 && cells == nil {
		line += ", " + duration(seconds) + " of training"
	}
	return line
}

// notes say what the ± is, and what went wrong.
func (r SweepResult) notes(cells []boardCell) (out []string) {
	if n := r.seeds(); n > 1 && len(r.Failed()) < len(r.Rows) {
		behind := ", in brackets: "
		if strings.HasPrefix(string(r.spread()), "±") {
			behind = " "
		}
		out = append(out, fmt.Sprintf("Means over %d seeds%s%s.", n, behind, r.spread()))
	}
	if cells != nil {
		return out
	}
	return append(out, r.failures()...)
}

// failures tells of every run that failed; those that failed alike, once.
func (r SweepResult) failures() (out []string) {
	where := map[string][]string{}
	var order []string
	for _, row := range r.Rows {
		if row.Err == nil || interrupted(row.Err) {
			continue
		}
		at := strings.Join(labelsOf(row.Values), ", ")
		if r.seeds() > 1 {
			at += fmt.Sprintf(", seed %d", row.Seed())
		}
		why := row.Err.Error()
		if where[why] == nil {
			order = append(order, why)
		}
		where[why] = append(where[why], at)
	}
	for _, why := range order {
		out = append(out, "✗ "+strings.Join(where[why], "; ")+": "+why)
	}
	return out
}

// spell writes a mean with its spread, in percent where the metric is a share.
func (m Metric) spell(v SweepMean) string {
	if math.IsNaN(v.Mean) {
		return ""
	}
	scale, unit := 1.0, ""
	form := func(x float64) string { return fmt.Sprintf("%.4g", x) }
	if m.Share() {
		scale, unit = 100, " %"
		form = func(x float64) string { return fmt.Sprintf("%.2f", x) }
	}
	mean, low, high := scale*v.Mean, scale*v.Low, scale*v.High
	switch {
	case len(v.Each) < 2 || math.IsNaN(v.Low):
		return form(mean) + unit
	case math.Abs(high+low-2*mean) <= 1e-9*math.Abs(high-low): // to both sides alike
		half := (high - low) / 2
		if m.Share() {
			return fmt.Sprintf("%.2f ± %.2f%s", mean, half, unit)
		}
		if half == 0 {
			return form(mean) + " ± 0"
		}
		// Two digits of the spread, and as many decimals of the mean.
		decimals := min(max(1-int(math.Floor(math.Log10(half))), 0), 9)
		return fmt.Sprintf("%.*f ± %.*f", decimals, mean, decimals, half)
	}
	return fmt.Sprintf("%s (%s to %s)%s", form(mean), form(low), form(high), unit)
}
