package store

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// checkpointSum is the name of a checkpoint's checksum among its metadata.
const checkpointSum = "sha256"

// Checkpoint is where an unfinished training stands, as its caller understands
// it: arrays, and texts by name.
type Checkpoint struct {
	Tensors []Tensor
	Texts   map[string]string
}

func (s *Store) checkpointPath(key string) string {
	return filepath.Join(s.dir, "checkpoints", key+".safetensors")
}

// SaveCheckpoint replaces the checkpoint of key. After a crash at any moment
// there is the old one or the new one.
func (s *Store) SaveCheckpoint(key string, c Checkpoint) error {
	if err := checkKey(key); err != nil || s.dir == "" {
		return err
	}
	content, err := c.encode()
	if err != nil {
		return err
	}
	path := s.checkpointPath(key)
	if err := makeDir(filepath.Dir(path)); err != nil {
		return checkpointError(key, err)
	}
	tmp, err := s.newTemporary(key)
	if err != nil {
		return checkpointError(key, err)
	}
	defer tmp.remove()
	whole := filepath.Join(tmp.path, "checkpoint")
	if err := writeSynced(whole, content); err != nil {
		return checkpointError(key, err)
	}
	if err := os.Rename(whole, path); err != nil {
		return checkpointError(key, err)
	}
	s.bound(int64(len(content)))
	return syncDir(filepath.Dir(path))
}

// LoadCheckpoint reads the checkpoint of key. There is none if
// errors.Is(err, ErrAbsent); a *Damaged says that there was one.
func (s *Store) LoadCheckpoint(key string) (Checkpoint, error) {
	if err := checkKey(key); err != nil {
		return Checkpoint{}, err
	}
	if s.dir == "" {
		return Checkpoint{}, ErrAbsent
	}
	path := s.checkpointPath(key)
	content, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return Checkpoint{}, ErrAbsent
	}
	if err != nil {
		return Checkpoint{}, checkpointError(key, err)
	}
	c, err := decodeCheckpoint(content)
	if err != nil {
		return Checkpoint{}, s.setAside(key, path, "its checkpoint: "+err.Error())
	}
	return c, nil
}

// DropCheckpoint removes the checkpoint of key, if there is one.
func (s *Store) DropCheckpoint(key string) {
	if checkKey(key) == nil && s.dir != "" {
		os.Remove(s.checkpointPath(key))
	}
}

// encode writes a safetensors file whose metadata hold the texts and a
// checksum: that of the file without it.
func (c Checkpoint) encode() ([]byte, error) {
	bare, err := EncodeSafetensors(c.Tensors, c.Texts)
	if err != nil {
		return nil, err
	}
	texts := map[string]string{checkpointSum: sum(bare)}
	for name, text := range c.Texts {
		if name == checkpointSum {
			return nil, fmt.Errorf("store: checkpoint: the name %q is taken", name)
		}
		texts[name] = text
	}
	return EncodeSafetensors(c.Tensors, texts)
}

func decodeCheckpoint(content []byte) (Checkpoint, error) {
	tensors, texts, err := DecodeSafetensors(content)
	if err != nil {
		return Checkpoint{}, err
	}
	want := texts[checkpointSum]
	delete(texts, checkpointSum)
	bare, err := EncodeSafetensors(tensors, texts)
	if err != nil {
		return Checkpoint{}, err
	}
	if got := sum(bare); got != want {
		return Checkpoint{}, fmt.Errorf("checksum: want %.12q, got %.12q", want, got)
	}
	return Checkpoint{tensors, texts}, nil
}

// checkpointError says what it means that a checkpoint cannot be kept or read.
func checkpointError(key string, err error) error {
	e := systemError("checkpoint of "+short(key), err).(*Error)
	e.Mend = fmt.Sprintf("the training goes on, but would start again from its beginning if it were stopped; %s, or set %s to another directory",
		mend(err), Env)
	return e
}
