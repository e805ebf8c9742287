package main

import (
	"context"
	"os"

	"github.com/seed-380714d4/fathom/kernel/layout"
	"github.com/seed-380714d4/fathom/kernel/runs"
)

// runRuns is `fathom runs`.
func runRuns(ctx context.Context, args []string) error {
	l, err := layout.Find()
	if err != nil {
		return err
	}
	return runs.Run(ctx, l, args, os.Stdout)
}
