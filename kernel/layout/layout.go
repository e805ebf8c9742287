// Package layout says where Fathom's things lie: one root, the checkout, and
// in it .fathom/ for everything that set-up makes, so that removing one
// directory removes it all.
//
// Nothing is looked for along PATH: two checkouts side by side never mix.
package layout

import (
	"bufio"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// Module is the path of Fathom's Go module.
const Module = "github.com/seed-380714d4/fathom"

// RootEnv is the environment variable that overrides where the root is.
const RootEnv = "FATHOM_ROOT"

// Layout is a checkout of Fathom.
type Layout struct {
	// Root is the absolute path of the directory that holds go.mod and .fathom.
	Root string
}

// Find returns the checkout that FATHOM_ROOT names, or else the one whose
// .fathom/bin holds the running program, or else the one that the working
// directory lies in, which is how `go run ./kernel` and tests find it.
func Find() (Layout, error) {
	if root := os.Getenv(RootEnv); root != "" {
		return at(root)
	}
	if exe, err := os.Executable(); err == nil {
		if real, err := filepath.EvalSymlinks(exe); err == nil {
			exe = real
		}
		if bin := filepath.Dir(exe); filepath.Base(filepath.Dir(bin)) == ".fathom" {
			return at(filepath.Dir(filepath.Dir(bin)))
		}
	}
	dir, err := os.Getwd()
	if err != nil {
		return Layout{}, fmt.Errorf("layout: working directory: %w", err)
	}
	for up := dir; ; up = filepath.Dir(up) {
		if moduleOf(up) == Module {
			return Layout{Root: up}, nil
		}
		if up == filepath.Dir(up) {
			break
		}
	}
	return Layout{}, errors.New("layout: " + dir + " is in no checkout of Fathom; want its go.mod there or above; " +
		"change to the checkout, or set " + RootEnv + " to it")
}

// at checks that root is a checkout.
func at(root string) (Layout, error) {
	abs, err := filepath.Abs(root)
	if err != nil {
		return Layout{}, fmt.Errorf("layout: %s: %w", root, err)
	}
	if moduleOf(abs) != Module {
		return Layout{}, fmt.Errorf("layout: %s: want a checkout of %s there, got none; "+
			"set %s to the directory that holds Fathom's go.mod", abs, Module, RootEnv)
	}
	return Layout{Root: abs}, nil
}

// moduleOf returns the module path of the go.mod in dir, or "".
func moduleOf(dir string) string {
	f, err := os.Open(filepath.Join(dir, "go.mod"))
	if err != nil {
		return ""
	}
	defer f.Close()
	for lines := bufio.NewScanner(f); lines.Scan(); {
		if name, ok := strings.CutPrefix(lines.Text(), "module "); ok {
			return strings.TrimSpace(name)
		}
	}
	return ""
}

// Path joins parts to the root.
func (l Layout) Path(parts ...string) string {
	return filepath.Join(append([]string{l.Root}, parts...)...)
}

// Dot joins parts to .fathom, where everything that set-up makes lies.
func (l Layout) Dot(parts ...string) string {
	return l.Path(append([]string{".fathom"}, parts...)...)
}

// Bin is the path of a program that set-up built: fathom, fathom-engine, gonb
// or goimports.
func (l Layout) Bin(name string) string { return l.Dot("bin", name) }

// Venv joins parts to the Python virtual environment.
func (l Layout) Venv(parts ...string) string {
	return l.Dot(append([]string{"venv"}, parts...)...)
}

// Python is the virtual environment's interpreter.
func (l Layout) Python() string { return l.Venv("bin", "python") }

// Kernelspec is the directory of the kernelspec "fathom".
func (l Layout) Kernelspec() string { return l.Venv("share", "jupyter", "kernels", "fathom") }

// Notebooks is where the notebooks are.
func (l Layout) Notebooks() string { return l.Path("notebooks") }
