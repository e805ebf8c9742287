package store

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
)

// Request reads what was asked for by a run, and nothing else of it: it comes
// before the history, each field on a line of its own, so that comparing
// hundreds of runs reads little. It is not verified.
func (s *Store) Request(key string) (json.RawMessage, error) {
	if err := checkKey(key); err != nil || s.dir == "" {
		return nil, ErrAbsent
	}
	f, err := os.Open(filepath.Join(s.path(key), runFile))
	if err != nil {
		return nil, ErrAbsent
	}
	defer f.Close()
	for r := bufio.NewReader(f); ; {
		line, err := r.ReadBytes('\n')
		if rest, ok := bytes.CutPrefix(line, []byte(`  "request": `)); ok {
			rest = bytes.TrimSuffix(bytes.TrimSpace(rest), []byte(","))
			if json.Valid(rest) {
				return rest, nil
			}
		}
		if err != nil {
			return nil, fmt.Errorf("store: %s: no request in %s", short(key), runFile)
		}
	}
}
