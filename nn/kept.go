package nn

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log"
	"os"
	"sync"

	"github.com/seed-380714d4/fathom/nn/store"
)

// Kept keeps runs in a store on disk. What the disk does not take stays in
// memory, so that a full or read-only one costs no more than tomorrow's cache.
// Each trouble is given to notice, and is the Note of the reply of the run that
// it befell.
func Kept(s *store.Store, notice func(error)) Runs {
	return &kept{store: s, notice: notice, memory: NewMemory()}
}

// Default is Kept with the store that FATHOM_STORE names, or the one in the
// user's cache; with FATHOM_STORE=off, NewMemory. The store is opened when it
// is first used. Troubles go to the standard error.
func Default() Runs {
	return lazy(sync.OnceValue(func() Runs {
		notice := func(err error) { log.New(os.Stderr, "", 0).Print(err) }
		s, err := store.Default()
		if err != nil {
			notice(err)
			return NewMemory()
		}
		if s.Dir() == "" {
			return NewMemory()
		}
		return Kept(s, notice)
	}))
}

// kept is a store on disk before a memory that takes what the disk refuses.
type kept struct {
	store  *store.Store
	notice func(error)
	memory Runs
	damage sync.Map // what to say of a run that was damaged, by key, when it is put again
}

func (k *kept) Get(ctx context.Context, key string) (*Finished, error) {
	run, err := k.store.Get(key)
	if err == nil {
		var f *Finished
		if f, err = finished(run); err == nil {
			return f, nil
		}
	}
	if err != store.ErrAbsent { // damaged or unreadable: as good as absent, but worth a word
		k.notice(err)
		k.damage.Store(key, err.Error())
	}
	return k.memory.Get(ctx, key)
}

func finished(run *store.Run) (*Finished, error) {
	f := &Finished{Key: run.Key, Identity: run.Request, Weights: run.Weights}
	if err := json.Unmarshal(run.Reply, &f.Reply); err != nil {
		return nil, fmt.Errorf("nn: run %.12s in the store: %w", run.Key, err)
	}
	return f, nil
}

func (k *kept) Put(ctx context.Context, run *Finished) error {
	reply, err := json.Marshal(run.Reply)
	if err != nil {
		return fmt.Errorf("nn: run %.12s: %w", run.Key, err)
	}
	err = k.store.Put(store.Run{Key: run.Key, Request: run.Identity, Reply: reply, Versions: moduleVersions(), Weights: run.Weights})
	if err != nil {
		k.notice(err)
		run.Reply.Note = err.Error()
		return k.memory.Put(ctx, run)
	}
	if said, ok := k.damage.LoadAndDelete(run.Key); ok {
		run.Reply.Note = said.(string) + "; it was trained again"
	}
	return nil
}

func (k *kept) Lock(ctx context.Context, key string, waiting func()) (func(), error) {
	release, err := k.store.Lock(ctx, key, waiting)
	var trouble *store.Error
	if errors.As(err, &trouble) { // no lock, so no run can be put there either
		k.notice(err)
		return k.memory.Lock(ctx, key, waiting)
	}
	return release, err
}

// lazy is runs that are opened when they are first used.
type lazy func() Runs

func (l lazy) Get(ctx context.Context, key string) (*Finished, error) { return l().Get(ctx, key) }
func (l lazy) Put(ctx context.Context, run *Finished) error           { return l().Put(ctx, run) }
func (l lazy) Lock(ctx context.Context, key string, waiting func()) (func(), error) {
	return l().Lock(ctx, key, waiting)
}
