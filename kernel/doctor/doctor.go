package doctor

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/seed-380714d4/fathom/kernel/layout"
	"github.com/seed-380714d4/fathom/kernel/setup"
)

// check looks at one thing.
type check struct {
	name string
	// optional things may be missing: Fathom works without.
	optional bool
	look     func(context.Context) (found string, err error)
}

// setupMends is the cure for most things.
const setupMends = "run make setup"

// Run prints a table of what is there. Its error counts what is needed and
// missing.
func Run(ctx context.Context, l layout.Layout, out io.Writer) error {
	return examine(ctx, checks(l), out)
}

// checks lists everything that is looked at.
func checks(l layout.Layout) []check {
	return []check{
		{"checkout", false, func(context.Context) (string, error) { return l.Root, nil }},
		{"Go", false, func(ctx context.Context) (string, error) { return setup.GoVersion(ctx, l) }},
		{"C compiler", false, setup.Compiler},
		{"Python", false, setup.Python},
		{"venv", false, func(ctx context.Context) (string, error) { return venv(ctx, l) }},
		{"JupyterLab", false, func(ctx context.Context) (string, error) { return jupyterLab(ctx, l) }},
		{"kernelspec", false, func(context.Context) (string, error) { return kernelspec(l) }},
		{"fathom", false, func(context.Context) (string, error) { return program(l, "fathom", "") }},
		{"engine", false, func(context.Context) (string, error) { return program(l, "fathom-engine", "") }},
		{"GoNB", false, func(context.Context) (string, error) { return program(l, "gonb", setup.Wanted(l, "GoNB")) }},
		{"goimports", false, func(context.Context) (string, error) {
			return program(l, "goimports", setup.Wanted(l, "goimports"))
		}},
		{"XLA plugin", true, func(context.Context) (string, error) { return plugin(l) }},
		{"XLA link", true, func(context.Context) (string, error) { return link(l) }},
		{"store", true, func(context.Context) (string, error) { return finishedRuns() }},
		{"devices", false, func(ctx context.Context) (string, error) { return devices(ctx, l) }},
	}
}

// examine runs checks and prints a row each.
func examine(ctx context.Context, list []check, out io.Writer) error {
	missing := 0
	for _, c := range list {
		found, err := c.look(ctx)
		if err == nil {
			row(out, "ok", c.name, found)
			continue
		}
		word := "without"
		if !c.optional {
			word = "MISSING"
			missing++
		}
		what, mend := explain(err)
		row(out, word, c.name, what)
		row(out, "", "", "→ "+mend)
	}
	if missing > 0 {
		return fmt.Errorf("doctor: %d of %d things are missing; the lines with → say how to mend them", missing, len(list))
	}
	return nil
}

// row prints one row; further lines of text are set under the first.
func row(out io.Writer, word, name, text string) {
	text = strings.ReplaceAll(strings.TrimSpace(text), "\n", "\n"+strings.Repeat(" ", 22))
	fmt.Fprintf(out, "%-8s  %-10s  %s\n", word, name, text)
}

// explain splits an error into what is wrong and how to mend it.
func explain(err error) (what, mend string) {
	var t *setup.Trouble
	if errors.As(err, &t) && t.Mend != "" {
		return t.What, t.Mend
	}
	return err.Error(), setupMends
}
