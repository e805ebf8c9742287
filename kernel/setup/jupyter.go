package setup

import (
	"context"
	_ "embed"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"

	"github.com/seed-380714d4/fathom/kernel/layout"
)

//go:embed requirements.txt
var requirements string

// pinned returns the version at which requirements.txt holds a package.
func pinned(name string) string {
	for line := range strings.Lines(requirements) {
		if pkg, version, ok := strings.Cut(strings.TrimSpace(line), "=="); ok && pkg == name {
			return version
		}
	}
	return ""
}

// overrides are JupyterLab settings of this venv: no prompt about news, which
// would cover the corner, and no look-up of newer versions of what is pinned.
var overrides = map[string]any{
	"@jupyterlab/apputils-extension:notification": map[string]any{
		"fetchNews":       "false",
		"checkForUpdates": false,
	},
}

// jupyterStep installs JupyterLab and what runs notebooks headless.
func jupyterStep(l layout.Layout) *Step {
	version := pinned("jupyterlab")
	s := &Step{
		Name: jupyterName, Needs: []string{venvName},
		Does:  "installing JupyterLab " + version + " with pip (half a minute)",
		Key:   []string{requirements, l.Venv()},
		Files: []string{l.Venv("bin", "jupyter-lab")},
	}
	s.Do = func(ctx context.Context, log *Log) (string, error) {
		file, err := temporary(l, "requirements.txt", requirements)
		if err != nil {
			return "", err
		}
		defer os.Remove(file)
		if _, err := log.command(ctx, l.Root, nil, l.Python(), "-m", "pip", "install",
			"--disable-pip-version-check", "--no-input", "--progress-bar", "off", "-r", file); err != nil {
			return "", pipTrouble(err)
		}
		settings := l.Venv("share", "jupyter", "lab", "settings", "overrides.json")
		if err := writeJSON(settings, overrides); err != nil {
			return "", err
		}
		return version, nil
	}
	return s
}

// pipTrouble says what can be done when pip fails.
func pipTrouble(err error) *Trouble {
	return &Trouble{
		What: err.Error(),
		Mend: "if the package index cannot be reached, set pip's own PIP_PROXY, PIP_CERT or PIP_INDEX_URL; then run the same command again",
	}
}

// temporary writes a file under .fathom/tmp for a program to read.
func temporary(l layout.Layout, name, text string) (string, error) {
	if err := os.MkdirAll(l.Dot("tmp"), 0o755); err != nil {
		return "", err
	}
	file := l.Dot("tmp", name)
	return file, os.WriteFile(file, []byte(text), 0o644)
}

// writeJSON writes v to file, and the directories above it.
func writeJSON(file string, v any) error {
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		return err
	}
	text, err := json.MarshalIndent(v, "", "  ")
	if err != nil {
		return err
	}
	return os.WriteFile(file, append(text, '\n'), 0o644)
}
