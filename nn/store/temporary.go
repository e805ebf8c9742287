package store

import (
	"crypto/rand"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
	"time"
)

// temporary is a directory in which an entry is written. The process that
// writes holds a lock on it: whoever can take that lock knows that its writer
// is dead. (A process number would not do: numbers come again, and another
// container has its own.)
type temporary struct {
	path string
	lock *os.File
}

func (s *Store) newTemporary(key string) (*temporary, error) {
	dir := filepath.Join(s.dir, "tmp")
	if err := makeDir(dir); err != nil {
		return nil, err
	}
	for {
		path := filepath.Join(dir, key[:12]+"."+rand.Text())
		if err := os.Mkdir(path, 0o755); err != nil {
			return nil, err
		}
		lock, err := lockNow(path, os.O_RDONLY)
		switch {
		case lock != nil:
			return &temporary{path, lock}, nil
		case err != nil && !errors.Is(err, fs.ErrNotExist):
			os.RemoveAll(path)
			return nil, err
		}
		// A sweep came between making it and locking it, and took it away.
	}
}

// remove takes away what is left at the temporary name: nothing, after the
// entry was published.
func (t *temporary) remove() {
	os.RemoveAll(t.path)
	t.lock.Close()
}

// forgotten is how old a checkpoint may be: who has not gone on with a training
// for a month will hardly do so, and can still train it again.
const forgotten = 30 * 24 * time.Hour

// sweep removes what dead processes left: half-written entries, locks, and
// checkpoints that nobody came back for. It is a courtesy: what it cannot
// remove does no harm.
func (s *Store) sweep() {
	for _, name := range []string{"tmp", "locks"} {
		dir := filepath.Join(s.dir, name)
		entries, _ := os.ReadDir(dir)
		for _, e := range entries {
			path := filepath.Join(dir, e.Name())
			if lock, err := lockNow(path, os.O_RDONLY); err == nil && lock != nil {
				os.RemoveAll(path)
				lock.Close()
			}
		}
	}
	dir := filepath.Join(s.dir, "checkpoints")
	entries, _ := os.ReadDir(dir)
	for _, e := range entries {
		if info, err := e.Info(); err == nil && time.Since(info.ModTime()) > forgotten {
			os.Remove(filepath.Join(dir, e.Name()))
		}
	}
}

// lockNow opens path and locks it, if nobody else has. It returns nil when
// somebody has, or when path no longer names what was locked: a lock belongs
// to the file, and whoever had it before may have removed that.
func lockNow(path string, flags int) (*os.File, error) {
	f, err := os.OpenFile(path, flags, 0o644)
	if err != nil {
		return nil, err
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		f.Close()
		if err == syscall.EWOULDBLOCK || err == syscall.EINTR {
			return nil, nil
		}
		return nil, &os.PathError{Op: "lock", Path: path, Err: err}
	}
	held, err1 := f.Stat()
	named, err2 := os.Stat(path)
	if err1 != nil || err2 != nil || !os.SameFile(held, named) {
		f.Close()
		return nil, nil
	}
	return f, nil
}
