package dsl

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
)

// Trials are trainings of several settings, each from one seed or more: a
// table of runs, as a value. Like a Training they are not under way; Result
// asks for the outcomes, and those that are known already take no time. What
// is not known is trained side by side, as far as the machine has cores.
//
//	depth := dsl.Sweep([]int{2, 10, 20, 50}, func(n int) dsl.Training {
//		return plain(n).Train(mnist).Epochs(2)
//	}).Over("layers").Seeds(3)
//
// A run that fails is a cell of the table and not its end.
type Trials struct {
	name     string
	over     []string // what the values of a setting are, one a value
	settings []setting
	count    int     // seeds from each training's own on
	seeds    []int64 // or these
	spread   Spread
	err      *Error
}

// setting is a row of the table: what was set, and the training that it makes.
type setting struct {
	Values []SweepValue `json:"values"`
	Run    Training     `json:"run"`
}

// Sweep makes a training of each value. Values may be of any type: numbers,
// activations, optimisers, models, functions from Model to Model.
//
// Errors: no values; no function. Mistakes in a training are its own.
func Sweep[T any](values []T, training func(T) Training) Trials {
	t := Trials{over: []string{"value"}, count: 1}
	if len(values) == 0 || training == nil {
		t.err = here(Error{Where: "Sweep", What: "values and a function", Want: "at least one value, and what makes a training of it",
			Got: fmt.Sprintf("%d values", len(values))})
		return t
	}
	labels := sweepValues(values)
	for i, v := range values {
		t.settings = append(t.settings, setting{[]SweepValue{labels[i]}, training(v)})
	}
	return t
}

// Grid makes a training of each pair of values, a row of pairs for each of as.
//
// Errors: no values; no function. Mistakes in a training are its own.
func Grid[A, B any](as []A, bs []B, training func(A, B) Training) Trials {
	t := Trials{over: []string{"value 1", "value 2"}, count: 1}
	if len(as) == 0 || len(bs) == 0 || training == nil {
		t.err = here(Error{Where: "Grid", What: "values and a function", Want: "at least one value of each kind, and what makes a training of two",
			Got: fmt.Sprintf("%d and %d values", len(as), len(bs))})
		return t
	}
	la, lb := sweepValues(as), sweepValues(bs)
	for i, a := range as {
		for j, b := range bs {
			t.settings = append(t.settings, setting{[]SweepValue{la[i], lb[j]}, training(a, b)})
		}
	}
	return t
}

// runColumn is what the values of TrialsOf are.
const runColumn = "run"

// TrialsOf is a table of runs that differ in whatever way: a row for each,
// which bears the run's name.
//
// Errors: no runs.
func TrialsOf(runs ...Training) Trials {
	t := Trials{over: []string{runColumn}, count: 1}
	if len(runs) == 0 {
		t.err = here(Error{Where: "TrialsOf", What: "trainings", Want: "at least one", Got: "none"})
	}
	for i, r := range runs {
		label := r.Name()
		if label == "" {
			label = fmt.Sprintf("run %d", i+1)
		}
		t.settings = append(t.settings, setting{[]SweepValue{{Label: label, Number: nan}}, r})
	}
	return t
}

// Over says what the values are, for tables and axes: Over("layers"), and of a
// Grid Over("layers", "width").
//
// Errors: another number of names than of values.
func (t Trials) Over(names ...string) Trials {
	if len(names) != len(t.over) {
		return t.fail(Error{Where: "Over", What: "names", Want: fmt.Sprint(len(t.over)), Got: fmt.Sprint(len(names)), Mend: "name each of the values"})
	}
	t.over = append([]string(nil), names...)
	return t
}

// Seeds trains each setting n times: from its training's own seed, the next
// one, and so on.
//
// Errors: n below 1.
func (t Trials) Seeds(n int) Trials {
	if n < 1 {
		return t.fail(Error{Where: "Seeds", What: "number of seeds", Want: "1 or more", Got: fmt.Sprint(n), Mend: "to name the seeds themselves, use FromSeeds"})
	}
	t.count, t.seeds = n, nil
	return t
}

// FromSeeds trains each setting from each of these seeds.
//
// Errors: no seeds.
func (t Trials) FromSeeds(seeds ...int64) Trials {
	if len(seeds) == 0 {
		return t.fail(Error{Where: "FromSeeds", What: "seeds", Want: "at least one", Got: "none"})
	}
	t.count, t.seeds = len(seeds), append([]int64(nil), seeds...)
	return t
}

// Spread sets what stands behind the ± of a mean over seeds; one standard
// error is the default.
func (t Trials) Spread(s Spread) Trials {
	t.spread = s
	return t
}

// Named gives the table a name.
func (t Trials) Named(name string) Trials {
	t.name = name
	return t
}

// Name is the table's name.
func (t Trials) Name() string { return t.name }

// Names say what the values of a setting are.
func (t Trials) Names() []string { return append([]string(nil), t.over...) }

// Settings are the values of each setting.
func (t Trials) Settings() [][]SweepValue {
	var out [][]SweepValue
	for _, s := range t.settings {
		out = append(out, append([]SweepValue(nil), s.Values...))
	}
	return out
}

// Err is the first mistake in the table's description, or nil. A mistake in
// one of its trainings is that run's.
func (t Trials) Err() error {
	switch {
	case t.err != nil:
		return t.err
	case len(t.settings) == 0:
		return &Error{Where: "sweep", What: "no runs", Mend: "start with dsl.Sweep(values, func)"}
	}
	return nil
}

func (t Trials) fail(e Error) Trials {
	if t.err == nil {
		t.err = here(e)
	}
	return t
}

// Runs are the trainings, setting by setting and in each seed by seed. Those
// that would share a name with another setting's have its values in theirs.
func (t Trials) Runs() []Training {
	var out []Training
	names := t.runNames()
	for i, s := range t.settings {
		run := s.Run.Named(names[i])
		for k := range t.count {
			if t.seeds != nil {
				run.seed = t.seeds[k]
			} else {
				run.seed = s.Run.seed + int64(k)
			}
			out = append(out, run)
		}
	}
	return out
}

// runNames gives each setting's runs a name of their own.
func (t Trials) runNames() []string {
	out, same := make([]string, len(t.settings)), map[string]int{}
	for _, s := range t.settings {
		same[s.Run.Name()]++
	}
	for i, s := range t.settings {
		out[i] = s.Run.Name()
		if same[out[i]] == 1 && out[i] != "" {
			continue
		}
		var parts []string
		if out[i] != "" {
			parts = append(parts, out[i])
		}
		for k, v := range s.Values {
			if v.Label == out[i] {
				continue
			}
			if v.numeric() && !strings.HasPrefix(t.over[k], "value") {
				parts = append(parts, t.over[k]+" "+v.Label)
			} else {
				parts = append(parts, v.Label)
			}
		}
		out[i] = strings.Join(parts, ", ")
	}
	return out
}

// String describes the table in a line.
func (t Trials) String() string {
	if err := t.Err(); err != nil {
		return err.Error()
	}
	name := t.name
	if name == "" {
		name = "sweep"
	}
	runs := fmt.Sprintf("%d runs", len(t.settings)*t.count)
	if t.count > 1 {
		runs = fmt.Sprintf("%d settings from %d seeds each, %s", len(t.settings), t.count, runs)
	}
	return fmt.Sprintf("%s over %s: %s", name, strings.Join(t.over, " and "), runs)
}

type trialsJSON struct {
	Name     string    `json:"name,omitempty"`
	Over     []string  `json:"over"`
	Settings []setting `json:"settings"`
	Count    int       `json:"count"`
	Seeds    []int64   `json:"seeds,omitempty"`
	Spread   Spread    `json:"spread,omitempty"`
	Err      *Error    `json:"error,omitempty"`
}

// MarshalJSON writes the table's description: its trainings, not the function
// that made them.
func (t Trials) MarshalJSON() ([]byte, error) {
	return json.Marshal(trialsJSON{t.name, t.over, t.settings, t.count, t.seeds, t.spread, t.err})
}

// UnmarshalJSON reads what MarshalJSON writes.
func (t *Trials) UnmarshalJSON(b []byte) error {
	var j trialsJSON
	if err := json.Unmarshal(b, &j); err != nil {
		return err
	}
	for _, s := range j.Settings {
		if len(s.Values) != len(j.Over) || j.Seeds != nil && len(j.Seeds) != j.Count {
			return fmt.Errorf("dsl: reading a sweep; want %d values a setting and %d seeds, got %d and %d", len(j.Over), j.Count, len(s.Values), len(j.Seeds))
		}
	}
	*t = Trials{j.Name, j.Over, j.Settings, j.Count, j.Seeds, j.Spread, j.Err}
	return nil
}

// sweepValues labels values; those that no label tells apart are counted.
func sweepValues[T any](values []T) []SweepValue {
	out, seen := make([]SweepValue, len(values)), map[string]int{}
	for i := range values {
		// The element's own type: a nil interface in values has none.
		out[i] = sweepValue(reflect.ValueOf(&values[i]).Elem())
		seen[out[i].Label]++
	}
	for i := range out {
		if l := out[i].Label; l == "" || seen[l] > 1 {
			out[i].Label = strings.TrimSpace(fmt.Sprintf("%s no. %d", l, i+1))
		}
	}
	return out
}
