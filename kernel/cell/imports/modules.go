package imports

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"go/importer"
	"go/types"
	"os/exec"
	"strings"
	"sync"
)

// Workspace gives the directory of the notebook's own module, which is where
// cells are built and where modules are added that they need besides; ctx ends
// when the cell that wants them is interrupted.
type Workspace func() (ctx context.Context, dir string, err error)

// modules is what the notebook's own module requires. Fathom's go.mod is never
// touched.
type modules struct {
	workspace Workspace
	mu        sync.Mutex        // guards what follows
	required  map[string]string // module → version, in dir
	dir       string
	paths     []string // whose export data was found from there
	lock      lock
}

// In has the loader find what Fathom's module does not know from the
// notebook's own.
func (l *Loader) In(w Workspace) { l.mods.workspace = w }

var errNoWorkspace = errors.New("imports: this program has no notebook whose module could require others")

func (l *Loader) workspace() (context.Context, string, error) {
	if l.mods.workspace == nil {
		return nil, "", errNoWorkspace
	}
	ctx, dir, err := l.mods.workspace()
	l.mods.mu.Lock()
	defer l.mods.mu.Unlock()
	if err == nil && dir != l.mods.dir { // GoNB was started anew, and knows nothing
		l.mods.dir, l.mods.required = dir, map[string]string{}
	}
	return ctx, dir, err
}

func (m *modules) version(module string) string {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.required[module]
}

func (m *modules) require(module, version string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.required[module] = version
}

// Require makes the packages of a module importable, at this very version. It
// costs nothing when they are.
func (l *Loader) Require(module, version string) error {
	ctx, dir, err := l.workspace()
	if err != nil || l.mods.version(module) == version {
		return err
	}
	if _, err := l.goCommand(ctx, dir, "get", module+"@"+version); err != nil {
		return err
	}
	l.mods.require(module, version)
	l.forget()
	return nil
}

// Fetch finds the module of a package that nothing here requires, and requires
// it: at the version that was kept for the notebook, or else at the newest, which
// is kept then. kept says that the version will be the same next time.
func (l *Loader) Fetch(path string) (module, version string, fresh, kept bool, err error) {
	ctx, dir, err := l.workspace()
	if err != nil {
		return "", "", false, false, err
	}
	want := path
	old, known := l.mods.lock.find(path)
	if known {
		want = old.module + "@" + old.version
	}
	if _, err := l.goCommand(ctx, dir, "get", want); err != nil {
		return "", "", false, false, err
	}
	out, err := l.goCommand(ctx, dir, "list", "-f", "{{with .Module}}{{.Path}}@{{.Version}}{{end}}", path)
	if err != nil {
		return "", "", false, false, err
	}
	module, version, _ = strings.Cut(strings.TrimSpace(out), "@")
	is := sum(dir, module, version)
	if known && old.sum != "" && is != "" && old.sum != is {
		return "", "", false, false, fmt.Errorf("imports: %s %s: checksum mismatch: %s says %s, it is %s", module, version, LockFile, old.sum, is)
	}
	kept = known || l.mods.lock.add(locked{module, version, is})
	l.mods.require(module, version)
	l.forget()
	return module, version, !known, kept, nil
}

// forget drops what was known of packages from the notebook's own module: their
// versions may be others now.
func (l *Loader) forget() {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, p := range l.mods.paths {
		delete(l.export, p)
	}
	l.mods.paths = nil
	l.gc = importer.ForCompiler(l.fset, "gc", l.open).(types.ImporterFrom)
}

// fromWorkspace looks for a package in the notebook's own module. l.mu is held.
func (l *Loader) fromWorkspace(path string) bool {
	if !Remote(path) {
		return false
	}
	ctx, dir, err := l.workspace()
	if err != nil {
		return false
	}
	out, err := l.goCommand(ctx, dir, listArgs(path)...)
	if err != nil {
		return false
	}
	for p, file := range exported(out) {
		if l.export[p] == "" {
			l.export[p] = file
			l.mods.paths = append(l.mods.paths, p)
		}
	}
	return l.export[path] != ""
}

// Remote tells whether an import path may be another module's: the standard
// library's have no dot in their first element.
func Remote(path string) bool {
	first, _, _ := strings.Cut(path, "/")
	return strings.Contains(first, ".")
}

func (l *Loader) goCommand(ctx context.Context, dir string, args ...string) (string, error) {
	cmd := exec.CommandContext(ctx, "go", args...)
	cmd.Dir = dir
	var out, said bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &said
	if err := cmd.Run(); err != nil {
		return "", fmt.Errorf("imports: go %s: %w: %s", args[0], err, strings.TrimSpace(said.String()))
	}
	return out.String(), nil
}
