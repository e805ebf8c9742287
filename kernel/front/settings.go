package front

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"github.com/seed-380714d4/fathom/kernel/cell"
)

// settings are what the user changed of the surroundings in which cells and the
// engine run. They outlive a GoNB that dies.
type settings struct {
	mu  sync.Mutex
	dir string // "" is the kernel's own
	env []string
}

// get gives the working directory and the changed variables.
func (s *settings) get() (dir string, env []string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.dir, slices.Clone(s.env)
}

// lookup gives a variable as cells see it.
func (s *settings) lookup(name string) (string, bool) {
	_, env := s.get()
	for _, kv := range env {
		if n, value, _ := strings.Cut(kv, "="); n == name {
			return value, true
		}
	}
	return os.LookupEnv(name)
}

// changeDirectory is %cd: cells run there from now on.
func (f *Front) changeDirectory(r *running, args string) *cell.Report {
	dir, _ := f.settings.get()
	if dir == "" {
		dir, _ = os.Getwd()
	}
	said := "Current directory: %q\n" // as GoNB says it
	if args != "" {
		to := strings.Trim(args, `"'`)
		if rest, ok := strings.CutPrefix(to, "~"); ok && (rest == "" || rest[0] == '/') {
			home, _ := os.UserHomeDir()
			to = home + rest
		}
		if !filepath.IsAbs(to) {
			to = filepath.Join(dir, to)
		}
		to = filepath.Clean(to)
		if info, err := os.Stat(to); err != nil || !info.IsDir() {
			return &cell.Report{Name: "PathError", Value: fmt.Sprintf("%%cd: there is no directory %s", to)}
		}
		dir = to
		f.settings.mu.Lock()
		f.settings.dir = dir
		f.settings.mu.Unlock()
		if report := f.tell(r, fmt.Sprintf("%%cd %s", quote(dir))); report != nil {
			return report
		}
		said = "Changed directory to %q\n"
	}
	f.say(r, fmt.Sprintf(said, dir))
	return nil
}

// setEnvironment is %env: cells, and the next engine, have the variable. An
// engine that runs ends; whoever needs one next gets one that knows.
func (f *Front) setEnvironment(r *running, args string) *cell.Report {
	name, value, set := strings.Cut(args, "=")
	if !set || strings.ContainsAny(name, " \t") {
		name, value, set = strings.Cut(args, " ")
	}
	name, value = strings.TrimSpace(name), strings.Trim(strings.TrimSpace(value), `"`)
	switch {
	case name == "":
		return &cell.Report{Name: "UsageError", Value: "%env: want NAME VALUE, NAME=VALUE, or NAME to see it"}
	case !set:
		value, ok := f.settings.lookup(name)
		if !ok {
			f.say(r, name+" is not set\n")
		} else {
			f.say(r, name+"="+value+"\n")
		}
		return nil
	}
	f.settings.mu.Lock()
	f.settings.env = slices.DeleteFunc(f.settings.env, func(kv string) bool { return strings.HasPrefix(kv, name+"=") })
	f.settings.env = append(f.settings.env, name+"="+value)
	env := append(os.Environ(), f.settings.env...)
	f.settings.mu.Unlock()
	f.engine.Renew(env)
	if report := f.tell(r, fmt.Sprintf("%%env %s %s", name, quote(value))); report != nil {
		return report
	}
	f.say(r, fmt.Sprintf("Set: %s=%q\n", name, value))
	return nil
}

// tell passes a command on to a GoNB that runs; a later one is started with the
// settings.
func (f *Front) tell(r *running, line string) *cell.Report {
	child, err := f.child(r.ready)
	if err != nil {
		return r.unready(err)
	}
	f.gonb.meet(child)
	if _, err := f.ask(child, line, true, false, false, nil); err != nil {
		return &cell.Report{Name: "KernelError", Value: err.Error()}
	}
	return nil
}

// quote writes an argument as GoNB reads it.
func quote(s string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(s) + `"`
}
