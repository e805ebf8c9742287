package main

import (
	"context"
	"os"

	"github.com/seed-380714d4/fathom/kernel/layout"
	"github.com/seed-380714d4/fathom/kernel/testrun"
)

// runTests is `fathom test`.
func runTests(ctx context.Context, args []string) error {
	l, err := layout.Find()
	if err != nil {
		return err
	}
	return testrun.Run(ctx, l, args, os.Stdout)
}
