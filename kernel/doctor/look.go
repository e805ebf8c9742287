package doctor

import (
	"context"
	"debug/buildinfo"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"github.com/seed-380714d4/fathom/kernel/layout"
	"github.com/seed-380714d4/fathom/kernel/setup"
)

// venv asks the interpreter of the venv for its version.
func venv(ctx context.Context, l layout.Layout) (string, error) {
	out, err := exec.CommandContext(ctx, l.Python(), "-c", "import platform; print(platform.python_version())").Output()
	if err != nil {
		return "", fmt.Errorf("the venv's Python does not run: %w", err)
	}
	return "Python " + strings.TrimSpace(string(out)) + " in " + l.Venv(), nil
}

// jupyterLab asks the venv which JupyterLab it has.
func jupyterLab(ctx context.Context, l layout.Layout) (string, error) {
	const ask = "from importlib.metadata import version; print(version('jupyterlab'))"
	out, err := exec.CommandContext(ctx, l.Python(), "-c", ask).Output()
	if err != nil {
		return "", fmt.Errorf("not installed in the venv")
	}
	got := strings.TrimSpace(string(out))
	if want := setup.Wanted(l, "JupyterLab"); got != want {
		return "", fmt.Errorf("version %s is installed; want %s", got, want)
	}
	return got, nil
}

// kernelspec reads kernel.json and looks whether the program it names is this
// checkout's.
func kernelspec(l layout.Layout) (string, error) {
	file := filepath.Join(l.Kernelspec(), "kernel.json")
	text, err := os.ReadFile(file)
	if err != nil {
		return "", err
	}
	var spec struct {
		Argv []string `json:"argv"`
		Name string   `json:"display_name"`
	}
	if err := json.Unmarshal(text, &spec); err != nil {
		return "", fmt.Errorf("%s: %w", file, err)
	}
	if len(spec.Argv) == 0 || spec.Argv[0] != l.Bin("fathom") {
		return "", &setup.Trouble{
			What: fmt.Sprintf("%s starts %q; want %s", file, spec.Argv, l.Bin("fathom")),
			Mend: "remove it and run make setup",
		}
	}
	return fmt.Sprintf("%q in %s", spec.Name, l.Kernelspec()), nil
}

// program reads from a program itself what it was built from.
func program(l layout.Layout, name, want string) (string, error) {
	info, err := buildinfo.ReadFile(l.Bin(name))
	if err != nil {
		return "", err
	}
	got := info.Main.Version
	for _, dep := range info.Deps {
		// goimports is a package of its module, and not the main module's.
		if strings.HasPrefix(info.Path, dep.Path+"/") {
			got = dep.Version
		}
	}
	if want != "" && got != want {
		return "", fmt.Errorf("%s is version %s; want %s", l.Bin(name), got, want)
	}
	if want == "" {
		got = "of this checkout"
	}
	return fmt.Sprintf("%s, built with %s", got, info.GoVersion), nil
}

// plugin compares the unpacked plugin with the one that is pinned.
func plugin(l layout.Layout) (string, error) {
	file := setup.Plugin(l)
	got, err := setup.Digest(file)
	if err != nil {
		return "", &setup.Trouble{What: err.Error() + "; " + setup.Slower, Mend: setupMends}
	}
	if got != setup.PluginSHA256 {
		return "", &setup.Trouble{
			What: fmt.Sprintf("%s: SHA-256 %s; want %s", file, got, setup.PluginSHA256),
			Mend: "remove it and run make setup",
		}
	}
	return "SHA-256 " + got, nil
}

// link says which plugin the GoMLX programs of this user find.
func link(l layout.Layout) (string, error) {
	file, err := setup.HomeLink()
	if err != nil {
		return "", err
	}
	real, err := filepath.EvalSymlinks(file)
	if err != nil {
		return "", fmt.Errorf("%w; no GoMLX program finds XLA", err)
	}
	if real == setup.Plugin(l) {
		return file + " → the plugin above", nil
	}
	sum, err := setup.Digest(real)
	if err != nil {
		return "", err
	}
	whose := "another plugin than the one above"
	if sum == setup.PluginSHA256 {
		whose = "a copy of the plugin above"
	}
	return fmt.Sprintf("%s → %s, %s; left as it is\nSHA-256 %s", file, real, whose, sum), nil
}

// devices makes the engine say what it computes on.
func devices(ctx context.Context, l layout.Layout) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	var complaint strings.Builder
	cmd := exec.CommandContext(ctx, l.Bin("fathom-engine"), "-info")
	cmd.Stderr = &complaint
	out, err := cmd.Output()
	if err != nil {
		return "", fmt.Errorf("the engine does not say what it computes on: %w\n%s", err, lastLines(complaint.String(), 5))
	}
	return describe(out)
}

// describe puts the engine's answer in a few lines.
func describe(answer []byte) (string, error) {
	var info struct{ Backend, Plugin, Device, Note string }
	if err := json.Unmarshal(answer, &info); err != nil {
		return "", fmt.Errorf("the engine's answer is not JSON (%w): %s", err, answer)
	}
	text := info.Backend + ": " + info.Device
	if info.Plugin != "" {
		text += "\nby the plugin " + info.Plugin
	}
	if info.Note != "" {
		text += "\n" + info.Note
	}
	return text, nil
}

// lastLines returns the last n lines of text.
func lastLines(text string, n int) string {
	lines := strings.Split(strings.TrimSpace(text), "\n")
	return strings.Join(lines[max(0, len(lines)-n):], "\n")
}
