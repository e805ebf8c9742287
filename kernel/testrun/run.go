package testrun

import (
	"context"
	"fmt"
	"io"
	"os/exec"
	"syscall"
	"time"

	"github.com/seed-380714d4/fathom/kernel/layout"
)

// quiet is how long nothing is printed before the running tests are named.
const quiet = 30 * time.Second

// Run runs go test with args in the checkout and reports to out.
func Run(ctx context.Context, l layout.Layout, args []string, out io.Writer) error {
	cmd := exec.CommandContext(ctx, "go", append([]string{"test", "-json", "-count=1"}, args...)...)
	r := newReport(out)
	cmd.Dir = l.Root
	cmd.Stderr = r
	// A test that is interrupted cleans up what it has started.
	cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGINT) }
	cmd.WaitDelay = 20 * time.Second
	events, err := cmd.StdoutPipe()
	if err != nil {
		return fmt.Errorf("testrun: %w", err)
	}
	if err := cmd.Start(); err != nil {
		return fmt.Errorf("testrun: go test: %w", err)
	}
	stop := make(chan struct{})
	go r.watch(quiet, stop)
	r.read(events)
	close(stop)
	err = cmd.Wait()
	r.conclude()
	if err != nil {
		return fmt.Errorf("testrun: go test: %w; see above", err)
	}
	return nil
}
