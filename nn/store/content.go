package store

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
)

// PutContent keeps bytes under their own SHA-256 and says what that is:
// examples that a program sent, weights that it read from a file. Who has the
// hash needs to send them no more.
func (s *Store) PutContent(content []byte) (key string, err error) {
	key = sum(content)
	if s.dir == "" {
		return key, &Error{Where: "keep content " + key[:12], What: "this store keeps nothing"}
	}
	path := s.contentPath(key)
	if info, err := os.Stat(path); err == nil && info.Size() == int64(len(content)) {
		touch(path)
		return key, nil
	}
	if err := makeDir(filepath.Dir(path)); err != nil {
		return key, contentError(key, err)
	}
	tmp, err := s.newTemporary(key)
	if err != nil {
		return key, contentError(key, err)
	}
	defer tmp.remove()
	whole := filepath.Join(tmp.path, "content")
	if err := writeSynced(whole, content); err != nil {
		return key, contentError(key, err)
	}
	if err := os.Rename(whole, path); err != nil {
		return key, contentError(key, err)
	}
	s.bound(int64(len(content)))
	return key, nil
}

// Content reads what PutContent kept. There is none if errors.Is(err,
// ErrAbsent); a *Damaged says that there was, and is no longer what it was.
func (s *Store) Content(key string) ([]byte, error) {
	if err := checkKey(key); err != nil {
		return nil, err
	}
	if s.dir == "" {
		return nil, ErrAbsent
	}
	path := s.contentPath(key)
	content, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, ErrAbsent
	}
	if err != nil {
		return nil, systemError("read content "+key[:12], err)
	}
	if sum(content) != key {
		return nil, s.setAside(key, path, "its checksum does not fit")
	}
	touch(path)
	return content, nil
}

func (s *Store) contentPath(key string) string {
	return filepath.Join(s.dir, "content", key[:2], key)
}

func contentError(key string, err error) error {
	e := systemError("keep content "+key[:12], err).(*Error)
	e.Mend = mend(err) + ", or set " + Env + " to another directory"
	return e
}
