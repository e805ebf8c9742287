package data

import "sync"

// recent are the sets that were read last, by where from: a run is asked about
// more than once, and CIFAR-10 takes a second to read.
var recent = struct {
	sync.Mutex
	sets  map[string]*Set
	order []string // the one recent first, first
}{sets: map[string]*Set{}}

// openedMost bounds how many stay in memory.
const openedMost = 3

// remembered is the set under key, or the one that open reads.
func remembered(key string, open func() (*Set, error)) (*Set, error) {
	recent.Lock()
	defer recent.Unlock()
	if set := recent.sets[key]; set != nil {
		return set, nil
	}
	set, err := open()
	if err != nil {
		return nil, err
	}
	recent.sets[key], recent.order = set, append(recent.order, key)
	if len(recent.order) > openedMost {
		delete(recent.sets, recent.order[0])
		recent.order = recent.order[1:]
	}
	return set, nil
}
