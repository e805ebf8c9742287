package runs

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/seed-380714d4/fathom/kernel/layout"
)

// usage is what `fathom runs help` prints.
const usage = `fathom runs                      list the finished trainings, the latest first
fathom runs show KEY             all about one, but its weights
fathom runs compare KEY KEY      in what two differ, and how they ended
fathom runs export [KEY]         CSV of the list, or of one's losses step by step
fathom runs pin KEY…             keep these, whatever room is needed
fathom runs unpin KEY…
fathom runs clean [-dry-run] [-older 30d | -size 2GiB | KEY…]
                                 remove what was not used for so long, or what was not used for longest
                                 until so much is left, or these; else only what was found damaged
                                 and checkpoints of yesterday

A KEY may be the beginning of one. Pinned runs and those being trained stay. FATHOM_STORE says where the store is,
FATHOM_STORE_SIZE how large it may grow (10GiB).
`

// asking is a sub-command under way.
type asking struct {
	ctx context.Context
	out io.Writer
	ask func(context.Context, request) (*reply, error)
	now time.Time
}

// Run is `fathom runs ARGS`.
func Run(ctx context.Context, l layout.Layout, args []string, out io.Writer) error {
	a := asking{ctx: ctx, out: out, now: time.Now(), ask: func(ctx context.Context, q request) (*reply, error) {
		return ask(ctx, l.Bin("fathom-engine"), q)
	}}
	return a.run(args)
}

func (a asking) run(args []string) error {
	name := "list"
	if len(args) > 0 {
		name, args = args[0], args[1:]
	}
	switch name {
	case "list":
		return a.list(args)
	case "show":
		return a.show(args)
	case "compare":
		return a.compare(args)
	case "export":
		return a.export(args)
	case "pin", "unpin":
		return a.pin(name, args)
	case "clean":
		return a.clean(args)
	case "help", "-h", "-help", "--help":
		_, err := io.WriteString(a.out, usage)
		return err
	}
	return fmt.Errorf("runs: want list, show, compare, export, pin, unpin or clean; got %q; fathom runs help says more", name)
}

func (a asking) list(args []string) error {
	if len(args) > 0 {
		return fmt.Errorf("runs: list: want no arguments, got %q; fathom runs show KEY shows one", args)
	}
	r, err := a.ask(a.ctx, request{Do: "list"})
	if err != nil {
		return err
	}
	return a.table(r)
}

func (a asking) show(args []string) error {
	if len(args) != 1 {
		return fmt.Errorf("runs: show: want one key, got %d; fathom runs lists them", len(args))
	}
	r, err := a.ask(a.ctx, request{Do: "show", Keys: args})
	if err != nil {
		return err
	}
	return a.details(r)
}

func (a asking) compare(args []string) error {
	if len(args) != 2 {
		return fmt.Errorf("runs: compare: want two keys, got %d; fathom runs lists them", len(args))
	}
	r, err := a.ask(a.ctx, request{Do: "compare", Keys: args})
	if err != nil {
		return err
	}
	return a.sideBySide(r)
}

func (a asking) export(args []string) error {
	switch len(args) {
	case 0:
		r, err := a.ask(a.ctx, request{Do: "list"})
		if err != nil {
			return err
		}
		return listCSV(a.out, r.Runs)
	case 1:
		r, err := a.ask(a.ctx, request{Do: "show", Keys: args})
		if err != nil {
			return err
		}
		return historyCSV(a.out, r.Shown)
	}
	return fmt.Errorf("runs: export: want one key or none, got %d; each run is a file of its own", len(args))
}

func (a asking) pin(name string, args []string) error {
	r, err := a.ask(a.ctx, request{Do: name, Keys: args})
	if err != nil {
		return err
	}
	for _, one := range r.Runs {
		fmt.Fprintf(a.out, "%sned %.12s %s\n", name, one.Key, one.Label)
	}
	return nil
}

func (a asking) clean(args []string) error {
	flags := flag.NewFlagSet("fathom runs clean", flag.ContinueOnError)
	flags.SetOutput(a.out)
	dry := flags.Bool("dry-run", false, "say what would go, and leave it")
	older := flags.String("older", "", "what was not used for so long, such as 30d or 12h")
	size := flags.String("size", "", "what was not used for longest, until the store takes so much, such as 2GiB")
	if err := flags.Parse(args); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			return nil
		}
		return fmt.Errorf("runs: clean: %w", err)
	}
	q := request{Do: "clean", Keys: flags.Args(), DryRun: *dry}
	ways := 0
	for _, given := range []bool{len(q.Keys) > 0, *older != "", *size != ""} {
		if given {
			ways++
		}
	}
	if ways > 1 {
		return errors.New("runs: clean: want one of -older, -size and keys, got several")
	}
	var err error
	if q.OlderSeconds, err = seconds(*older); err != nil {
		return err
	}
	if q.Bytes, err = bytesOf(*size); err != nil {
		return err
	}
	r, err := a.ask(a.ctx, q)
	if err != nil {
		return err
	}
	return a.cleaned(r, *dry)
}

// seconds reads "30d", "12h", "90m".
func seconds(text string) (float64, error) {
	if text == "" {
		return 0, nil
	}
	if days, ok := strings.CutSuffix(text, "d"); ok {
		if n, err := strconv.ParseFloat(days, 64); err == nil && n > 0 {
			return n * 86400, nil
		}
	}
	if d, err := time.ParseDuration(text); err == nil && d > 0 {
		return d.Seconds(), nil
	}
	return 0, fmt.Errorf("runs: clean: -older: want a time such as 30d or 12h, got %q", text)
}

// bytesOf reads "2GiB", "500MB".
func bytesOf(text string) (int64, error) {
	if text == "" {
		return 0, nil
	}
	for _, unit := range []struct {
		name  string
		bytes float64
	}{{"KiB", 1 << 10}, {"MiB", 1 << 20}, {"GiB", 1 << 30}, {"kB", 1e3}, {"MB", 1e6}, {"GB", 1e9}, {"B", 1}, {"", 1}} {
		if digits, ok := strings.CutSuffix(text, unit.name); ok {
			if n, err := strconv.ParseFloat(strings.TrimSpace(digits), 64); err == nil && n*unit.bytes >= 1 {
				return int64(n * unit.bytes), nil
			}
		}
	}
	return 0, fmt.Errorf("runs: clean: -size: want a size such as 2GiB, got %q", text)
}
