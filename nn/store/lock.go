package store

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"sync"
	"time"
)

// polling is how often a lock is tried. A blocking flock would need a thread
// of its own for each who waits, and could not be given up.
const polling = 20 * time.Millisecond

// watching is how many tries lie between two looks at what the holder says.
const watching = 10

// Lock is the right to compute a key, which one alone has at a time.
type Lock struct {
	file *os.File // nil in a store that keeps nothing
	once sync.Once
	mu   sync.Mutex
	long int // bytes of the longest news so far
}

// Lock waits until no other process, and nobody else in this one, holds key,
// and holds it until Unlock is called or this process ends, however it ends.
// While it must wait it calls waiting, if that is not nil: first with nil,
// then with what the holder tells. Its error is ctx's, or says that this store
// cannot lock (it is read-only, say): then nobody can put anything into it
// either, and waiting would be for nothing.
func (s *Store) Lock(ctx context.Context, key string, waiting func(news []byte)) (*Lock, error) {
	if err := checkKey(key); err != nil {
		return nil, err
	}
	if s.dir == "" {
		return &Lock{}, nil
	}
	dir := filepath.Join(s.dir, "locks")
	if err := makeDir(dir); err != nil {
		return nil, putError(key, err)
	}
	path := filepath.Join(dir, key)
	var told []byte
	for try := 0; ; try++ {
		f, err := lockNow(path, os.O_RDWR|os.O_CREATE)
		if err != nil {
			return nil, putError(key, err)
		}
		if f != nil {
			f.Truncate(0) // what a holder that died told last
			return &Lock{file: f}, nil
		}
		if try == 1 && waiting != nil { // the first failure may be a lock that was just given up
			waiting(nil)
		}
		if waiting != nil && try%watching == 2 {
			if news := heard(path); news != nil && !bytes.Equal(news, told) {
				told = news
				waiting(news)
			}
		}
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-time.After(polling):
		}
	}
}

// heard is what the holder of the lock at path told last, if it can be read.
func heard(path string) []byte {
	news, err := os.ReadFile(path)
	news = bytes.TrimSpace(news)
	if err != nil || !json.Valid(news) { // empty, or read while it was written
		return nil
	}
	return news
}

// Tell lets those who wait for the lock see news, which is JSON. The news lie
// in the lock's own file, so that nothing else has to be cleaned up; they are
// written in place, and padded, since a reader takes what is whole.
func (l *Lock) Tell(news []byte) {
	if l.file == nil {
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	text := append(append([]byte{}, news...), bytes.Repeat([]byte(" "), max(0, l.long-len(news)))...)
	l.long = len(text)
	l.file.WriteAt(text, 0) // who waits does without, where the disk is full
}

// Unlock gives the lock back. A second time does nothing.
func (l *Lock) Unlock() {
	l.once.Do(func() {
		if l.file != nil {
			os.Remove(l.file.Name())
			l.file.Close()
		}
	})
}
