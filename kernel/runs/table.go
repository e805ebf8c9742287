package runs

import (
	"fmt"
	"math"
	"sort"
	"strings"
	"text/tabwriter"
	"time"
)

// columns starts a table.
func (a asking) columns() *tabwriter.Writer { return tabwriter.NewWriter(a.out, 0, 8, 2, ' ', 0) }

// table is the list.
func (a asking) table(r *reply) error {
	if len(r.Runs) == 0 {
		fmt.Fprintf(a.out, "no finished trainings in %s\n", r.Dir)
	} else {
		w := a.columns()
		fmt.Fprintln(w, "KEY\tNAME\tMODEL\tOPTIMISER\tDATA\tSTEPS\tSEED\tLOSS\tTEST\tSIZE\tAGE\t")
		for _, one := range r.Runs {
			fmt.Fprintf(w, "%.8s\t%s\t%s\t%s\t%s\t%d\t%d\t%s\t%s\t%s\t%s\t%s\n", one.Key, short(one.Label, 20), short(one.Model, 36), one.Optimizer, short(one.Data, 20),
				one.Steps, one.Seed, figures(one.TrainLoss), one.Test.score(), size(one.Bytes), age(a.now.Sub(one.Made)), pinned(one.Pinned))
		}
		w.Flush()
	}
	others := map[string]int{}
	var order []string
	for _, i := range r.Items {
		if others[i.Kind] == 0 {
			order = append(order, i.Kind)
		}
		others[i.Kind]++
	}
	sort.Strings(order)
	line := fmt.Sprintf("%s of %s in %s", size(r.Bytes), limit(r.Limit), r.Dir)
	for _, kind := range order {
		line += "; " + count(others[kind], kind)
	}
	_, err := fmt.Fprintln(a.out, line)
	return err
}

// count is a number of things: "1 checkpoint", "3 answers", "2 damaged".
func count(n int, kind string) string {
	text := fmt.Sprintf("%d %s", n, kind)
	if n != 1 && kind != "damaged" {
		text += "s"
	}
	return text
}

func limit(bytes int64) string {
	if bytes == 0 {
		return "any size"
	}
	return size(bytes)
}

func pinned(yes bool) string {
	if yes {
		return "pinned"
	}
	return ""
}

// details is all about one run.
func (a asking) details(r *reply) error {
	if len(r.Runs) != 1 || r.Shown == nil {
		return fmt.Errorf("runs: show: want one run from the engine, got %d", len(r.Runs))
	}
	one, w := r.Runs[0], a.columns()
	row := func(name, value string) { fmt.Fprintf(w, "%s\t%s\n", name, value) }
	row("key", one.Key)
	row("name", one.Label)
	row("model", one.Model)
	row("data", one.Data)
	row("loss", one.Loss)
	row("optimiser", one.Optimizer)
	row("batch size", fmt.Sprint(one.BatchSize))
	row("seed", fmt.Sprint(one.Seed))
	row("precision", one.Precision)
	row("steps", fmt.Sprintf("%d in %.1f s on %s%s", one.Steps, one.Seconds, one.Backend, map[bool]string{true: ", continuing another run"}[one.Continues]))
	row("last batch's loss", figures(one.TrainLoss))
	for _, e := range r.Shown.Reply.Validation {
		row(fmt.Sprintf("validation %d", e.Epoch), fmt.Sprintf("after step %d: %s", e.Step, e.both()))
	}
	row("test", one.Test.both())
	row("weights' digest", r.Shown.Reply.Digest)
	row("trained", one.Made.Local().Format("2 January 2006 15:04"))
	row("last used", one.Used.Local().Format("2 January 2006 15:04"))
	row("size", size(one.Bytes)+" "+pinned(one.Pinned))
	row("files", r.Dir+"/"+one.Key[:2]+"/"+one.Key)
	for _, name := range sorted(r.Shown.Versions) {
		row(name, r.Shown.Versions[name])
	}
	return w.Flush()
}

func sorted(m map[string]string) []string {
	var names []string
	for name := range m {
		names = append(names, name)
	}
	sort.Strings(names)
	return names
}

// sideBySide is in what two runs differ, and how they ended.
func (a asking) sideBySide(r *reply) error {
	if len(r.Differences) == 0 {
		_, err := fmt.Fprintln(a.out, "they are one run")
		return err
	}
	if len(r.Runs) != 2 {
		return fmt.Errorf("runs: compare: want two runs from the engine, got %d", len(r.Runs))
	}
	x, y, w := r.Runs[0], r.Runs[1], a.columns()
	row := func(name, left, right string) { fmt.Fprintf(w, "%s\t%s\t%s\n", name, left, right) }
	row("", x.Key[:12], y.Key[:12])
	row("name", x.Label, y.Label)
	for _, d := range r.Differences {
		row(d.Field, something(d.Stored), something(d.Asked))
	}
	row("steps", fmt.Sprint(x.Steps), fmt.Sprint(y.Steps))
	row("last batch's loss", figures(x.TrainLoss), figures(y.TrainLoss))
	row("validation", x.Validation.both(), y.Validation.both())
	row("test", x.Test.both(), y.Test.both())
	row("seconds", fmt.Sprintf("%.1f", x.Seconds), fmt.Sprintf("%.1f", y.Seconds))
	return w.Flush()
}

func something(s string) string {
	if s == "" {
		return "nothing"
	}
	return short(s, 60)
}

// cleaned says what went, and how much.
func (a asking) cleaned(r *reply, dry bool) error {
	var bytes int64
	w := a.columns()
	for _, i := range r.Items {
		bytes += i.Bytes
		fmt.Fprintf(w, "%s\t%.12s\t%s\tlast used %s ago\n", i.Kind, i.Key, size(i.Bytes), age(a.now.Sub(i.Used)))
	}
	w.Flush()
	did := "removed"
	if dry {
		did = "would remove"
	}
	_, err := fmt.Fprintf(a.out, "%s %d of them, %s of %s\n", did, len(r.Items), size(bytes), size(r.Bytes))
	return err
}

// score is how well a run did: the share of right classes, else the loss.
// diverged tells a training that ended before it could be tested.
func (e evaluation) diverged() bool { return math.IsNaN(float64(e.Loss)) }

func (e evaluation) score() string {
	if e.diverged() {
		return "diverged"
	}
	if math.IsNaN(float64(e.Accuracy)) {
		return figures(e.Loss)
	}
	return fmt.Sprintf("%.2f %%", 100*float64(e.Accuracy))
}

func (e evaluation) both() string {
	if e.diverged() {
		return "none: the training diverged"
	}
	text := "loss " + figures(e.Loss)
	if !math.IsNaN(float64(e.Accuracy)) {
		text += fmt.Sprintf(", %.2f %% right", 100*float64(e.Accuracy))
	}
	return text
}

func figures(n number) string { return fmt.Sprintf("%.4g", float64(n)) }

// short cuts a text to n characters.
func short(s string, n int) string {
	r := []rune(strings.Join(strings.Fields(s), " "))
	if len(r) <= n {
		return string(r)
	}
	return string(r[:n-1]) + "…"
}

// size is bytes as people say them.
func size(bytes int64) string {
	v, units := float64(bytes), []string{"B", "KiB", "MiB", "GiB", "TiB"}
	for len(units) > 1 && v >= 1024 {
		v, units = v/1024, units[1:]
	}
	if v >= 100 || units[0] == "B" {
		return fmt.Sprintf("%.0f %s", v, units[0])
	}
	return fmt.Sprintf("%.1f %s", v, units[0])
}

// age is a time span as people say it.
func age(d time.Duration) string {
	switch {
	case d < time.Minute:
		return "under 1 min"
	case d < time.Hour:
		return fmt.Sprintf("%d min", int(d.Minutes()))
	case d < 48*time.Hour:
		return fmt.Sprintf("%d h", int(d.Hours()))
	case d > 20000*24*time.Hour:
		return "unknown" // a run that does not say
	}
	return fmt.Sprintf("%d d", int(d.Hours()/24))
}
