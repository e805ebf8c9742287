package front

import (
	"fmt"
	"os"
	"path/filepath"
	"syscall"
	"time"
)

// lockName is the file in a kernel's directories that it keeps locked. A lock ends with its process, whatever happens to that.
const lockName = "lock"

// settling is how long a kernel's directory may be without its lock: it has
// just been made.
const settling = time.Minute

// unlocked is how old a directory must be that never had a lock: what is not of
// our making, or not quite, gets the benefit of the doubt for so long.
const unlocked = 24 * time.Hour

// claim locks a directory of the kernel's.
func (p *places) claim(dir string) error {
	f, err := os.OpenFile(filepath.Join(dir, lockName), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return err
	}
	p.locks = append(p.locks, f)
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		return fmt.Errorf("lock: %w", err)
	}
	return nil
}

// sweep removes directories that no kernel holds: guards remove what a killed
// kernel leaves, but nobody does when the machine goes down.
func sweep(pattern string) {
	dirs, _ := filepath.Glob(pattern)
	for _, dir := range dirs {
		if abandoned(dir) {
			_ = os.RemoveAll(dir)
		}
	}
}

// abandoned tells whether a directory belongs to no living kernel.
func abandoned(dir string) bool {
	info, err := os.Stat(dir)
	if err != nil || time.Since(info.ModTime()) < settling {
		return false
	}
	f, err := os.Open(filepath.Join(dir, lockName))
	if os.IsNotExist(err) {
		return time.Since(info.ModTime()) > unlocked
	}
	if err != nil {
		return false
	}
	defer f.Close()
	return syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB) == nil
}
