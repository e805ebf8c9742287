package store

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"
)

// Damaged says that an entry was there whose checksums did not fit. It has
// been set aside, and the run is absent now: errors.Is(err, ErrAbsent).
type Damaged struct {
	Key     string
	Reason  string
	Kept    string // where it lies now
	Removed error  // why it could not be set aside, if it could not
}

func (d *Damaged) Error() string {
	text := fmt.Sprintf("store: %s was damaged (%s) and is not used", short(d.Key), d.Reason)
	if d.Removed != nil {
		return text + fmt.Sprintf("; it could not be set aside (%v): remove it by hand", d.Removed)
	}
	return text + "; what is left of it lies in " + d.Kept
}

// Is makes a damaged run an absent one.
func (d *Damaged) Is(target error) bool { return target == ErrAbsent }

// Get reads a run and verifies it. There is none if errors.Is(err, ErrAbsent);
// a *Damaged says that there was one.
func (s *Store) Get(key string) (*Run, error) {
	if err := checkKey(key); err != nil {
		return nil, err
	}
	if s.dir == "" {
		return nil, ErrAbsent
	}
	run, err := s.read(key)
	if err == nil {
		touch(s.path(key))
	}
	if err == nil || errors.Is(err, ErrAbsent) {
		return run, err
	}
	var failure *readFailure
	if errors.As(err, &failure) {
		return nil, &Error{Where: "read " + short(key), What: failure.Error(),
			Mend: "see that the store's directory can be read, or set " + Env + " to another", Err: failure.error}
	}
	return nil, s.setAside(key, s.path(key), err.Error())
}

// Optimizer reads the state that a run's optimiser ended with. There is none
// if errors.Is(err, ErrAbsent): the run is absent, or was kept without it. With
// a damaged state the whole run is set aside, as *Damaged says.
func (s *Store) Optimizer(key string) ([]byte, error) {
	if err := checkKey(key); err != nil {
		return nil, err
	}
	if s.dir == "" {
		return nil, ErrAbsent
	}
	sums, err := os.ReadFile(filepath.Join(s.path(key), sumsFile))
	want := parseSums(sums)[optimizerFile]
	if err != nil || want == "" {
		return nil, ErrAbsent
	}
	content, err := os.ReadFile(filepath.Join(s.path(key), optimizerFile))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, systemError("read "+short(key), err)
	}
	if got := sum(content); got != want {
		return nil, s.setAside(key, s.path(key), fmt.Sprintf("checksum of %s: want %.12q, got %.12q", optimizerFile, want, got))
	}
	return content, nil
}

// readFailure is an error of the system, which says nothing about the entry:
// a file that may not be read is not damaged.
type readFailure struct{ error }

// read gives a run, ErrAbsent, a readFailure, or what is wrong with the entry.
func (s *Store) read(key string) (*Run, error) {
	dir := s.path(key)
	if _, err := os.Lstat(dir); errors.Is(err, fs.ErrNotExist) {
		return nil, ErrAbsent
	}
	files := map[string][]byte{}
	for _, name := range []string{sumsFile, runFile, weightsFile} {
		content, err := os.ReadFile(filepath.Join(dir, name))
		if errors.Is(err, fs.ErrNotExist) {
			if _, gone := os.Lstat(dir); errors.Is(gone, fs.ErrNotExist) {
				return nil, ErrAbsent // removed or set aside while we read
			}
			return nil, fmt.Errorf("%s is missing", name)
		}
		if err != nil {
			return nil, &readFailure{err}
		}
		files[name] = content
	}
	return parse(key, files)
}

// setAside moves what is damaged out of the way, where somebody can look at it.
func (s *Store) setAside(key, path, reason string) error {
	d := &Damaged{Key: key, Reason: reason}
	dir := filepath.Join(s.dir, "damaged")
	d.Kept = filepath.Join(dir, fmt.Sprintf("%s.%d", key, time.Now().UnixNano()))
	if err := makeDir(dir); err != nil {
		d.Removed = systemError("set aside", err)
		return d
	}
	if err := os.Rename(path, d.Kept); err != nil && !errors.Is(err, fs.ErrNotExist) {
		d.Removed = systemError("set aside", err)
	}
	return d
}
