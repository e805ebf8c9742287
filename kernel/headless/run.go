package headless

import (
	"bufio"
	"context"
	_ "embed"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"github.com/seed-380714d4/fathom/kernel/layout"
)

//go:embed execute.py
var script string

// Options say where outputs go and how long a cell may take.
type Options struct {
	// InPlace writes the outputs into the notebooks themselves. A notebook
	// that failed is written too: its outputs say why.
	InPlace bool
	// Dir is where executed notebooks are written otherwise. When it is empty
	// too, outputs are checked and not kept.
	Dir string
	// CellTimeout ends a cell that takes longer; 0 lets it run.
	CellTimeout time.Duration
	// Kernel is the name of a kernelspec; "" is Fathom's.
	Kernel string
}

// Run executes notebooks one after another and reports each to out. The error
// says how many failed.
func Run(ctx context.Context, l layout.Layout, notebooks []string, o Options, out io.Writer) error {
	if len(notebooks) == 0 {
		return errors.New("run: want the path of a notebook, got none; for instance: fathom run notebooks/*.ipynb")
	}
	if _, err := os.Stat(l.Python()); err != nil {
		return fmt.Errorf("run: %w; run make setup first", err)
	}
	scratch, err := os.MkdirTemp("", "fathom-run-")
	if err != nil {
		return fmt.Errorf("run: %w", err)
	}
	defer os.RemoveAll(scratch)
	failed := 0
	for i, notebook := range notebooks {
		fmt.Fprintf(out, "%s\n", notebook)
		began := time.Now()
		err := one(ctx, l, notebook, target(notebook, i, scratch, o), o, out)
		verdict := "ok"
		if err != nil {
			failed++
			verdict = "FAILED"
			fmt.Fprintf(out, "  %s\n", strings.ReplaceAll(err.Error(), "\n", "\n  "))
		}
		fmt.Fprintf(out, "%-6s %s %.1f s\n", verdict, notebook, time.Since(began).Seconds())
		if ctx.Err() != nil {
			return errors.New("run: interrupted")
		}
	}
	if failed > 0 {
		return fmt.Errorf("run: %d of %d notebooks failed; see above", failed, len(notebooks))
	}
	return nil
}

// target is where the executed notebook is written.
func target(notebook string, i int, scratch string, o Options) string {
	switch {
	case o.InPlace:
		return notebook
	case o.Dir != "":
		return filepath.Join(o.Dir, filepath.Base(notebook))
	}
	return filepath.Join(scratch, fmt.Sprintf("%d.ipynb", i))
}

// one executes a notebook and judges its claims.
func one(ctx context.Context, l layout.Layout, notebook, to string, o Options, out io.Writer) error {
	if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
		return err
	}
	if err := execute(ctx, l, notebook, to, o, out); err != nil {
		return err
	}
	claims, err := Claims(to)
	if err != nil {
		return err
	}
	return judge(claims, out)
}

// execute runs the script that drives nbclient.
func execute(ctx context.Context, l layout.Layout, notebook, to string, o Options, out io.Writer) error {
	kernel := o.Kernel
	if kernel == "" {
		kernel = "fathom"
	}
	limit := fmt.Sprint(o.CellTimeout.Seconds())
	cmd := exec.CommandContext(ctx, l.Python(), "-c", script, notebook, to, kernel, limit)
	// The kernelspec of this checkout's venv goes before one of the same name
	// in the home directory.
	cmd.Env = append(os.Environ(), "JUPYTER_PREFER_ENV_PATH=1")
	// A process group of its own: Ctrl-C reaches it once, by the context.
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGINT) }
	cmd.WaitDelay = 20 * time.Second // nbclient shuts the kernel down meanwhile
	var complaint strings.Builder
	cmd.Stderr = &complaint
	lines, err := cmd.StdoutPipe()
	if err != nil {
		return err
	}
	if err := cmd.Start(); err != nil {
		return err
	}
	for scan := bufio.NewScanner(lines); scan.Scan(); {
		report(scan.Text(), out)
	}
	err = cmd.Wait()
	if ctx.Err() != nil {
		return errors.New("interrupted") // what nbclient says to that is long
	}
	if err != nil {
		return fmt.Errorf("%s\n(%w)", strings.TrimSpace(complaint.String()), err)
	}
	return nil
}

// report prints a line of the script's progress.
func report(line string, out io.Writer) {
	f := strings.Split(line, "\t")
	if len(f) != 5 || f[0] != "cell" {
		fmt.Fprintf(out, "  %s\n", line)
		return
	}
	first := []rune(f[4])
	if len(first) > 70 {
		first = append(first[:70], '…')
	}
	fmt.Fprintf(out, "  cell %s of %s  %6s s  %s\n", f[1], f[2], f[3], string(first))
}
