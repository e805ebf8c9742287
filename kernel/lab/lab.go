// Package lab opens JupyterLab on the notebooks.
//
// The process becomes JupyterLab rather than watching over it: a signal, such
// as Ctrl-C's, then reaches the one that has to act on it.
package lab

import (
	"fmt"
	"os"
	"slices"
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

// Args is what jupyter lab is called with: our settings, but for those that
// the user's own arguments make, since Jupyter refuses to be told one thing
// twice; then the arguments of the variable, then those of the command line.
func Args(l layout.Layout, root bool, fromEnv string, args []string) []string {
	args = append(strings.Fields(fromEnv), args...)
	var ours []string
	for _, s := range settings(l, root) {
		if !slices.ContainsFunc(args, s.madeBy) {
			ours = append(ours, s.arg)
		}
	}
	return append(ours, args...)
}

// setting is an argument of ours, and the other name that Jupyter has for it.
type setting struct{ arg, alias string }

// settings lists what we tell Jupyter.
func settings(l layout.Layout, root bool) []setting {
	all := []setting{
		{"--ServerApp.root_dir=" + l.Notebooks(), "--notebook-dir"},
		{"--MultiKernelManager.default_kernel_name=fathom", ""},
		// Ctrl-C ends it at once: every kernel is shut down in order, and
		// notebooks are saved by the browser, so there is nothing to confirm.
		{"--ServerApp.answer_yes=True", "-y"},
	}
	if root {
		all = append(all, setting{"--allow-root", "--ServerApp.allow_root"})
	}
	return all
}

// madeBy tells whether an argument makes the setting.
func (s setting) madeBy(arg string) bool {
	name, _, _ := strings.Cut(arg, "=")
	ours, _, _ := strings.Cut(s.arg, "=")
	return name == ours || name == s.alias
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
