// Package lab opens JupyterLab on the notebooks.
//
// The process becomes JupyterLab rather than watching over it: a signal, such
// as Ctrl-C's, then reaches the one that has to act on it.
package lab

import (
	"fmt"
	"os"
	"strings"
	"syscall"

	"github.com/seed-380714d4/fathom/kernel/layout"
)

// ArgsEnv is the environment variable with arguments for jupyter lab.
const ArgsEnv = "FATHOM_LAB_ARGS"

// Exec replaces this process by JupyterLab. It returns only when it cannot.
func Exec(l layout.Layout, args []string) error {
	program := l.Venv("bin", "jupyter-lab")
	argv := append([]string{program}, Args(l, os.Geteuid() == 0, os.Getenv(ArgsEnv), args)...)
	if err := syscall.Exec(program, argv, environment(l, os.Environ())); err != nil {
		return fmt.Errorf("lab: %s: %w; run make setup", program, err)
	}
	return nil
}

// Args is what jupyter lab is called with: ours, then those of the variable,
// then those of the command line, so that the last can overrule.
func Args(l layout.Layout, root bool, fromEnv string, args []string) []string {
	all := []string{
		"--ServerApp.root_dir=" + l.Notebooks(),
		"--MultiKernelManager.default_kernel_name=fathom",
		// Ctrl-C ends it at once: every kernel is shut down in order, and
		// notebooks are saved by the browser, so there is nothing to confirm.
		"--ServerApp.answer_yes=True",
	}
	if root {
		all = append(all, "--allow-root")
	}
	all = append(all, strings.Fields(fromEnv)...)
	return append(all, args...)
}

// environment makes this checkout's kernel and programs come first.
func environment(l layout.Layout, env []string) []string {
	path := ""
	var out []string
	for _, v := range env {
		if rest, ok := strings.CutPrefix(v, "PATH="); ok {
			path = rest
			continue
		}
		out = append(out, v)
	}
	return append(out, "JUPYTER_PREFER_ENV_PATH=1",
		"PATH="+l.Venv("bin")+string(os.PathListSeparator)+path)
}
