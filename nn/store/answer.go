package store

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// answerFormat names the layout of an answer's file.
const answerFormat = "fathom answer 1"

// answerRecord is an answer's file.
type answerRecord struct {
	Format string          `json:"format"`
	Key    string          `json:"key"`
	Asked  json.RawMessage `json:"asked"`
	Answer json.RawMessage `json:"answer"`
	SHA256 string          `json:"sha256"` // of asked and answer, one behind the other
}

func (s *Store) answerPath(key string) string {
	return filepath.Join(s.dir, "answers", key[:2], key+".json")
}

// PutAnswer keeps the small result of something other than a training: asked
// and answer are compact JSON. It is not synced: what a falling machine spoils
// is noticed by its checksum, and cheap to compute again.
func (s *Store) PutAnswer(key string, asked, answer []byte) error {
	if err := checkKey(key); err != nil || s.dir == "" {
		return err
	}
	text, err := encodeLines(answerRecord{answerFormat, key, orNull(asked), orNull(answer), sum(append(append([]byte{}, asked...), answer...))})
	if err != nil {
		return &Error{Where: "keep answer " + key[:12], What: "it is not JSON: " + err.Error()}
	}
	path := s.answerPath(key)
	if err := makeDir(filepath.Dir(path)); err != nil {
		return putError(key, err)
	}
	tmp, err := s.newTemporary(key)
	if err != nil {
		return putError(key, err)
	}
	defer tmp.remove()
	whole := filepath.Join(tmp.path, "answer")
	if err := os.WriteFile(whole, text, 0o644); err != nil {
		return putError(key, err)
	}
	if err := os.Rename(whole, path); err != nil {
		return putError(key, err)
	}
	s.bound(int64(len(text)))
	return nil
}

// Answer reads an answer, and what had been asked. There is none if
// errors.Is(err, ErrAbsent); a *Damaged says that there was one.
func (s *Store) Answer(key string) (asked, answer []byte, err error) {
	if err := checkKey(key); err != nil {
		return nil, nil, err
	}
	if s.dir == "" {
		return nil, nil, ErrAbsent
	}
	path := s.answerPath(key)
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil, ErrAbsent
	}
	if err != nil {
		return nil, nil, systemError("read answer "+key[:12], err)
	}
	var r answerRecord
	err = json.Unmarshal(text, &r)
	if err == nil && (r.Format != answerFormat || r.Key != key) {
		err = fmt.Errorf("want format %q of %.12s, got %q of %.12s", answerFormat, key, r.Format, r.Key)
	}
	if err == nil && sum(append(append([]byte{}, r.Asked...), r.Answer...)) != r.SHA256 {
		err = errors.New("its checksum does not fit")
	}
	if err != nil {
		return nil, nil, s.setAside(key, path, "its answer: "+err.Error())
	}
	touch(path)
	return r.Asked, r.Answer, nil
}
