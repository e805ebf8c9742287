package dsl

import (
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/seed-380714d4/fathom/dsl/session"
)

// SweepResult is what the runs of Trials came to.
type SweepResult struct {
	Name string     `json:"name,omitempty"`
	Over []string   `json:"over"` // what the values are
	Rows []SweepRow `json:"rows"` // setting by setting, and in each seed by seed
	// Spread is what stands behind the ± of a mean.
	Spread Spread `json:"spread,omitempty"`
}

// SweepRow is one run.
type SweepRow struct {
	Setting int // which of the settings, from 0
	Values  []SweepValue
	Run     Training
	Result  Result
	// Err is why there is no Result: what the run failed with, or an error
	// that wraps ErrNotRun.
	Err error
}

// ErrNotRun is the error of a run that had not ended when the sweep was
// interrupted.
var ErrNotRun = errors.New("dsl: interrupted before its end")

// Seed is the run's seed.
func (r SweepRow) Seed() int64 { return r.Run.seed }

// Failed are the runs without a result.
func (r SweepResult) Failed() []SweepRow {
	var out []SweepRow
	for _, row := range r.Rows {
		if row.Err != nil {
			out = append(out, row)
		}
	}
	return out
}

// SweepMean is a metric of one setting over its seeds.
type SweepMean struct {
	Values []SweepValue
	Each   []float64 // one a seed that has a result, in the order of the seeds
	Failed int       // seeds without a result
	Mean   float64   // NaN without a result
	// Low and High are the ends of the result's Spread; NaN where there are
	// fewer than two values.
	Low, High float64
}

// Means is metric m of each setting: its mean over the seeds, and its spread.
func (r SweepResult) Means(m Metric) []SweepMean {
	var out []SweepMean
	for i, row := range r.Rows {
		if i == 0 || row.Setting != r.Rows[i-1].Setting {
			out = append(out, SweepMean{Values: row.Values})
		}
		at := &out[len(out)-1]
		if row.Err != nil {
			at.Failed++
		} else {
			at.Each = append(at.Each, m.Of(row.Result))
		}
	}
	for i := range out {
		out[i].Mean, out[i].Low, out[i].High = r.spread().Around(out[i].Each)
	}
	return out
}

func (r SweepResult) spread() Spread {
	if r.Spread == NoSpread {
		return StandardError
	}
	return r.Spread
}

// SpreadBy is the result with another Spread behind its means.
func (r SweepResult) SpreadBy(s Spread) SweepResult {
	r.Spread = s
	return r
}

// Numbers is metric m of all runs that have a result.
func (r SweepResult) Numbers(m Metric) Numbers {
	out := Numbers{name: m.Name}
	for _, row := range r.Rows {
		if row.Err == nil {
			out.values, out.seeds = append(out.values, m.Of(row.Result)), append(out.seeds, row.Seed())
		}
	}
	return out
}

// classes tells whether the runs have classes, so that there is an accuracy.
func (r SweepResult) classes() bool {
	for _, row := range r.Rows {
		if row.Err == nil {
			return len(row.Result.Accuracy) > 0
		}
	}
	return true
}

// CSV is the runs as comma-separated values, a line each, below a line of
// names: the values, the seed, the run's name and key, its length, the metrics,
// and why there are none.
func (r SweepResult) CSV() string {
	metrics := []Metric{TrainLoss, ValidationLoss, ValidationAccuracy, TestLoss, TestAccuracy}
	var b strings.Builder
	w := csv.NewWriter(&b)
	head := append(append([]string(nil), r.Over...), "seed", "run", "key", "steps", "seconds")
	for _, m := range metrics {
		head = append(head, m.Name)
	}
	w.Write(append(head, "error"))
	for _, row := range r.Rows {
		var line []string
		for _, v := range row.Values {
			line = append(line, v.Label)
		}
		line = append(line, fmt.Sprint(row.Seed()), row.Run.Name())
		if row.Err != nil {
			line = append(line, make([]string, 3+len(metrics))...)
			w.Write(append(line, row.Err.Error()))
			continue
		}
		line = append(line, row.Result.Key, fmt.Sprint(row.Result.Steps), csvNumber(row.Result.Seconds))
		for _, m := range metrics {
			line = append(line, csvNumber(m.Of(row.Result)))
		}
		w.Write(append(line, ""))
	}
	w.Flush()
	return b.String()
}

// csvNumber is shortest and exact, and nothing where there is no number.
func csvNumber(v float64) string {
	if math.IsNaN(v) {
		return ""
	}
	return strconv.FormatFloat(v, 'g', -1, 64)
}

type sweepRowJSON struct {
	Setting int            `json:"setting"`
	Values  []SweepValue   `json:"values"`
	Run     Training       `json:"run"`
	Result  *Result        `json:"result,omitempty"`
	NotRun  bool           `json:"not_run,omitempty"`
	Err     *session.Error `json:"error,omitempty"`
}

// MarshalJSON writes the row with its error, so that a result lives on.
func (r SweepRow) MarshalJSON() ([]byte, error) {
	j := sweepRowJSON{Setting: r.Setting, Values: r.Values, Run: r.Run, NotRun: errors.Is(r.Err, ErrNotRun)}
	switch {
	case r.Err == nil:
		j.Result = &r.Result
	case !j.NotRun:
		j.Err = session.EncodeError(r.Err)
	}
	return json.Marshal(j)
}

// UnmarshalJSON reads what MarshalJSON writes.
func (r *SweepRow) UnmarshalJSON(b []byte) error {
	var j sweepRowJSON
	if err := json.Unmarshal(b, &j); err != nil {
		return err
	}
	*r = SweepRow{Setting: j.Setting, Values: j.Values, Run: j.Run}
	switch {
	case j.NotRun:
		r.Err = ErrNotRun
	case j.Err != nil:
		r.Err = received(j.Err, place{})
	case j.Result != nil:
		r.Result = *j.Result
	}
	return nil
}
