package nn

import (
	"context"
	"sync"

	"github.com/seed-380714d4/fathom/dsl"
)

// Finished is a training that ended: what is worth keeping of it.
type Finished struct {
	// Key is the identity of the training, 64 hexadecimal digits.
	Key string
	// Identity is the canonical JSON document whose SHA-256 is Key.
	Identity []byte
	// Reply is what the training answers, with Cached false.
	Reply dsl.TrainReply
	// Weights are the final weights as safetensors.
	Weights []byte
}

// Runs keeps finished trainings by key. Package store does on disk, for many
// processes, what memory does here.
type Runs interface {
	// Get returns the run, or nil and no error when there is none.
	Get(ctx context.Context, key string) (*Finished, error)
	// Put keeps a run. A reader sees all of it or nothing. Where keeping it
	// fails, the run is good all the same: Put says so in run.Reply.Note.
	Put(ctx context.Context, run *Finished) error
	// Lock gives the caller alone the right to train key, and waits, calling
	// waiting once if not nil, while somebody else has it. After it the caller
	// asks Get again: the other may have finished.
	Lock(ctx context.Context, key string, waiting func()) (release func(), err error)
}

// memory is Runs that live as long as the process.
type memory struct {
	mu   sync.Mutex
	runs map[string]*Finished
	busy map[string]chan struct{}
}

// NewMemory keeps runs in memory.
func NewMemory() Runs {
	return &memory{runs: map[string]*Finished{}, busy: map[string]chan struct{}{}}
}

func (m *memory) Get(_ context.Context, key string) (*Finished, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.runs[key], nil
}

func (m *memory) Put(_ context.Context, run *Finished) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.runs[run.Key] = run
	return nil
}

func (m *memory) Lock(ctx context.Context, key string, waiting func()) (func(), error) {
	for {
		m.mu.Lock()
		other := m.busy[key]
		if other == nil {
			mine := make(chan struct{})
			m.busy[key] = mine
			m.mu.Unlock()
			return func() {
				m.mu.Lock()
				delete(m.busy, key)
				m.mu.Unlock()
				close(mine)
			}, nil
		}
		m.mu.Unlock()
		if waiting != nil {
			waiting()
			waiting = nil
		}
		select {
		case <-other:
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
}
