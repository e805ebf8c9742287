package testrun

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"sync"
	"time"
)

// event is what go test -json prints, a line each.
type event struct {
	Action  string
	Package string
	Test    string // "" for the package itself
	Output  string
}

// name is a test, or with an empty test a package.
type name struct{ pkg, test string }

// skipped is a test that was not run.
type skipped struct {
	name
	why string
}

// report collects events and prints what matters of them.
type report struct {
	mu      sync.Mutex
	out     io.Writer
	printed time.Time
	text    map[name]*strings.Builder
	began   map[name]time.Time
	skips   []skipped
	passed  int
	failed  int
}

func newReport(out io.Writer) *report {
	return &report{out: out, printed: time.Now(), text: map[name]*strings.Builder{}, began: map[name]time.Time{}}
}

// read takes events until there are no more.
func (r *report) read(events io.Reader) {
	lines := bufio.NewReader(events)
	for {
		line, err := lines.ReadString('\n')
		if line != "" {
			r.take(line)
		}
		if err != nil {
			return
		}
	}
}

// take takes one line: an event, or what go test says in plain text when it
// cannot even begin.
func (r *report) take(line string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	var e event
	if json.Unmarshal([]byte(line), &e) != nil {
		r.print(line)
		return
	}
	n := name{e.Package, e.Test}
	switch e.Action {
	case "run":
		r.began[n] = time.Now()
	case "output":
		r.keep(n, e.Output)
	case "build-output":
		r.print(e.Output)
	case "pass", "fail", "skip":
		r.end(n, e.Action)
	}
}

// keep keeps a test's output until it is known how it ended.
func (r *report) keep(n name, text string) {
	if n.test != "" && strings.HasPrefix(text, "=== ") {
		return // RUN, PAUSE, CONT, NAME
	}
	if r.text[n] == nil {
		r.text[n] = new(strings.Builder)
	}
	r.text[n].WriteString(text)
}

// end prints what a test or package that ended as action says leaves to say.
func (r *report) end(n name, action string) {
	text := ""
	if b := r.text[n]; b != nil {
		text = b.String()
	}
	delete(r.text, n)
	delete(r.began, n)
	switch {
	case n.test == "" && action == "fail":
		r.print(text)
	case n.test == "":
		r.print(verdict(text))
	case action == "pass":
		r.passed++
	case action == "skip":
		r.skips = append(r.skips, skipped{n, reason(text)})
	default:
		r.failed++
		r.print(text)
	}
}

// verdict is the line of a package that passed: go test's own, without what
// the tests printed.
func verdict(text string) string {
	for line := range strings.Lines(text) {
		if strings.HasPrefix(line, "ok ") || strings.HasPrefix(line, "? ") {
			return line
		}
	}
	return ""
}

// reason is what a test said when it skipped itself.
func reason(text string) string {
	for line := range strings.Lines(text) {
		if _, why, ok := strings.Cut(line, "_test.go:"); ok {
			_, why, _ = strings.Cut(why, ": ")
			return strings.TrimSpace(why)
		}
	}
	return "it does not say why"
}

// Write prints what go test says besides events, such as what it fetches.
func (r *report) Write(p []byte) (int, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.print(string(p))
	return len(p), nil
}

// print prints text, if there is any.
func (r *report) print(text string) {
	if text == "" {
		return
	}
	r.printed = time.Now()
	io.WriteString(r.out, text)
}

// watch names the running tests whenever nothing was printed for a while.
func (r *report) watch(quiet time.Duration, stop chan struct{}) {
	tick := time.NewTicker(quiet / 4)
	defer tick.Stop()
	for {
		select {
		case <-stop:
			return
		case <-tick.C:
		}
		r.mu.Lock()
		if time.Since(r.printed) >= quiet {
			r.print(r.running())
		}
		r.mu.Unlock()
	}
}

// running lists the tests under way and how long each has taken.
func (r *report) running() string {
	if len(r.began) == 0 {
		return "…  compiling\n"
	}
	var b strings.Builder
	for n, at := range r.began {
		fmt.Fprintf(&b, "…  %3.0f s  %s %s\n", time.Since(at).Seconds(), n.pkg, n.test)
	}
	return b.String()
}

// conclude lists what was not run and counts.
func (r *report) conclude() {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, s := range r.skips {
		fmt.Fprintf(r.out, "not run: %s in %s: %s\n", s.test, s.pkg, strings.TrimPrefix(s.why, "not run: "))
	}
	fmt.Fprintf(r.out, "%d passed, %d failed, %d skipped\n", r.passed, r.failed, len(r.skips))
}
