package store

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sort"
	"strings"
)

// Peek reads a run but for its weights, unverified, and without that counting
// as a use: for lists of hundreds.
func (s *Store) Peek(key string) (*Run, error) {
	if err := checkKey(key); err != nil {
		return nil, err
	}
	if s.dir == "" {
		return nil, ErrAbsent
	}
	text, err := os.ReadFile(filepath.Join(s.path(key), runFile))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, ErrAbsent
	}
	if err != nil {
		return nil, systemError("read "+short(key), err)
	}
	var rec record
	if err := json.Unmarshal(text, &rec); err != nil {
		return nil, fmt.Errorf("store: %s: %s: %w", short(key), runFile, err)
	}
	return &Run{Key: key, Label: rec.Label, Made: rec.Made, Request: rec.Request, Reply: rec.Reply, Versions: rec.Versions}, nil
}

// Find gives the key of the one run whose key begins with prefix.
func (s *Store) Find(prefix string) (string, error) {
	list, err := s.List()
	if err != nil {
		return "", err
	}
	var keys []string
	for _, i := range list {
		if strings.HasPrefix(i.Key, strings.ToLower(prefix)) {
			keys = append(keys, i.Key)
		}
	}
	switch {
	case prefix == "" || len(keys) == 0:
		return "", &Error{Where: fmt.Sprintf("key %.80q", prefix), What: "no run has it",
			Mend: "fathom runs lists those that are there", Err: ErrAbsent}
	case len(keys) > 1:
		sort.Strings(keys)
		for i := range keys {
			keys[i] = keys[i][:min(64, len(prefix)+4)]
		}
		return "", &Error{Where: fmt.Sprintf("key %.80q", prefix), What: fmt.Sprintf("%d runs begin so: %s", len(keys), strings.Join(keys[:min(5, len(keys))], ", ")),
			Mend: "give more of its digits"}
	}
	return keys[0], nil
}
