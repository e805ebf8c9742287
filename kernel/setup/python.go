package setup

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"github.com/seed-380714d4/fathom/kernel/layout"
)

// PythonEnv is the environment variable that names the Python to use.
const PythonEnv = "FATHOM_PYTHON"

// interpreter is a Python found on the machine.
type interpreter struct {
	path    string // as it calls itself, not the shim that was found
	version string
}

// pythonNames are tried in this order in every directory of PATH.
var pythonNames = []string{"python3", "python3.14", "python3.13", "python3.12", "python3.11"}

// probe makes an interpreter say all that decides whether it will do. It asks
// for ensurepip, which Debian leaves out of its python3 package.
const probe = `import sys
v = "%d.%d.%d" % sys.version_info[:3]
missing = ""
try:
    import venv, ensurepip
except ImportError as e:
    missing = e.name
print("\t".join([sys.executable, v, "ok" if sys.version_info >= (3, 11) else "old", missing]))`

// pythonStep finds a Python, which runs every time: an interpreter that was
// upgraded away leaves a venv that no longer works.
func pythonStep(l layout.Layout, found *interpreter) *Step {
	return &Step{Name: pythonName, Do: func(ctx context.Context, log *Log) (string, error) {
		p, err := findPython(ctx, candidates(os.Getenv(PythonEnv), os.Getenv("PATH")))
		if err != nil {
			return "", err
		}
		*found = p
		return p.version + " at " + p.path, nil
	}}
}

// Python finds the interpreter that set-up would use.
func Python(ctx context.Context) (string, error) {
	p, err := findPython(ctx, candidates(os.Getenv(PythonEnv), os.Getenv("PATH")))
	if err != nil {
		return "", err
	}
	return p.version + " at " + p.path, nil
}

// candidates lists interpreters: the chosen one, if any, and none other, or
// all on path. All, and not the first, since a version manager's shim may
// stand before a Python that works.
func candidates(chosen, path string) []string {
	if chosen != "" {
		return []string{chosen}
	}
	var found []string
	for _, name := range pythonNames {
		for _, dir := range filepath.SplitList(path) {
			file := filepath.Join(dir, name)
			if info, err := os.Stat(file); err == nil && !info.IsDir() && info.Mode()&0o111 != 0 {
				found = append(found, file)
			}
		}
	}
	return found
}

// findPython returns the first candidate that will do, or what is wrong with
// the best of them.
func findPython(ctx context.Context, list []string) (interpreter, error) {
	trouble := &Trouble{
		What: "no Python on PATH",
		Mend: "install Python 3.11 or later with venv (Debian, Ubuntu: apt-get install python3 python3-venv), " +
			"or set " + PythonEnv + " to one",
	}
	best := 0 // how near the candidate that trouble tells of came
	for _, path := range list {
		p, near, wrong := try(ctx, path)
		if wrong == nil {
			return p, nil
		}
		if near > best {
			best, trouble.What = near, wrong.What
			if wrong.Mend != "" {
				trouble.Mend = wrong.Mend
			}
		}
	}
	return interpreter{}, trouble
}

// try asks one interpreter what it is. When it will not do, near says how much
// is wrong with it: 1 it does not run, 2 it is old, 3 it only lacks a module.
func try(ctx context.Context, path string) (p interpreter, near int, wrong *Trouble) {
	out, err := exec.CommandContext(ctx, path, "-I", "-c", probe).Output()
	fields := strings.Split(strings.TrimRight(string(out), "\n"), "\t")
	if err != nil || len(fields) != 4 {
		return p, 1, &Trouble{What: fmt.Sprintf("%s does not run as a Python (%v)", path, err)}
	}
	p = interpreter{path: fields[0], version: fields[1]}
	if fields[2] == "old" {
		return p, 2, &Trouble{What: fmt.Sprintf("Python %s at %s is too old; want 3.11 or later", p.version, path)}
	}
	if fields[3] != "" {
		minor := p.version[:strings.LastIndex(p.version, ".")]
		return p, 3, &Trouble{
			What: fmt.Sprintf("Python %s at %s has no module %s", p.version, path, fields[3]),
			Mend: fmt.Sprintf("install it (Debian, Ubuntu: apt-get install python%s-venv), or set %s to a Python that has it",
				minor, PythonEnv),
		}
	}
	return p, 0, nil
}

// venvStep makes the virtual environment.
func venvStep(l layout.Layout, python *interpreter) *Step {
	s := &Step{
		Name: venvName, Needs: []string{pythonName},
		Does: "making .fathom/venv",
		Key:  []string{"venv 1", l.Venv()}, // a venv cannot be moved
		// bin/python is a link to the interpreter: Stat fails when that went.
		Files: []string{l.Python(), l.Venv("bin", "pip")},
	}
	s.Do = func(ctx context.Context, log *Log) (string, error) {
		// --clear: what a broken set-up left is of no use.
		if _, err := log.command(ctx, l.Root, nil, python.path, "-m", "venv", "--clear", l.Venv()); err != nil {
			return "", &Trouble{What: err.Error(), Mend: "see whether " + python.path + " -m venv works at all, and whether the disk is full"}
		}
		// Whatever was installed in an earlier venv is gone with it.
		os.Remove((&Step{Name: jupyterName}).stamp(l.Dot("stamps")))
		return "Python " + python.version, nil
	}
	return s
}
