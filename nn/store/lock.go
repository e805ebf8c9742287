package store

import (
	"context"
	"os"
	"path/filepath"
	"sync"
	"time"
)

// polling is how often a lock is tried. A blocking flock would need a thread
// of its own for each who waits, and could not be given up.
const polling = 20 * time.Millisecond

// Lock waits until no other process, and nobody else in this one, holds key,
// and holds it until unlock is called or this process ends, however it ends.
// It calls waiting once, if that is not nil, when it must wait. Its error is ctx's, or says that this store cannot lock (it is read-only,
// say): then nobody can put anything into it either, and waiting would be
// for nothing.
func (s *Store) Lock(ctx context.Context, key string, waiting func()) (unlock func(), err error) {
	if err := checkKey(key); err != nil {
		return nil, err
	}
	if s.dir == "" {
		return func() {}, nil
	}
	dir := filepath.Join(s.dir, "locks")
	if err := makeDir(dir); err != nil {
		return nil, putError(key, err)
	}
	path := filepath.Join(dir, key)
	for try := 0; ; try++ {
		f, err := lockNow(path, os.O_RDWR|os.O_CREATE)
		if err != nil {
			return nil, putError(key, err)
		}
		if f != nil {
			return sync.OnceFunc(func() { os.Remove(path); f.Close() }), nil
		}
		if try == 1 && waiting != nil { // the first failure may be a lock that was just given up
			waiting()
		}
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-time.After(polling):
		}
	}
}
