package setup

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"

	"github.com/seed-380714d4/fathom/kernel/layout"
)

// Install tells the user's other Jupyters, and VS Code, of this checkout's
// kernel. It returns the directory of the kernelspec. What somebody else put
// there under our name stays.
func Install(l layout.Layout) (string, error) {
	if _, err := os.Stat(l.Bin("fathom")); err != nil {
		return "", fmt.Errorf("install: %w; make setup builds it", err)
	}
	dir, err := userKernelspec()
	if err != nil {
		return "", err
	}
	if err := ours(dir); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return dir, err
	}
	return dir, writeKernelspec(dir, l.Bin("fathom"))
}

// Uninstall takes back what Install did, for whichever checkout it was.
func Uninstall() (string, error) {
	dir, err := userKernelspec()
	if err != nil {
		return "", err
	}
	if err := ours(dir); err != nil {
		if errors.Is(err, fs.ErrNotExist) {
			return dir, fmt.Errorf("uninstall: %s: there is no kernel of that name", dir)
		}
		return dir, err
	}
	return dir, os.RemoveAll(dir)
}

// userKernelspec is the kernelspec's directory where Jupyter looks for what a
// user installed.
func userKernelspec() (string, error) {
	data := os.Getenv("JUPYTER_DATA_DIR")
	if data == "" {
		home, err := os.UserHomeDir()
		if err != nil {
			return "", fmt.Errorf("install: %w; set JUPYTER_DATA_DIR", err)
		}
		switch xdg := os.Getenv("XDG_DATA_HOME"); {
		case runtime.GOOS == "darwin":
			data = filepath.Join(home, "Library", "Jupyter")
		case xdg != "":
			data = filepath.Join(xdg, "jupyter")
		default:
			data = filepath.Join(home, ".local", "share", "jupyter")
		}
	}
	return filepath.Join(data, "kernels", "fathom"), nil
}

// ours returns nil if the directory holds a kernelspec that Install made, an
// error that is fs.ErrNotExist if there is nothing, and another if it is
// somebody else's.
func ours(dir string) error {
	if _, err := os.Lstat(dir); err != nil {
		return err
	}
	foreign := fmt.Errorf("install: %s: want Fathom's own kernelspec there, or nothing, got another one; move it away first", dir)
	text, err := os.ReadFile(filepath.Join(dir, "kernel.json"))
	if err != nil {
		return foreign
	}
	var spec kernelspec
	if json.Unmarshal(text, &spec) != nil || len(spec.Argv) < 2 || filepath.Base(spec.Argv[0]) != "fathom" || spec.Argv[1] != "kernel" {
		return foreign
	}
	return nil
}
