package data

import "sync"

// recent are the sets that were read last, by where from: a run is asked about
// more than once, and CIFAR-10 takes a second to read, or a minute to fetch.
var recent = struct {
	sync.Mutex
	sets  map[string]*reading
	order []string // the one read first, first
}{sets: map[string]*reading{}}

// reading is a set that is being read, or was. Who wants the same waits for
// it; who wants another does not.
type reading struct {
	sync.Mutex
	set *Set
}

// recentMost bounds how many stay in memory.
const recentMost = 3

// remembered is the set under key, or the one that open reads.
func remembered(key string, open func() (*Set, error)) (*Set, error) {
	r := readingOf(key)
	r.Lock()
	defer r.Unlock()
	if r.set != nil {
		return r.set, nil
	}
	set, err := open()
	if err != nil {
		return nil, err // and the next one tries again
	}
	r.set = set
	return set, nil
}

func readingOf(key string) *reading {
	recent.Lock()
	defer recent.Unlock()
	if r := recent.sets[key]; r != nil {
		return r
	}
	r := &reading{}
	recent.sets[key], recent.order = r, append(recent.order, key)
	if len(recent.order) > recentMost {
		delete(recent.sets, recent.order[0])
		recent.order = recent.order[1:]
	}
	return r
}
