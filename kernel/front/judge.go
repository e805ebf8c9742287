package front

import (
	"fmt"
	"html"
	"regexp"
	"strconv"
	"strings"
	"sync"

	"github.com/seed-380714d4/fathom/kernel/cell"
	"github.com/seed-380714d4/fathom/kernel/wire"
)

// judge says what went wrong with a plain cell, in the user's terms, or nil.
func judge(r *running, nb notebook, end ending) *cell.Report {
	var report cell.Report
	switch {
	case end.ok():
		return nil
	case end.failure != nil:
		report = nb.FromFailure(*end.failure)
	case r.interrupted.Load():
		report = interrupted(end)
	case end.err != nil:
		report = cell.Report{Name: "KernelError", Value: end.err.Error()}
	case !end.met:
		report = notBuilt(end)
	default:
		report = nb.Explain(r.number, r.text, end.words, end.howItEnded())
	}
	return &report
}

// interrupted is the report of an interrupted cell that did not make one of
// its own.
func interrupted(end ending) cell.Report {
	value := "the cell was interrupted and, as it took no notice, killed"
	switch {
	case !end.met:
		value = "the cell was interrupted before it ran"
	case exit(end.exit).Signal == "interrupt":
		value = "the cell was interrupted" // so early that it did not say where
	}
	return cell.Report{Name: "Interrupted", Value: value}
}

// notBuilt is the report of a program that never ran. Cells that do not
// compile do not get here: this is a full disk, a linker's failure, or a
// mistake of ours.
func notBuilt(end ending) cell.Report {
	said := strings.TrimSpace(end.gonb)
	if said == "" {
		said = end.exit
	}
	return cell.Report{Name: "BuildError", Value: "the cell's program could not be built",
		Traceback: append([]string{"BuildError: the cell's program could not be built; GoNB says:"}, strings.Split(said, "\n")...)}
}

// howItEnded is all that is known of a program without last words.
func (e *ending) howItEnded() cell.Exit {
	x := exit(e.exit)
	x.Spot, x.Starved = e.spot, e.starved && x.Signal == "killed"
	return x
}

// exit reads how GoNB says that a program ended: "exit status 2" or "signal:
// killed".
func exit(said string) cell.Exit {
	if code, ok := strings.CutPrefix(said, "exit status "); ok {
		if n, err := strconv.Atoi(code); err == nil {
			return cell.Exit{Code: n}
		}
	}
	if name, ok := strings.CutPrefix(said, "signal: "); ok {
		return cell.Exit{Signal: strings.TrimSuffix(name, " (core dumped)")}
	}
	return cell.Exit{Code: 1}
}

// keptOutput is what GoNB publishes about a stub. The program's own output
// does not go that way, so it is of use only when the program never ran.
type keptOutput struct {
	mu   sync.Mutex
	text strings.Builder
}

func (k *keptOutput) take(m wire.Message) {
	var c struct {
		Text string         `json:"text"`
		Data map[string]any `json:"data"`
	}
	if m.Decode(&c) != nil {
		return
	}
	text := c.Text
	if page, ok := c.Data["text/html"]; ok {
		text = words(fmt.Sprint(page))
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	k.text.WriteString(text)
}

func (k *keptOutput) String() string {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.text.String()
}

var (
	unseen = regexp.MustCompile(`(?s)<(style|script)\b.*?</(style|script)>`)
	tags   = regexp.MustCompile(`(?s)<[^>]*>`)
	gaps   = regexp.MustCompile(`\s*\n\s*`)
)

// words gives the text of the page in which GoNB shows errors.
func words(page string) string {
	text := tags.ReplaceAllString(unseen.ReplaceAllString(page, ""), "")
	return gaps.ReplaceAllString(strings.TrimSpace(html.UnescapeString(text)), "\n") + "\n"
}
