package main

import (
	"context"
	"fmt"
	"runtime"

	"github.com/seed-380714d4/fathom/kernel/layout"
	"github.com/seed-380714d4/fathom/kernel/setup"
)

// runHelp is `fathom help`.
func runHelp(ctx context.Context, args []string) error {
	fmt.Println("fathom is a Jupyter kernel for Go, and the tools around it.")
	fmt.Println()
	for _, c := range commands() {
		if c.does != "" {
			fmt.Printf("  fathom %-38s %s\n", c.name+" "+c.args, c.does)
		}
	}
	fmt.Println("\nEnvironment: FATHOM_ROOT the checkout; FATHOM_PYTHON the Python to use; FATHOM_STORE where finished")
	fmt.Println("trainings are kept, FATHOM_STORE_SIZE how much of them (10GiB); FATHOM_HISTORY=off keeps no")
	fmt.Println("history of cells; FATHOM_LAB_ARGS arguments for jupyter lab.")
	return nil
}

// runVersion is `fathom version`.
func runVersion(ctx context.Context, args []string) error {
	if err := none("version", args); err != nil {
		return err
	}
	l, err := layout.Find()
	if err != nil {
		return err
	}
	fmt.Printf("fathom, built with %s for %s/%s\n", runtime.Version(), runtime.GOOS, runtime.GOARCH)
	for _, p := range setup.Pins(l) {
		fmt.Printf("%-11s %s\n", p.Name, p.Version)
	}
	return nil
}
