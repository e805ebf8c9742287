package main

import (
	"context"
	"errors"
	"flag"
	"os"

	"github.com/seed-380714d4/fathom/kernel/headless"
	"github.com/seed-380714d4/fathom/kernel/layout"
)

// runNotebooks is `fathom run`.
func runNotebooks(ctx context.Context, args []string) error {
	var o headless.Options
	flags := flag.NewFlagSet("fathom run", flag.ContinueOnError)
	flags.BoolVar(&o.InPlace, "inplace", false, "write outputs into the notebooks themselves")
	flags.StringVar(&o.Dir, "o", "", "write executed notebooks to this directory")
	flags.DurationVar(&o.CellTimeout, "timeout", 0, "how long a cell may take, for instance 10m; 0 is for ever")
	flags.StringVar(&o.Kernel, "kernel", "fathom", "name of the kernelspec to run them with")
	if err := flags.Parse(args); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			return nil
		}
		return errReported
	}
	l, err := layout.Find()
	if err != nil {
		return err
	}
	return headless.Run(ctx, l, flags.Args(), o, os.Stdout)
}
