package setup

import (
	"context"
	"embed"
	"os"
	"path/filepath"

	"github.com/seed-380714d4/fathom/kernel/layout"
)

// logos are what JupyterLab shows in its launcher, by the names it asks for.
//
//go:embed logo/logo-32x32.png logo/logo-64x64.png logo/logo-svg.svg
var logos embed.FS

// kernelspec tells Jupyter how to start the kernel.
type kernelspec struct {
	Argv        []string       `json:"argv"`
	DisplayName string         `json:"display_name"`
	Language    string         `json:"language"`
	Interrupt   string         `json:"interrupt_mode"`
	Metadata    map[string]any `json:"metadata"`
}

// kernelspecStep tells Jupyter of the kernel: in the venv, so that it is seen
// by this checkout's JupyterLab and by no other.
func kernelspecStep(l layout.Layout) *Step {
	dir := l.Kernelspec()
	return &Step{
		Name: "kernelspec", Needs: []string{venvName, fathomName},
		Key:   []string{"kernelspec 1", l.Root},
		Files: []string{filepath.Join(dir, "kernel.json"), filepath.Join(dir, "logo-svg.svg")},
		Do: func(ctx context.Context, log *Log) (string, error) {
			return `"Go (Fathom)"`, writeKernelspec(dir, l.Bin("fathom"))
		},
	}
}

// writeKernelspec writes kernel.json and the logos to dir.
func writeKernelspec(dir, program string) error {
	err := writeJSON(filepath.Join(dir, "kernel.json"), kernelspec{
		Argv:        []string{program, "kernel", "{connection_file}"},
		DisplayName: "Go (Fathom)",
		Language:    "go",
		// By message and not by signal: the kernel knows which of its
		// processes an interrupt is for.
		Interrupt: "message",
		Metadata:  map[string]any{"debugger": false},
	})
	if err != nil {
		return err
	}
	files, err := logos.ReadDir("logo")
	if err != nil {
		return err
	}
	for _, f := range files {
		data, err := logos.ReadFile("logo/" + f.Name())
		if err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(dir, f.Name()), data, 0o644); err != nil {
			return err
		}
	}
	return nil
}
