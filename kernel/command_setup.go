package main

import (
	"context"
	"os"

	"github.com/seed-380714d4/fathom/kernel/layout"
	"github.com/seed-380714d4/fathom/kernel/setup"
)

// runSetup is `fathom setup`.
func runSetup(ctx context.Context, args []string) error {
	if err := none("setup", args); err != nil {
		return err
	}
	l, err := layout.Find()
	if err != nil {
		return err
	}
	return setup.Run(ctx, l, os.Stdout)
}
