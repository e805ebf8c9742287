package setup

import (
	"context"
	"fmt"
	"io"
	"os"
	"syscall"

	"github.com/seed-380714d4/fathom/kernel/layout"
)

// Run brings l to a working state. It prints a line a step to out.
func Run(ctx context.Context, l layout.Layout, out io.Writer) error {
	if err := os.MkdirAll(l.Dot("bin"), 0o755); err != nil {
		return fmt.Errorf("setup: %w; make the checkout writable", err)
	}
	unlock, err := lock(l, out)
	if err != nil {
		return err
	}
	defer unlock()
	fmt.Fprintf(out, "Fathom: setting up %s\n", l.Dot())
	return run(ctx, Steps(l), l.Dot("stamps"), out)
}

// Steps lists what set-up does, in order.
func Steps(l layout.Layout) []*Step {
	python := &interpreter{}
	return []*Step{
		goStep(l),
		compilerStep(),
		pythonStep(l, python),
		venvStep(l, python),
		jupyterStep(l),
		pluginStep(l),
		linkStep(l),
		gonbStep(l),
		goimportsStep(l),
		fathomStep(l),
		engineStep(l),
		kernelspecStep(l),
		warmStep(l),
	}
}

// lock keeps two set-ups of one checkout from working at the same time: the
// second waits, and then finds everything there.
func lock(l layout.Layout, out io.Writer) (unlock func(), err error) {
	f, err := os.OpenFile(l.Dot("lock"), os.O_CREATE|os.O_RDWR, 0o644)
	if err != nil {
		return nil, fmt.Errorf("setup: %w; make %s writable", err, l.Dot())
	}
	if syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB) != nil {
		fmt.Fprintln(out, "Fathom: another set-up of this checkout is at work; waiting for it")
		if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX); err != nil {
			f.Close()
			return nil, fmt.Errorf("setup: lock %s: %w", f.Name(), err)
		}
	}
	// Closing gives the lock up, and so does the end of the process, however
	// it ends. Go marks the descriptor close-on-exec, so no child holds it.
	return func() { f.Close() }, nil
}
