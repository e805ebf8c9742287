package setup

import (
	"context"
	"fmt"
	"os/exec"
	"strings"

	"github.com/seed-380714d4/fathom/kernel/layout"
)

// Names of steps that others need.
const (
	goName       = "Go"
	compilerName = "C compiler"
	pythonName   = "Python"
	venvName     = "venv"
	jupyterName  = "JupyterLab"
	pluginName   = "XLA plugin"
	fathomName   = "fathom"
)

// goStep checks that the go command of PATH is there and builds this module.
// The version itself is held by go.mod: an older go command fetches it, or
// says that it may not.
func goStep(l layout.Layout) *Step {
	return &Step{Name: goName, Do: func(ctx context.Context, log *Log) (string, error) {
		version, err := GoVersion(ctx, l)
		if err != nil {
			return "", &Trouble{
				What: err.Error(),
				Mend: "install the Go version that go.mod names, or a later one, and put its bin directory on PATH",
			}
		}
		return version, nil
	}}
}

// GoVersion asks the go command for its version.
func GoVersion(ctx context.Context, l layout.Layout) (string, error) {
	if _, err := exec.LookPath("go"); err != nil {
		return "", fmt.Errorf("no go command on PATH")
	}
	out, err := (&Log{}).command(ctx, l.Root, nil, "go", "env", "GOVERSION")
	return strings.TrimSpace(out), err
}

// compilerStep checks that cgo works, which GoMLX's binding to XLA needs. It
// goes by what the go command would use, so that CC and CGO_ENABLED count.
func compilerStep() *Step {
	return &Step{Name: compilerName, Needs: []string{goName}, Do: func(ctx context.Context, log *Log) (string, error) {
		return Compiler(ctx)
	}}
}

// Compiler returns the C compiler that cgo uses.
func Compiler(ctx context.Context) (string, error) {
	out, err := (&Log{}).command(ctx, "", nil, "go", "env", "CC", "CGO_ENABLED")
	if err != nil {
		return "", err
	}
	cc, enabled, _ := strings.Cut(strings.TrimSpace(out), "\n")
	// With no compiler on PATH, Go switches cgo off by itself: look for the
	// compiler first, since its absence is the likelier cause.
	words := strings.Fields(cc)
	if len(words) == 0 {
		return "", &Trouble{What: "go env CC names no C compiler", Mend: "unset CC"}
	}
	if _, err := exec.LookPath(words[0]); err != nil {
		return "", &Trouble{
			What: "no C compiler: " + words[0] + " is not on PATH",
			Mend: "install one (Debian, Ubuntu: apt-get install gcc libc6-dev; Fedora: dnf install gcc; macOS: xcode-select --install)",
		}
	}
	if strings.TrimSpace(enabled) != "1" {
		return "", &Trouble{What: "cgo is switched off (CGO_ENABLED=0)", Mend: "unset CGO_ENABLED"}
	}
	return cc, nil
}
