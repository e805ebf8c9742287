package main

import (
	"context"
	"fmt"

	"github.com/seed-380714d4/fathom/kernel/front"
	"github.com/seed-380714d4/fathom/kernel/layout"
)

// runKernel is what Jupyter starts. The kernel takes signals in ways of its
// own, so it does not run in the context that they cancel: SIGINT is for the
// cell.
func runKernel(_ context.Context, args []string) error {
	if len(args) != 1 {
		return fmt.Errorf("kernel: want the path of Jupyter's connection file, got %q; Jupyter starts kernels itself: fathom lab", args)
	}
	l, err := layout.Find()
	if err != nil {
		return err
	}
	return front.Run(context.Background(), args[0], front.Options{Root: l.Root})
}
