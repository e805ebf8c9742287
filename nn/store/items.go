package store

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"time"
)

// Item is one thing that lies in a store.
type Item struct {
	Kind   Kind
	Key    string
	Bytes  int64     // what its files take
	Used   time.Time // when it was read or written last, to a minute or two
	Pinned bool      // it stays until it is unpinned

	path string
}

// Kind says what an Item is.
type Kind string

// What lies in a store.
const (
	KindRun        Kind = "run"
	KindCheckpoint Kind = "checkpoint"
	KindAnswer     Kind = "answer"
	KindContent    Kind = "content"
	KindDamaged    Kind = "damaged"
)

// List gives all runs by key, unread and so unverified.
func (s *Store) List() ([]Item, error) {
	var runs []Item
	all, err := s.Items()
	for _, i := range all {
		if i.Kind == KindRun {
			runs = append(runs, i)
		}
	}
	sort.Slice(runs, func(i, j int) bool { return runs[i].Key < runs[j].Key })
	return runs, err
}

// Items gives everything that takes room, but what is being written.
func (s *Store) Items() ([]Item, error) {
	if s.dir == "" {
		return nil, nil
	}
	top, err := os.ReadDir(s.dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		e := systemError("list the runs", err).(*Error)
		e.Mend = "see that " + Env + " names a directory that can be read"
		return nil, e
	}
	var list []Item
	add := func(kind Kind, dir string, keyOf func(name string) string) {
		entries, _ := os.ReadDir(dir) // removed meanwhile: nothing to list
		for _, e := range entries {
			if key := keyOf(e.Name()); keyForm.MatchString(key) {
				if item, ok := itemAt(kind, key, filepath.Join(dir, e.Name())); ok {
					list = append(list, item)
				}
			}
		}
	}
	before := func(end string) func(string) string {
		return func(name string) string { key, _, _ := strings.Cut(name, end); return key }
	}
	for _, g := range top {
		if len(g.Name()) == 2 {
			add(KindRun, filepath.Join(s.dir, g.Name()), before("/"))
		}
	}
	add(KindCheckpoint, filepath.Join(s.dir, "checkpoints"), before(".safetensors"))
	add(KindDamaged, filepath.Join(s.dir, "damaged"), before("."))
	groups, _ := os.ReadDir(filepath.Join(s.dir, "answers"))
	for _, g := range groups {
		add(KindAnswer, filepath.Join(s.dir, "answers", g.Name()), before(".json"))
	}
	groups, _ = os.ReadDir(filepath.Join(s.dir, "content"))
	for _, g := range groups {
		add(KindContent, filepath.Join(s.dir, "content", g.Name()), before("."))
	}
	for i := range list {
		list[i].Pinned = list[i].Kind == KindRun && s.Pinned(list[i].Key)
	}
	return list, nil
}

func itemAt(kind Kind, key, path string) (Item, bool) {
	info, err := os.Stat(path)
	if err != nil {
		return Item{}, false
	}
	bytes := info.Size()
	if info.IsDir() {
		bytes = size(path)
	}
	return Item{Kind: kind, Key: key, Bytes: bytes, Used: info.ModTime(), path: path}, true
}

func size(dir string) (total int64) {
	files, _ := os.ReadDir(dir)
	for _, f := range files {
		if info, err := f.Info(); err == nil {
			total += info.Size()
		}
	}
	return total
}
