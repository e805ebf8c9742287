// Command fathom sets a checkout of Fathom up, opens its notebooks, runs them
// without a browser, and is the kernel that Jupyter starts.
//
// The command is a thin shell: every sub-command is a package of its own below
// this directory, so that each can be read, and tested, alone. Neither it nor
// anything it imports links GoMLX; what needs XLA asks the engine.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	"github.com/seed-380714d4/fathom/kernel/guard"
)

// command is one sub-command.
type command struct {
	name string
	args string
	does string // one line for the help; hidden from it when empty
	run  func(ctx context.Context, args []string) error
}

// commands lists the sub-commands in the order in which help shows them.
func commands() []command {
	return []command{
		{"lab", "[-- ARG…]", "set up what is missing and open JupyterLab on notebooks/; ARGs go to jupyter lab", runLab},
		{"setup", "", "set up what is missing, under .fathom/", runSetup},
		{"doctor", "", "say what is there and how to mend what is not", runDoctor},
		{"run", "[-inplace | -o DIR] NOTEBOOK…", "run notebooks without a browser; fail on a failed cell or claim", runNotebooks},
		{"test", "[GO-TEST-ARG…]", "run go test and say which tests were not run, and why", runTests},
		{"runs", "[show | compare | export | pin | clean …]", "list and tend finished trainings; fathom runs help says more", runRuns},
		{"install", "--user", "offer the kernel in the user's other Jupyters and in VS Code", runInstall},
		{"uninstall", "--user", "take that back", runUninstall},
		{"kernel", "CONNECTION_FILE", "", runKernel},
		{"version", "", "print versions", runVersion},
		{"help", "", "print this", runHelp},
	}
}

func main() {
	// A guard stands between the kernel and each program that it starts. It
	// comes first: signals are none of its business.
	if len(os.Args) > 1 && os.Args[1] == guard.Arg {
		os.Exit(guard.Main(os.Args[2:]))
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := dispatch(ctx, os.Args[1:], os.Stderr)
	stop()
	os.Exit(code)
}

// errReported is an error that the sub-command has already told the user of.
var errReported = errors.New("reported")

// dispatch runs the sub-command that args name and returns the exit code.
func dispatch(ctx context.Context, args []string, stderr io.Writer) int {
	name := "help"
	if len(args) > 0 {
		name, args = args[0], args[1:]
	}
	if name == "-h" || name == "-help" || name == "--help" {
		name = "help"
	}
	for _, c := range commands() {
		if c.name != name {
			continue
		}
		err := c.run(ctx, args)
		if err == nil {
			return 0
		}
		if !errors.Is(err, errReported) {
			fmt.Fprintln(stderr, "fathom:", err)
		}
		return 1
	}
	fmt.Fprintf(stderr, "fathom: no sub-command %q; fathom help lists them\n", name)
	return 2
}

// none refuses arguments where there are none to give.
func none(name string, args []string) error {
	if len(args) > 0 {
		return fmt.Errorf("%s: want no arguments, got %q; fathom help lists what there is", name, args)
	}
	return nil
}
