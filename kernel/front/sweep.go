package front

import (
	"fmt"
	"os"
	"path/filepath"
	"syscall"
	"time"
)

// lockName is the file in a session's directory that its kernel keeps locked.
// A lock ends with its process, whatever happens to that.
const lockName = "lock"

// settling is how long a session's directory may be without its lock: it has
// just been made.
const settling = time.Minute

// claim locks the session's directory.
func (p *places) claim() error {
	f, err := os.OpenFile(filepath.Join(p.session, lockName), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return err
	}
	p.lock = f
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		return fmt.Errorf("lock: %w", err)
	}
	return nil
}

// sweep removes the directories of sessions that nobody holds: guards remove
// what a killed kernel leaves, but nobody does when the machine goes down.
func sweep(sessions string) {
	dirs, _ := filepath.Glob(filepath.Join(sessions, "s*"))
	for _, dir := range dirs {
		if abandoned(dir) {
			_ = os.RemoveAll(dir)
		}
	}
}

// abandoned tells whether a session's directory belongs to no living kernel.
func abandoned(dir string) bool {
	info, err := os.Stat(dir)
	if err != nil || time.Since(info.ModTime()) < settling {
		return false
	}
	f, err := os.Open(filepath.Join(dir, lockName))
	if os.IsNotExist(err) {
		return true
	}
	if err != nil {
		return false
	}
	defer f.Close()
	return syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB) == nil
}
