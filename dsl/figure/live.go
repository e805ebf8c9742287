package figure

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/seed-380714d4/fathom/dsl"
	"github.com/seed-380714d4/fathom/dsl/show"
)

// courses are trainings while they go on, and the figure that shows them.
type courses struct {
	runs  []dsl.Training
	names []string

	mu      sync.Mutex
	courses []dsl.Course
	results []dsl.Result
	probe   *dsl.ProbeSpec    // what is wanted instead of results
	series  []dsl.ProbeSeries // of that
	ended   []bool
	failed  error // the first
}

const (
	// soon is how long trainings may take before a figure of them is worth
	// drawing: what is known is there by then.
	soon = 300 * time.Millisecond
	// redraw is the pause between two pictures, at least; a picture takes the
	// engine some 0.1 s, which the trainings then lack.
	redraw = time.Second
	// share is what drawing may take of the time, at most.
	share = 0.15
	// atEnd is how long the last picture may take when the cell is being
	// interrupted.
	atEnd = 250 * time.Millisecond
)

func newCourses(runs []dsl.Training, groups []group) *courses {
	n := len(runs)
	names := make([]string, n)
	for _, g := range groups {
		for k, i := range g.at {
			names[i] = g.name
			if len(g.at) > 1 {
				names[i] += fmt.Sprintf(", seed %d", g.runs[k].Request().Seed)
			}
		}
	}
	return &courses{runs: runs, names: names, courses: make([]dsl.Course, n), results: make([]dsl.Result, n), series: make([]dsl.ProbeSeries, n), ended: make([]bool, n)}
}

// train gives all results, with on, if not nil, drawn on the screen meanwhile
// from what sofar describes. at is the place on the screen, if it was used.
func (c *courses) train(sofar func() Spec, on *Figure) (at show.Live, err error) {
	if on == nil {
		return nil, c.watched()
	}
	p := &painter{courses: c, sofar: sofar, fig: *on, live: show.NewLive()}
	defer show.AtInterrupt(p.interrupt)()
	ctx, stop := context.WithCancel(context.Background())
	var painting sync.WaitGroup
	painting.Go(func() { p.paint(ctx) })
	err = c.follow()
	stop()
	painting.Wait()
	if err == nil {
		err = c.failed
	}
	if !p.open {
		return nil, err
	}
	if err != nil {
		p.leave("stopped")
	}
	return p.live, err
}

// follow trains, or measures what training goes through.
func (c *courses) follow() error {
	if c.probe == nil {
		return dsl.FollowAll(context.Background(), c.runs, c.news, c.done)
	}
	return dsl.MeasureAll(context.Background(), c.runs, c.news, c.measured)
}

// watched trains with a table or a bar on the screen, as no figure is wanted.
func (c *courses) watched() error {
	if c.probe != nil {
		return c.watchedProbes()
	}
	if len(c.runs) == 1 {
		r, err := c.runs[0].Watch(context.Background())
		c.results[0] = r
		if r.Diverged != nil {
			return nil
		}
		return err
	}
	all, err := dsl.TrialsOf(c.runs...).Watch(context.Background())
	if err != nil {
		return err
	}
	for i, row := range all.Rows {
		if row.Err != nil && row.Result.Diverged == nil {
			return row.Err
		}
		c.results[i] = row.Result
	}
	return nil
}

func (c *courses) news(i int, p dsl.Progress) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.courses[i].Add(p)
}

func (c *courses) done(i int, r dsl.Result, err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if r.Diverged != nil { // that is how it went, and can be shown
		err = nil
	}
	c.results[i], c.ended[i] = r, err == nil
	if err != nil && c.failed == nil {
		c.failed = err
	}
}

// measured is done for what a probe saw.
func (c *courses) measured(i int, all []dsl.ProbeSeries, err error) {
	c.done(i, dsl.Result{}, err)
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, s := range all {
		if s.Probe == *c.probe {
			c.series[i] = s
		}
	}
}

// status says how far the trainings are: of few each, of many in all.
func (c *courses) status() string {
	var going []string
	ended, step, steps := 0, 0, 0
	for i, course := range c.courses {
		p := course.Last
		if c.ended[i] {
			ended++
			p.Step = p.Steps
			if c.probe == nil {
				p.Step, p.Steps = c.results[i].Steps, c.results[i].Steps
			}
		} else if p.Phase != "" {
			going = append(going, c.names[i]+": "+p.Short())
		}
		step, steps = step+p.Step, steps+p.Steps
	}
	switch {
	case len(c.runs) == 1 && c.courses[0].Last.Phase != "":
		return c.courses[0].Last.String()
	case len(c.runs) == 1 || len(c.runs)-ended <= 2 && len(going) > 0:
		return strings.Join(going, " · ")
	case ended == 0 && steps == 0:
		return "starting…"
	}
	return fmt.Sprintf("%d of %d runs ended", ended, len(c.runs))
}

// painter draws a figure again and again while its trainings go on.
type painter struct {
	*courses
	sofar func() Spec
	fig   Figure
	live  show.Live
	open  bool // something is on the screen

	drawing sync.Mutex // held by who changes the screen, for good by interrupt
}

func (p *painter) paint(ctx context.Context) {
	pause := soon
	for {
		select {
		case <-ctx.Done():
			return
		case <-time.After(pause):
		}
		began := time.Now()
		p.draw(ctx, "")
		pause = max(redraw, time.Duration(float64(time.Since(began))/share))
	}
}

// draw puts the figure on the screen as it is now.
func (p *painter) draw(ctx context.Context, what string) bool {
	p.drawing.Lock()
	defer p.drawing.Unlock()
	return p.picture(ctx, what)
}

func (p *painter) picture(ctx context.Context, what string) bool {
	f := p.now(what)
	png, err := f.Draw(ctx, "png")
	switch {
	case err == nil:
		p.live.Set(f.bundle(png))
	case noDrawing(err):
		p.live.Set(show.Text(f.spec.Subtitle))
	default:
		return false // the next one may do, and the last one tells
	}
	p.open = true
	return true
}

// now is the figure of what is known so far.
func (p *painter) now(what string) Figure {
	p.mu.Lock()
	defer p.mu.Unlock()
	spec := p.sofar()
	if what != "" { // nothing more will come
		spec.reach(nil, nil)
	}
	line := p.line(what)
	if spec.Subtitle != "" {
		line = spec.Subtitle + ": " + line
	}
	return p.fig.changed(spec).Subtitle(line)
}

// line says how far the trainings are, or were when they ended so.
func (p *painter) line(what string) string {
	if what != "" {
		for i := range p.courses.courses {
			p.courses.courses[i].Last.SecondsLeft, p.courses.courses[i].Last.StepsPerSecond = 0, 0
		}
		what += ": "
	}
	return what + p.status()
}

// leave makes what there is the last thing seen. There is no time to wait for
// an engine that is busy.
func (p *painter) leave(what string) {
	ctx, cancel := context.WithTimeout(context.Background(), atEnd)
	defer cancel()
	if !p.picture(ctx, what) {
		p.mu.Lock()
		defer p.mu.Unlock()
		show.Show(show.Text("The figure was " + p.line(what)))
	}
}

// interrupt leaves the figure as it is while the program is being ended.
func (p *painter) interrupt() {
	p.drawing.Lock() // for good: nothing may overwrite it
	if p.open {
		p.leave("interrupted")
	}
}
