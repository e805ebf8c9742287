package main

import (
	"context"
	"os"

	"github.com/seed-380714d4/fathom/kernel/lab"
	"github.com/seed-380714d4/fathom/kernel/layout"
	"github.com/seed-380714d4/fathom/kernel/setup"
)

// runLab is `fathom lab`.
func runLab(ctx context.Context, args []string) error {
	if len(args) > 0 && args[0] == "--" {
		args = args[1:]
	}
	l, err := layout.Find()
	if err != nil {
		return err
	}
	if err := setup.Run(ctx, l, os.Stdout); err != nil {
		return err
	}
	return lab.Exec(l, args)
}
