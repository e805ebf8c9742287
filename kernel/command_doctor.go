package main

import (
	"context"
	"os"

	"github.com/seed-380714d4/fathom/kernel/doctor"
	"github.com/seed-380714d4/fathom/kernel/layout"
)

// runDoctor is `fathom doctor`.
func runDoctor(ctx context.Context, args []string) error {
	if err := none("doctor", args); err != nil {
		return err
	}
	l, err := layout.Find()
	if err != nil {
		return err
	}
	return doctor.Run(ctx, l, os.Stdout)
}
