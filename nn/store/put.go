package store

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
)

// Put keeps a run. It is there, whole and on the disk, when Put returns nil;
// after an error nothing of it is there. A run that is there already stays.
func (s *Store) Put(r Run) error {
	if err := checkKey(r.Key); err != nil || s.dir == "" {
		return err
	}
	files, err := r.files()
	if err != nil {
		return err
	}
	tmp, err := s.newTemporary(r.Key)
	if err != nil {
		return putError(r.Key, err)
	}
	defer tmp.remove()
	for name, content := range files {
		if err := writeSynced(filepath.Join(tmp.path, name), content); err != nil {
			return putError(r.Key, err)
		}
	}
	if err := syncDir(tmp.path); err != nil {
		return putError(r.Key, err)
	}
	if err := s.publish(r.Key, tmp.path); err != nil {
		return putError(r.Key, err)
	}
	s.bound(size(s.path(r.Key)))
	return nil
}

// publish gives a written directory its name. Somebody may have put the same
// run there meanwhile: theirs is as good, unless it is damaged.
func (s *Store) publish(key, from string) error {
	to := s.path(key)
	group := filepath.Dir(to)
	if err := makeDir(group); err != nil {
		return err
	}
	for try := 0; ; try++ {
		err := os.Rename(from, to)
		if err == nil {
			return syncDir(group)
		}
		there := errors.Is(err, fs.ErrExist) || errors.Is(err, syscall.ENOTEMPTY)
		if !there || try == 3 {
			return err
		}
		if _, err := s.Get(key); err == nil {
			return nil
		}
	}
}

// makeDir makes a directory of the store and sees to it that its name is on
// the disk, so that what is renamed into it cannot be lost with it.
func makeDir(dir string) error {
	if _, err := os.Stat(dir); err == nil {
		return nil
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	return syncDir(filepath.Dir(dir))
}

func writeSynced(path string, content []byte) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return err
	}
	if _, err := f.Write(content); err != nil {
		f.Close()
		return err
	}
	if err := f.Sync(); err != nil {
		f.Close()
		return err
	}
	return f.Close()
}

// syncDir makes the names in a directory durable. File systems that cannot do
// this for directories say EINVAL, and there is nothing more to do there.
func syncDir(dir string) error {
	f, err := os.Open(dir)
	if err != nil {
		return err
	}
	defer f.Close()
	if err := f.Sync(); err != nil && !errors.Is(err, syscall.EINVAL) {
		return err
	}
	return nil
}

// putError says that a result could not be kept. The path in a system's error
// names a temporary file, which is nobody's business; the store's directory is
// named instead, by the caller's message.
func putError(key string, err error) error {
	e := systemError("keep "+short(key), err).(*Error)
	e.Mend = fmt.Sprintf("the result is right, but will be computed again next time; %s, or set %s to another directory",
		mend(err), Env)
	return e
}

// systemError strips an error of the system of its path.
func systemError(where string, err error) error {
	what := err.Error()
	var pe *fs.PathError
	var le *os.LinkError
	switch {
	case errors.As(err, &pe):
		what = pe.Op + ": " + pe.Err.Error()
	case errors.As(err, &le):
		what = le.Op + ": " + le.Err.Error()
	}
	return &Error{Where: where, What: what, Err: err}
}

// mend says what to do about an error of the system.
func mend(err error) string {
	switch {
	case errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EDQUOT):
		return "make room on the disk"
	case errors.Is(err, syscall.EFBIG):
		return "raise the limit on the size of a file"
	case errors.Is(err, syscall.EROFS), errors.Is(err, fs.ErrPermission):
		return "make the store's directory writable"
	}
	return "see that the store's directory can be written to"
}
