package nn

import (
	"context"
	"log"
	"os"
	"sync"

	"github.com/seed-380714d4/fathom/dsl"
	"github.com/seed-380714d4/fathom/nn/store"
)

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

// lazy is runs that are opened when they are first used.
type lazy func() Runs

func (l lazy) Get(ctx context.Context, key string) (*Finished, error) { return l().Get(ctx, key) }
func (l lazy) Put(ctx context.Context, run *Finished) error           { return l().Put(ctx, run) }
func (l lazy) Optimizer(ctx context.Context, key string) ([]byte, error) {
	return l().Optimizer(ctx, key)
}
func (l lazy) Lock(ctx context.Context, key string, waiting func(dsl.Progress)) (Claim, error) {
	return l().Lock(ctx, key, waiting)
}
func (l lazy) Checkpoint(key string) *store.Checkpoint { return l().Checkpoint(key) }
func (l lazy) SaveCheckpoint(key string, c store.Checkpoint) error {
	return l().SaveCheckpoint(key, c)
}
func (l lazy) DropCheckpoint(key string)                   { l().DropCheckpoint(key) }
func (l lazy) Answer(key string) []byte                    { return l().Answer(key) }
func (l lazy) KeepAnswer(key string, asked, answer []byte) { l().KeepAnswer(key, asked, answer) }
func (l lazy) Content(hash string) []byte                  { return l().Content(hash) }
func (l lazy) KeepContent(content []byte) string           { return l().KeepContent(content) }
func (l lazy) Identities() (map[string][]byte, error)      { return l().Identities() }
