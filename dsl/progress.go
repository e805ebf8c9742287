package dsl

import (
	"context"
	"fmt"
	"html"
	"math"
	"strings"
	"time"

	"github.com/seed-380714d4/fathom/dsl/show"
)

// Display trains, if nobody has yet, with the progress on the screen, and
// leaves one line: the result. It returns what went wrong, if something did.
func (t Training) Display() error {
	if err := t.Err(); err != nil {
		return err
	}
	w := newWatch(t.Name())
	w.news(Progress{Phase: "starting"})
	r, err := t.Follow(context.Background(), w.news)
	if err != nil {
		w.last.Step = max(w.last.Step, r.Steps)
		w.failed()
		return err
	}
	w.live.Close(show.Text(r.String()))
	return nil
}

// Watch is Result with the progress on the screen. It leaves one line, and
// nothing where the result was there already.
func (t Training) Watch(ctx context.Context) (Result, error) {
	w := newWatch(t.Name())
	r, err := t.Follow(ctx, w.news)
	switch {
	case !w.open:
	case err != nil:
		w.failed()
	default:
		w.live.Close(show.Text(r.String()))
	}
	return r, err
}

// watch shows the news of one training.
type watch struct {
	name  string
	live  show.Live
	open  bool
	last  Progress
	sofar Course
	when  time.Time // of what is on the screen
}

// pause keeps a notebook, and whoever watches it, from drowning in news: at
// most five a second. A new phase is always told: it may last long, and
// nothing comes after it meanwhile.
const pause = 200 * time.Millisecond

func newWatch(name string) *watch {
	if name == "" {
		name = "training"
	}
	return &watch{name: name, live: show.NewLive()}
}

func (w *watch) news(p Progress) {
	changed := p.Phase != w.last.Phase
	w.last = p
	w.sofar.Add(p)
	if now := time.Now(); !w.open || changed || now.Sub(w.when) >= pause {
		w.open, w.when = true, now
		w.live.Set(w.bundle())
	}
}

// failed leaves a line that says how far it came; the cell shows the error.
func (w *watch) failed() {
	line := w.name + ": stopped before its first step"
	if w.last.Step > 0 {
		line = fmt.Sprintf("%s: stopped at step %s of %s", w.name, thousands(w.last.Step), thousands(w.last.Steps))
	}
	w.live.Close(show.Text(line))
}

// bundle is the news as a bar and as text, with what probes saw so far.
func (w *watch) bundle() show.Bundle {
	b := w.last.bundle(w.name)
	pictures, words := w.sofar.sketches()
	b.Data["text/plain"] = b.Data["text/plain"].(string) + words
	b.Data["text/html"] = b.Data["text/html"].(string) + pictures
	return b
}

// bundle is the news as a bar and as text.
func (p Progress) bundle(name string) show.Bundle {
	done := 0.0
	if p.Steps > 0 {
		done = float64(p.Step) / float64(p.Steps)
	}
	line := p.String()
	const blocks = 24
	full := int(done * blocks)
	bar := strings.Repeat("█", full) + strings.Repeat("░", blocks-full)
	return show.Bundle{Data: map[string]any{
		"text/plain": fmt.Sprintf("%s %s %s", name, bar, line),
		"text/html": fmt.Sprintf(`<div style="display:flex;align-items:center;gap:.8em;font-variant-numeric:tabular-nums">`+
			`<b>%s</b><div style="flex:0 0 16em;height:.6em;border-radius:.3em;background:rgba(128,128,128,.25)">`+
			`<div style="width:%.1f%%;height:100%%;border-radius:.3em;background:#2b8cc4"></div></div><span>%s</span></div>`,
			html.EscapeString(name), 100*done, html.EscapeString(line)),
	}}
}

// String is the news in a line: "step 430 of 1,290 · epoch 1 · 85 steps/s · 10 s left · loss 0.312".
func (p Progress) String() string {
	if p.Phase != "training" {
		return p.Phase + "…"
	}
	parts := []string{fmt.Sprintf("step %s of %s", thousands(p.Step), thousands(p.Steps))}
	if p.Epoch > 0 {
		parts = append(parts, fmt.Sprintf("epoch %d", p.Epoch))
	}
	if v := float64(p.StepsPerSecond); v > 0 && !math.IsInf(v, 0) {
		parts = append(parts, rate(v))
		if left := float64(p.SecondsLeft); left >= 0 && !math.IsInf(left, 0) {
			parts = append(parts, duration(left)+" left")
		}
	}
	return strings.Join(append(parts, fmt.Sprintf("loss %.4g", float64(p.Loss))), " · ")
}

// Short is the news in a few words: "step 430 of 1,290, 10 s left".
func (p Progress) Short() string {
	if p.Phase != "training" {
		return p.Phase + "…"
	}
	s := fmt.Sprintf("step %s of %s", thousands(p.Step), thousands(p.Steps))
	if left := float64(p.SecondsLeft); left > 0 && !math.IsInf(left, 0) {
		s += ", " + duration(left) + " left"
	}
	return s
}

func rate(perSecond float64) string {
	if perSecond < 10 {
		return fmt.Sprintf("%.2g steps/s", perSecond)
	}
	return thousands(int(perSecond+0.5)) + " steps/s"
}

// duration is seconds as people say them: "0.4 s", "12 s", "3 min 05 s", "2 h 10 min".
func duration(seconds float64) string {
	whole := int(seconds + 0.5)
	switch {
	case seconds < 9.95:
		return fmt.Sprintf("%.1f s", seconds)
	case whole < 60:
		return fmt.Sprintf("%d s", whole)
	case whole < 3600:
		return fmt.Sprintf("%d min %02d s", whole/60, whole%60)
	}
	return fmt.Sprintf("%d h %02d min", whole/3600, whole%3600/60)
}

// String is the result in a line: "ReLU: 1,290 steps in 15 s; training loss
// 0.0812; validation 97.1 %, test 97.0 % right".
func (r Result) String() string {
	name := r.Name
	if name == "" {
		name = "training"
	}
	made := thousands(r.Steps) + " steps"
	if r.Best > 0 {
		made += fmt.Sprintf(", best after %s,", thousands(r.Best))
	}
	line := fmt.Sprintf("%s: %s in %s; training loss %.4g; ", name, made, duration(r.Seconds), TrainLoss.Of(r))
	validation := kept(r)
	if math.IsNaN(float64(r.Test.Accuracy)) {
		line += fmt.Sprintf("validation loss %.4g, test loss %.4g", float64(validation.Loss), float64(r.Test.Loss))
	} else {
		line += fmt.Sprintf("right classes: validation %.2f %%, test %.2f %%",
			100*float64(validation.Accuracy), 100*float64(r.Test.Accuracy))
	}
	if r.Cached {
		line += " (from the store)"
	}
	if r.Note != "" {
		line += "\n" + r.Note
	}
	return line
}

// Display shows the line of String.
func (r Result) Display() error {
	show.Show(show.Text(r.String()))
	return nil
}

// String describes the training in a line.
func (t Training) String() string {
	if err := t.Err(); err != nil {
		return err.Error()
	}
	length := t.length()
	for first := t.after; first != nil; first = first.after {
		length += " after " + first.length()
	}
	name := t.Name()
	if name != "" {
		name += ": "
	}
	return fmt.Sprintf("%s%s; %s, %s, batches of %d%s, %s, seed %d, %s", name, t.data, t.loss, t.optimizer, t.batch, t.regime, length, t.seed, t.precision)
}

func (t Training) length() string {
	switch {
	case t.epochs == 0:
		return thousands(t.steps) + " steps"
	case t.epochs == 1:
		return "1 epoch"
	}
	return thousands(t.epochs) + " epochs"
}
