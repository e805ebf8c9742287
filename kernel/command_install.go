package main

import (
	"context"
	"fmt"

	"github.com/seed-380714d4/fathom/kernel/layout"
	"github.com/seed-380714d4/fathom/kernel/setup"
)

// runInstall is `fathom install --user`.
func runInstall(_ context.Context, args []string) error {
	if err := forUser("install", args); err != nil {
		return err
	}
	l, err := layout.Find()
	if err != nil {
		return err
	}
	dir, err := setup.Install(l)
	if err != nil {
		return err
	}
	fmt.Printf("Jupyter and VS Code now offer \"Go (Fathom)\", by %s\nIt runs %s; fathom uninstall --user takes it back\n", dir, l.Root)
	return nil
}

// runUninstall is `fathom uninstall --user`.
func runUninstall(_ context.Context, args []string) error {
	if err := forUser("uninstall", args); err != nil {
		return err
	}
	dir, err := setup.Uninstall()
	if err != nil {
		return err
	}
	fmt.Printf("removed %s\n", dir)
	return nil
}

// forUser wants --user to be said: there may be other places one day, and a
// user should see that this one is outside the checkout.
func forUser(name string, args []string) error {
	if len(args) != 1 || args[0] != "--user" && args[0] != "-user" {
		return fmt.Errorf("%s: want --user, got %q; it is about the kernels of the user's other Jupyters", name, args)
	}
	return nil
}
