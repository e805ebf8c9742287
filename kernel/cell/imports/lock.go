package imports

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// LockFile is the file beside notebooks that keeps which versions they were
// given of modules that they import without naming one.
const LockFile = "fathom.modules"

const lockHead = `# The versions that notebooks in this directory were given of modules which they
# import without a %require line, and the checksums of these. It goes with them.
`

// locked is a module at a version, with the checksum of what that was; "" if it
// is not known.
type locked struct{ module, version, sum string }

// lock is the file; with an empty path nothing is kept.
type lock struct{ path string }

// Lock has the loader keep versions in a directory: the notebook's.
func (l *Loader) Lock(dir string) { l.mods.lock.path = filepath.Join(dir, LockFile) }

// find gives what is kept for the module of a package.
func (k lock) find(path string) (found locked, ok bool) {
	text, err := os.ReadFile(k.path)
	if err != nil {
		return found, false
	}
	for line := range strings.Lines(string(text)) {
		f := strings.Fields(line)
		if len(f) < 2 || strings.HasPrefix(f[0], "#") || path != f[0] && !strings.HasPrefix(path, f[0]+"/") {
			continue
		}
		if len(f[0]) >= len(found.module) { // of nested modules the inner one, of two lines the later
			found, ok = locked{module: f[0], version: f[1]}, true
			if len(f) > 2 {
				found.sum = f[2]
			}
		}
	}
	return found, ok
}

// add keeps a version. A directory that cannot be written to keeps none: the
// notebook itself can.
func (k lock) add(m locked) (kept bool) {
	f, err := os.OpenFile(k.path, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o644)
	if err != nil {
		return false
	}
	defer f.Close()
	line := strings.TrimSpace(fmt.Sprintln(m.module, m.version, m.sum)) + "\n"
	if info, err := f.Stat(); err == nil && info.Size() == 0 {
		line = lockHead + line
	}
	_, err = f.WriteString(line)
	return err == nil
}

// sum reads the checksum of a module's content from the go.sum of a directory.
func sum(dir, module, version string) string {
	text, err := os.ReadFile(filepath.Join(dir, "go.sum"))
	if err != nil {
		return ""
	}
	for line := range strings.Lines(string(text)) {
		if f := strings.Fields(line); len(f) == 3 && f[0] == module && f[1] == version {
			return f[2]
		}
	}
	return ""
}
