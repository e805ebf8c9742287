package nn

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"sync"
	"syscall"
	"time"

	"github.com/seed-380714d4/fathom/dsl"
	"github.com/seed-380714d4/fathom/nn/store"
)

// Kept keeps runs in a store on disk. What the disk does not take stays in
// memory, so that a full or read-only one costs no more than tomorrow's cache.
// Each trouble is given to notice, and is the Note of the reply of the run that
// it befell.
func Kept(s *store.Store, notice func(error)) Runs {
	return &kept{store: s, notice: notice, memory: NewMemory()}
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
	k.said(key, err)
	return k.memory.Get(ctx, key)
}

// said passes on what is worth a word: damaged or unreadable is as good as
// absent, but not the same.
func (k *kept) said(key string, err error) {
	if err == nil || err == store.ErrAbsent {
		return
	}
	k.notice(err)
	k.damage.Store(key, err.Error())
}

func finished(run *store.Run) (*Finished, error) {
	f := &Finished{Key: run.Key, Identity: run.Request, Label: run.Label, Made: run.Made, Weights: run.Weights}
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
	entry := store.Run{Key: run.Key, Label: run.Label, Made: run.Made, Request: run.Identity, Reply: reply,
		Versions: moduleVersions(), Weights: run.Weights, Optimizer: run.Optimizer}
	err = k.store.Put(entry)
	k.DropCheckpoint(run.Key) // not before: what was trained is never without a trace
	if errors.Is(err, syscall.ENOSPC) {
		err = k.store.Put(entry) // in the room that the checkpoint left
	}
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

func (k *kept) Optimizer(ctx context.Context, key string) ([]byte, error) {
	state, err := k.store.Optimizer(key)
	if err == nil {
		return state, nil
	}
	k.said(key, err)
	return k.memory.Optimizer(ctx, key)
}

// Those who wait in other processes are told so often, and less where it takes
// more than a share of the training's time: they may begin to watch at any
// moment, so all of its course is told each time.
const (
	tellEvery = 200 * time.Millisecond
	tellShare = 100
)

func (k *kept) Lock(ctx context.Context, key string, waiting func(dsl.Progress)) (Claim, error) {
	lock, err := k.store.Lock(ctx, key, watched(waiting))
	var trouble *store.Error
	if errors.As(err, &trouble) { // no lock, so no run can be put there either
		k.notice(err)
		return k.memory.Lock(ctx, key, waiting)
	}
	if err != nil {
		return Claim{}, err
	}
	var course dsl.Course
	var next time.Time
	tell := func(p dsl.Progress) {
		course.Add(p)
		now := time.Now()
		if now.Before(next) {
			return
		}
		if news, err := json.Marshal(course.Whole()); err == nil {
			lock.Tell(news)
		}
		next = now.Add(max(tellEvery, tellShare*time.Since(now)))
	}
	return Claim{Tell: tell, Release: lock.Unlock}, nil
}

// watched makes progress of what the holder of a lock tells.
func watched(waiting func(dsl.Progress)) func([]byte) {
	if waiting == nil {
		return nil
	}
	return func(news []byte) {
		p := dsl.Progress{Phase: "waiting"}
		if news == nil || json.Unmarshal(news, &p) == nil {
			waiting(p)
		}
	}
}

func (k *kept) Checkpoint(key string) *store.Checkpoint {
	if c := k.memory.Checkpoint(key); c != nil {
		return c // later than what the disk took
	}
	c, err := k.store.LoadCheckpoint(key)
	k.said(key, err)
	if err != nil {
		return nil
	}
	return &c
}

func (k *kept) SaveCheckpoint(key string, c store.Checkpoint) error {
	if err := k.store.SaveCheckpoint(key, c); err != nil {
		k.notice(err)
		return errors.Join(err, k.memory.SaveCheckpoint(key, c))
	}
	k.memory.DropCheckpoint(key)
	return nil
}

func (k *kept) DropCheckpoint(key string) {
	k.store.DropCheckpoint(key)
	k.memory.DropCheckpoint(key)
}

func (k *kept) Answer(key string) []byte {
	_, answer, err := k.store.Answer(key)
	if err == nil {
		return answer
	}
	if err != store.ErrAbsent {
		k.notice(err)
	}
	return k.memory.Answer(key)
}

func (k *kept) KeepAnswer(key string, asked, answer []byte) {
	if err := k.store.PutAnswer(key, asked, answer); err != nil {
		k.memory.KeepAnswer(key, asked, answer) // nothing is lost but time tomorrow: no word of it
	}
}

func (k *kept) Content(hash string) []byte {
	content, err := k.store.Content(hash)
	if err == nil {
		return content
	}
	if err != store.ErrAbsent {
		k.notice(err)
	}
	return k.memory.Content(hash)
}

func (k *kept) KeepContent(content []byte) string {
	hash, err := k.store.PutContent(content)
	if err != nil {
		k.notice(err)
		return k.memory.KeepContent(content)
	}
	return hash
}

func (k *kept) Identities() (map[string][]byte, error) {
	all, err := k.memory.Identities()
	if err != nil {
		return nil, err
	}
	list, err := k.store.List()
	for _, e := range list {
		if asked, err := k.store.Request(e.Key); err == nil {
			all[e.Key] = asked
		}
	}
	return all, err
}
