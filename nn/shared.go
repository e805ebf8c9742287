package nn

import (
	"fmt"
	"sync"

	"github.com/gomlx/compute/dtypes"

	"github.com/seed-380714d4/fathom/nn/data"
)

// sharedBytes bounds what lies on the device in case it is used again: all
// that is in use stays, whatever its size.
const sharedBytes = 2 << 30

// shared keeps splits of data sets on the device: trainings of a sweep, and
// those of the next cell, read the same. What was not used for longest goes
// first.
type shared struct {
	mu    sync.Mutex
	kept  map[string]*residence
	bytes int
	uses  int
}

// residence is a split on the device.
type residence struct {
	mu    sync.Mutex // held while it is put there
	x     *examples
	bytes int
	users int
	last  int // the number of its latest use
}

// get returns the split and what to call when it is no longer needed.
func (s *shared) get(e *engine, set *data.Set, name string, split data.Split, dtype dtypes.DType) (*examples, func(), error) {
	key := fmt.Sprint(set.Hash, " ", name)
	if split.Bytes == nil || split.Values != nil {
		key += " " + dtype.String()
	}
	r := s.use(key)
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.x == nil {
		x, err := e.upload(set, split, dtype)
		if err != nil {
			s.shrink(0) // it may not have fitted
			x, err = e.upload(set, split, dtype)
		}
		if err != nil {
			s.leave(r)
			return nil, nil, err
		}
		r.x = x
		s.grown(r, int(x.inputs.Memory()+x.targets.Memory()))
	}
	mine := *r.x
	mine.set = set // which says whether this user wants them standardised
	return &mine, sync.OnceFunc(func() { s.leave(r) }), nil
}

// use finds the place of a split, and keeps it from going.
func (s *shared) use(key string) *residence {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.kept[key] == nil {
		s.kept[key] = &residence{}
	}
	r := s.kept[key]
	s.uses++
	r.last, r.users = s.uses, r.users+1
	return r
}

func (s *shared) grown(r *residence, bytes int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	r.bytes, s.bytes = bytes, s.bytes+bytes
}

// leave says that a split is not needed any more by one who asked for it.
func (s *shared) leave(r *residence) {
	s.mu.Lock()
	r.users--
	s.mu.Unlock()
	s.shrink(sharedBytes)
}

// shrink lets go of what nobody uses until no more than limit is left.
func (s *shared) shrink(limit int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for s.bytes > limit {
		key, oldest := "", s.uses+1
		for k, other := range s.kept {
			if other.users == 0 && other.bytes > 0 && other.last < oldest {
				key, oldest = k, other.last
			}
		}
		if key == "" {
			return
		}
		gone := s.kept[key]
		delete(s.kept, key)
		s.bytes -= gone.bytes
		gone.x.release()
	}
}
