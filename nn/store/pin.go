package store

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
)

// A pin is a file of its own, since an entry is never altered.
func (s *Store) pinPath(key string) string { return filepath.Join(s.dir, "pinned", key) }

// Pin keeps a run from being removed for room, until Unpin.
func (s *Store) Pin(key string) error {
	if err := checkKey(key); err != nil {
		return err
	}
	if s.dir == "" {
		return &Error{Where: "pin " + short(key), What: "this store keeps nothing", Mend: "set " + Env + " to a directory"}
	}
	if _, err := os.Stat(s.path(key)); err != nil {
		return &Error{Where: "pin " + short(key), What: "there is no such run", Err: ErrAbsent}
	}
	if err := makeDir(filepath.Dir(s.pinPath(key))); err != nil {
		return systemError("pin "+short(key), err)
	}
	if err := os.WriteFile(s.pinPath(key), nil, 0o644); err != nil {
		return systemError("pin "+short(key), err)
	}
	return nil
}

// Unpin lets a run go when room is needed. One that is not pinned stays so.
func (s *Store) Unpin(key string) error {
	if err := checkKey(key); err != nil || s.dir == "" {
		return err
	}
	if err := os.Remove(s.pinPath(key)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return systemError("unpin "+short(key), err)
	}
	return nil
}

// Pinned tells whether a run is pinned.
func (s *Store) Pinned(key string) bool {
	if s.dir == "" {
		return false
	}
	_, err := os.Stat(s.pinPath(key))
	return err == nil
}
